import { texts } from "../../i18n";
import type { Room } from "../../meeting/room";
import type { ServerVoteTold } from "../../protocol";

/** What a vote came to, as all are shown it. */
export function Result({ room, vote }: { room: Room; vote: ServerVoteTold }) {
  const t = texts.value;
  const { result } = vote;
  if (result === null) return null;
  return (
    <section class="vote-card result" aria-labelledby="result-question" data-testid="result">
      <header class="vote-head">
        <p class="vote-kind">
          <strong>{t.vote.result}</strong>
        </p>
        <p class="verdict" role="status" data-testid="verdict" data-passed={result.passed}>
          <Verdict passed={result.passed} />
          {result.passed ? t.vote.passed : t.vote.failed}
        </p>
      </header>
      <h2 id="result-question">{vote.question}</h2>
      <dl class="tally">
        {result.counts.map(({ option, count }, i) => (
          <div key={option} class="tally-line">
            <dt>{option}</dt>
            <dd data-testid={`tally-${i}`}>
              <meter
                class="meter"
                max={Math.max(1, result.cast)}
                value={count}
                aria-label={option}
                ref={(it) => it?.style.setProperty("--level", share(count, result.cast))}
              />
              <strong>{t.vote.votes(count)}</strong>
            </dd>
          </div>
        ))}
      </dl>
      <p class="faint">{t.vote.turnout(result.cast, result.present)}</p>
      <button
        type="button"
        class="button"
        data-testid="close-result"
        onClick={() => room.part.putAway(vote.vote)}
      >
        {t.close}
      </button>
    </section>
  );
}

function share(count: number, cast: number): string {
  return `${cast === 0 ? 0 : Math.round((100 * count) / cast)}%`;
}

/** A shape beside the word: a check mark or a cross. */
function Verdict({ passed }: { passed: boolean }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={passed ? "m4.5 12.5 5 5 10-11" : "m5.5 5.5 13 13m0-13-13 13"} />
    </svg>
  );
}
