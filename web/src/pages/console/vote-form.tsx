import { useState } from "preact/hooks";
import { words } from "../../i18n/console";
import type { Desk } from "../../meeting/desk";
import type { Base, Basis, Fraction } from "../../protocol";
import { ActButton, Pick } from "./act";
import { Check, TimePick } from "./fields";

const BASES: readonly Basis[] = ["points", "delegates"];
const OF: readonly Base[] = ["all", "present", "cast"];
const SHARES: readonly Fraction[] = ["half", "two_thirds"];
/** Seconds a vote may be open; none is until somebody closes it. */
const TIMES = [null, 30, 60, 120, 300];

/** A question to be put to the vote. */
export function VoteForm({ desk }: { desk: Desk }) {
  const t = words.value.votes;
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState(t.defaults.join("\n"));
  const [basis, setBasis] = useState<Basis>("points");
  const [secret, setSecret] = useState(false);
  const [base, setBase] = useState<Base>("all");
  const [share, setShare] = useState<Fraction>("half");
  const [time, setTime] = useState<number | null>(null);
  const [regardless, setRegardless] = useState(false);
  const given = options.split("\n").flatMap((line) => line.trim() || []);
  const complete = question.trim() !== "" && given.length >= 2;
  const open = () =>
    desk.act("vote", {
      type: "vote.open",
      question: question.trim(),
      options: given,
      basis,
      secret,
      base,
      share,
      regardless,
      ...(time === null ? {} : { seconds: time }),
    });
  return (
    <div class="vote-form" data-testid="vote-form">
      <div class="vote-fields">
        <textarea
          rows={3}
          maxLength={500}
          aria-label={t.question}
          placeholder={t.question}
          value={question}
          data-testid="vote-question"
          onInput={(event) => setQuestion(event.currentTarget.value)}
        />
        <textarea
          rows={3}
          aria-label={t.options}
          aria-description={t.optionsHint}
          title={t.optionsHint}
          value={options}
          data-testid="vote-options"
          onInput={(event) => setOptions(event.currentTarget.value)}
        />
      </div>
      <div class="vote-rules">
        <Pick
          label={t.basis}
          names={t.bases}
          order={BASES}
          value={basis}
          onPick={setBasis}
          testId="vote-basis"
        />
        <Pick
          label={t.share}
          names={t.shares}
          order={SHARES}
          value={share}
          onPick={setShare}
          testId="vote-share"
        />
        <Pick
          label={t.base}
          names={t.baseNames}
          order={OF}
          value={base}
          onPick={setBase}
          testId="vote-base"
        />
        <TimePick
          label={t.time}
          times={TIMES}
          endless={words.value.preview.noLimit}
          value={time}
          onPick={setTime}
          testId="vote-time"
        />
        <Check label={t.secret} on={secret} onChange={setSecret} testId="vote-secret" />
        <Check
          label={t.regardless}
          on={regardless}
          onChange={setRegardless}
          testId="vote-regardless"
        />
        <ActButton
          desk={desk}
          place="vote"
          kind="primary"
          disabled={!complete}
          testId="vote-open"
          onAct={open}
        >
          {t.open}
        </ActButton>
        {!complete && <span class="faint">{t.incomplete}</span>}
      </div>
    </div>
  );
}
