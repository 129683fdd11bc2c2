import { duration } from "../../i18n";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { ServerVoteTold } from "../../protocol";
import { Question } from "../../ui/dialog";
import { ActButton, Refusal } from "./act";
import type { ConsoleView } from "./view";
import { EnterVotes } from "./vote-enter";
import { VoteForm } from "./vote-form";

/** Votes: the one that runs, or a new one, and what the others came to. */
export function Votes({ view }: { view: ConsoleView }) {
  const t = words.value.votes;
  const { desk } = view;
  const votes = desk.votes.value;
  const running = votes.find((vote) => vote.result === null && !vote.cancelled);
  const past = votes.filter((vote) => vote !== running).reverse();
  return (
    <div class="work-part">
      {running ? <Running view={view} vote={running} /> : <VoteForm desk={desk} />}
      <Refusal desk={desk} places={["vote"]} />
      {past.length === 0 && !running && <p class="faint">{t.none}</p>}
      <ul class="work-list" data-testid="votes">
        {past.map((vote) => (
          <Past key={vote.vote} desk={desk} vote={vote} />
        ))}
      </ul>
    </div>
  );
}

/** Shown at most: the others are a number. */
const NAMED = 40;

function Running({ view, vote }: { view: ConsoleView; vote: ServerVoteTold }) {
  const t = words.value.votes;
  const { desk } = view;
  const told = desk.voters.value.get(vote.vote);
  const voted = new Set(told?.voted);
  const missing = Object.keys(told?.votes ?? {}).filter((point) => !voted.has(point));
  return (
    <div class="vote" data-testid="vote-running">
      <p class="vote-question">
        <span class="tag next">{t.running}</span> <strong>{vote.question}</strong>
      </p>
      <p class="vote-live">
        <strong class="big" data-testid="voted">
          {t.voted(vote.voted, vote.voters)}
        </strong>
        <progress max={Math.max(1, vote.voters)} value={vote.voted} aria-label={t.running} />
        <span>{vote.secret ? t.isSecret : t.isOpen}</span>
        {vote.until !== null && <Remaining desk={desk} until={vote.until} />}
      </p>
      <div class="work-acts">
        <ActButton
          desk={desk}
          place="vote"
          kind="primary"
          testId="vote-close"
          onAct={() => desk.act("vote", { type: "vote.close", vote: vote.vote })}
        >
          {t.close}
        </ActButton>
        <ActButton
          desk={desk}
          place="vote"
          testId="vote-cancel"
          onAct={() => {
            view.dialog.value = "cancel";
          }}
        >
          {t.cancel}
        </ActButton>
      </div>
      {missing.length === 0 ? (
        <p>{t.everybody}</p>
      ) : (
        <details open>
          <summary>{t.missing(missing.length)}</summary>
          <p class="vote-missing" data-testid="vote-missing">
            {missing.slice(0, NAMED).map(desk.nameOf, desk).join(" · ")}
            {missing.length > NAMED && " …"}
          </p>
        </details>
      )}
      {told && !vote.secret && <EnterVotes view={view} vote={vote} told={told} />}
      {view.dialog.value === "cancel" && (
        <Question
          title={t.cancelQuestion}
          text={t.cancelExplained}
          yes={t.cancel}
          testId="cancel-question"
          onClose={() => {
            view.dialog.value = null;
          }}
          onYes={() => {
            view.dialog.value = null;
            desk.act("vote", { type: "vote.cancel", vote: vote.vote });
          }}
        />
      )}
    </div>
  );
}

function Remaining({ desk, until }: { desk: Desk; until: string }) {
  const ms = Math.max(0, Date.parse(until) - desk.now.value);
  return <span class="desk-timer">{words.value.votes.left(duration(Math.ceil(ms / 1_000)))}</span>;
}

function Past({ desk, vote }: { desk: Desk; vote: ServerVoteTold }) {
  const t = words.value.votes;
  const { result } = vote;
  return (
    <li class="work-line vote-past">
      <span class="vote-text">
        <strong>{vote.question}</strong>
        {result === null ? (
          <span class="faint">{vote.lost ? t.lost : t.cancelled}</span>
        ) : (
          <>
            <span>
              <strong class={result.passed ? "passed" : "not-passed"}>
                {result.passed ? t.passed : t.failed}
              </strong>{" "}
              {result.counts.map(({ option, count }) => `${option} ${count}`).join(" · ")}
            </span>
            <span class="faint">{t.of(result.cast, result.present, result.total)}</span>
          </>
        )}
      </span>
      {result !== null && (
        <ActButton
          desk={desk}
          place="vote"
          pressed={vote.shown}
          testId={`show-${vote.vote}`}
          onAct={() => desk.act("vote", { type: "vote.show", vote: vote.shown ? null : vote.vote })}
        >
          {vote.shown ? t.hide : t.show}
        </ActButton>
      )}
    </li>
  );
}
