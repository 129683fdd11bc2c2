import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { duration, texts } from "../../i18n";
import { type Ballot, countsOf } from "../../meeting/ballot";
import type { Room } from "../../meeting/room";
import type { Count, ServerVoteTold } from "../../protocol";
import { useTicking } from "../../ui/ticking";
import { Counters } from "./counters";
import { Result } from "./result";

interface VoteProps {
  room: Room;
  /** The result stands in the picture, large enough to be read. */
  pictured?: boolean;
}

/** The vote that is taken, or the result that is shown. */
export function Vote({ room, pictured = false }: VoteProps) {
  const running = room.part.vote.value;
  if (running) {
    return <Running key={running.vote.vote} room={room} {...running} />;
  }
  const result = room.part.result.value;
  return result && !pictured && <Result key={result.vote} room={room} vote={result} />;
}

interface RunningProps {
  room: Room;
  vote: ServerVoteTold;
  ballot: Ballot;
}

/** A card to vote; once that is done a line that says so, with the way back while it may be changed. */
function Running({ room, vote, ballot }: RunningProps) {
  const t = texts.value.vote;
  const state = ballot.kind === "cast" ? JSON.stringify(ballot.counts) : ballot.kind;
  // What the person folds or opens is meant for the ballot as it is: the next one begins anew.
  const [chosen, choose] = useState({ state, open: ballot.kind === "open" });
  const isOpen = chosen.state === state ? chosen.open : ballot.kind === "open";
  if (ballot.kind === "none") return <Line vote={vote} room={room} text={t.noVote} />;
  if (ballot.kind === "sealed") return <Line vote={vote} room={room} text={t.sealed} />;
  if (!isOpen) {
    return (
      <Line vote={vote} room={room} text={ballot.kind === "cast" ? said(ballot.counts) : t.choose}>
        <button
          type="button"
          class="button"
          data-testid="vote-again"
          onClick={() => choose({ state, open: true })}
        >
          {ballot.kind === "cast" ? t.change : t.running}
        </button>
      </Line>
    );
  }
  const fold = () => choose({ state, open: false });
  return <Card room={room} vote={vote} ballot={ballot} fold={fold} />;
}

function said(counts: readonly Count[]): string {
  const t = texts.value.vote;
  const [only] = counts;
  return counts.length === 1 && only ? t.said(only.option) : t.saidMany;
}

interface LineProps {
  room: Room;
  vote: ServerVoteTold;
  text: string;
  children?: preact.ComponentChildren;
}

function Line({ room, vote, text, children }: LineProps) {
  return (
    <div class="vote-line" data-testid="vote-line">
      <p role="status">
        <strong>{vote.question}</strong> <span class="vote-said">{text}</span>
      </p>
      <TimeLeft room={room} vote={vote} />
      {children}
    </div>
  );
}

function TimeLeft({ room, vote }: { room: Room; vote: ServerVoteTold }) {
  const t = texts.value.vote;
  useTicking(vote.until !== null);
  if (vote.until === null) return null;
  return (
    <p class="timer" role="timer" data-testid="vote-time">
      <span>{t.timeLeft}</span>
      <strong>{duration(room.clock.until(vote.until))}</strong>
    </p>
  );
}

interface CardProps {
  room: Room;
  vote: ServerVoteTold;
  ballot: Extract<Ballot, { votes: number }>;
  fold: () => void;
}

function Card({ room, vote, ballot, fold }: CardProps) {
  const t = texts.value.vote;
  const heading = useRef<HTMLHeadingElement>(null);
  const [sending, setSending] = useState(false);
  // With the first paint: a later focus would take back where somebody's arrows have gone.
  useLayoutEffect(() => {
    heading.current?.focus();
  }, []);
  const cast = (counts: Count[]) => {
    room.part.cast(vote.vote, counts);
    setSending(true);
    // A refusal is said in a notice; then it may be tried again.
    window.setTimeout(() => setSending(false), 3_000);
  };
  return (
    <section class="vote-card" aria-labelledby="vote-question" data-testid="vote">
      <header class="vote-head">
        <p class="vote-kind">
          <strong>{vote.secret ? t.secret : t.running}</strong>
        </p>
        <TimeLeft room={room} vote={vote} />
      </header>
      <h2 id="vote-question" ref={heading} tabIndex={-1}>
        {vote.question}
      </h2>
      {ballot.votes === 1 ? (
        <Options vote={vote} ballot={ballot} cast={cast} />
      ) : (
        <Counters vote={vote} ballot={ballot} cast={cast} />
      )}
      <p class="faint" role="status">
        {sending ? t.sending : vote.secret ? t.secretExplained : t.openExplained}
      </p>
      <button type="button" class="button quiet" data-testid="vote-fold" onClick={fold}>
        {t.fold}
      </button>
    </section>
  );
}

interface OptionsProps {
  vote: ServerVoteTold;
  ballot: CardProps["ballot"];
  cast: (counts: Count[]) => void;
}

/** One vote: a touch casts it where it may be changed; a secret one is confirmed. */
function Options({ vote, ballot, cast }: OptionsProps) {
  const t = texts.value.vote;
  const before = ballot.kind === "cast" ? ballot.counts[0]?.option : undefined;
  const [chosen, choose] = useState<string | undefined>(before);
  const send = (option: string) =>
    cast(
      countsOf(
        vote,
        vote.options.map((one) => (one === option ? 1 : 0)),
      ),
    );
  return (
    <>
      <fieldset class="options">
        <legend class="hidden">{t.choose}</legend>
        {vote.options.map((option, i) => (
          <button
            key={option}
            type="button"
            class="option"
            aria-pressed={option === chosen}
            data-testid={`option-${i}`}
            onClick={() => {
              choose(option);
              if (!vote.secret) send(option);
            }}
          >
            {option}
          </button>
        ))}
      </fieldset>
      {vote.secret && (
        <button
          type="button"
          class="button primary large"
          aria-disabled={chosen === undefined}
          data-testid="cast"
          onClick={() => chosen !== undefined && send(chosen)}
        >
          {chosen === undefined ? t.cast : t.castChosen(chosen)}
        </button>
      )}
    </>
  );
}
