import { useEffect, useState } from "preact/hooks";
import { words } from "../../i18n/console";
import type { Count, ServerVotersTold, ServerVoteTold } from "../../protocol";
import { ActButton, Pick, Refusal } from "./act";
import type { ConsoleView } from "./view";

const PLACE = "enter";

interface EnterProps {
  view: ConsoleView;
  vote: ServerVoteTold;
  told: ServerVotersTold;
}

/** Votes that were given by hand or by telephone, entered by the secretary for the points that gave them. */
export function EnterVotes({ view, vote, told }: EnterProps) {
  const t = words.value.votes;
  const { desk } = view;
  const [picked, setPicked] = useState<string | null>(null);
  const voted = new Set(told.voted);
  const missing = Object.keys(told.votes).filter((point) => !voted.has(point));
  const chosen = view.chosenPoint.value;
  // Who has voted may be put right: the last word counts.
  const named = [picked, chosen].filter((one) => one !== null && one in told.votes) as string[];
  const open = [...new Set([...missing, ...named])];
  const point = named[0] ?? open[0];
  useEffect(() => setPicked(null), [chosen]);
  if (point === undefined) return null;
  const enter = (counts: Count[]) => {
    desk.act(PLACE, { type: "vote.enter", vote: vote.vote, point, counts });
    // It stays in its place: a button that is hit twice must not vote for the next point.
    setPicked(point);
  };
  const votes = told.votes[point] ?? 0;
  return (
    <fieldset class="enter" data-testid="vote-enter">
      <legend>{t.enter}</legend>
      <div class="work-acts">
        <Pick
          label={t.enterFor}
          names={Object.fromEntries(open.map((one) => [one, desk.nameOf(one)]))}
          order={open}
          value={point}
          onPick={setPicked}
          testId="enter-point"
        />
        {votes === 1 ? (
          vote.options.map((option, index) => (
            <ActButton
              key={option}
              desk={desk}
              place={PLACE}
              label={`${option}: ${desk.nameOf(point)}`}
              testId={`enter-${index}`}
              onAct={() => enter([{ option, count: 1 }])}
            >
              {option}
            </ActButton>
          ))
        ) : (
          <Counts key={point} view={view} options={vote.options} votes={votes} onEnter={enter} />
        )}
      </div>
      <Refusal desk={desk} places={[PLACE]} />
    </fieldset>
  );
}

interface CountsProps {
  view: ConsoleView;
  options: readonly string[];
  votes: number;
  onEnter: (counts: Count[]) => void;
}

/** A point of several delegates: how many votes each option got there. */
function Counts({ view, options, votes, onEnter }: CountsProps) {
  const t = words.value.votes;
  const [counts, setCounts] = useState<readonly number[]>(options.map(() => 0));
  const sum = counts.reduce((all, one) => all + one, 0);
  return (
    <>
      {options.map((option, index) => (
        <label key={option} class="pick">
          <span>{option}</span>
          <input
            type="number"
            class="head-count"
            min={0}
            max={votes}
            value={counts[index]}
            data-testid={`enter-count-${index}`}
            onInput={(event) => {
              const count = event.currentTarget.valueAsNumber;
              const known = Number.isInteger(count) && count >= 0 ? count : 0;
              setCounts(counts.map((one, at) => (at === index ? known : one)));
            }}
          />
        </label>
      ))}
      <ActButton
        desk={view.desk}
        place={PLACE}
        disabled={sum === 0 || sum > votes}
        testId="enter-counts"
        onAct={() =>
          onEnter(options.map((option, index) => ({ option, count: counts[index] ?? 0 })))
        }
      >
        {t.enterCounts(sum, votes)}
      </ActButton>
    </>
  );
}
