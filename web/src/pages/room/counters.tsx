import { useState } from "preact/hooks";
import { texts } from "../../i18n";
import { adjust, type Ballot, blank, countsOf, draftOf, fill, filled } from "../../meeting/ballot";
import type { Count, ServerVoteTold } from "../../protocol";

interface CountersProps {
  vote: ServerVoteTold;
  ballot: Extract<Ballot, { votes: number }>;
  cast: (counts: Count[]) => void;
}

/** The votes of several delegates: a counter for each option, within what the point has. */
export function Counters({ vote, ballot, cast }: CountersProps) {
  const t = texts.value.vote;
  const { votes } = ballot;
  const [draft, setDraft] = useState(() =>
    ballot.kind === "cast" ? draftOf(vote, ballot.counts) : blank(vote),
  );
  const remaining = votes - filled(draft);
  return (
    <>
      <p class="votes-left" role="status" data-testid="votes-left">
        <strong>{t.yourVotes(votes)}</strong>
        <span>{remaining === 0 ? t.complete : t.remaining(remaining)}</span>
      </p>
      <div class="counters">
        {vote.options.map((option, i) => (
          <fieldset key={option} class="counter">
            <legend>{option}</legend>
            <Step
              sign="−"
              name={t.less(option)}
              testId={`less-${i}`}
              off={draft[i] === 0}
              onClick={() => setDraft(adjust(draft, i, -1, votes))}
            />
            <output data-testid={`count-${i}`}>{draft[i]}</output>
            <Step
              sign="+"
              name={t.more(option)}
              testId={`more-${i}`}
              off={remaining === 0}
              onClick={() => setDraft(adjust(draft, i, 1, votes))}
            />
            <button
              type="button"
              class="button"
              aria-label={t.fillNamed(option)}
              aria-disabled={remaining === 0}
              data-testid={`fill-${i}`}
              onClick={() => setDraft(fill(draft, i, votes))}
            >
              {t.fill}
            </button>
          </fieldset>
        ))}
      </div>
      <button
        type="button"
        class="button primary large"
        aria-disabled={remaining === votes}
        data-testid="cast"
        onClick={() => remaining < votes && cast(countsOf(vote, draft))}
      >
        {t.cast}
      </button>
    </>
  );
}

interface StepProps {
  sign: string;
  name: string;
  testId: string;
  off: boolean;
  onClick: () => void;
}

function Step({ sign, name, testId, off, onClick }: StepProps) {
  return (
    <button
      type="button"
      class="button step"
      aria-label={name}
      aria-disabled={off}
      data-testid={testId}
      onClick={onClick}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
