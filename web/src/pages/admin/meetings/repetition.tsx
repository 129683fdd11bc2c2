import { dayInWords } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import { type Ends, FREQUENCIES, nextDays, type Rule, ruleFor } from "../../../plan/recurrence";
import { addDays } from "../../../plan/time";
import { Toggle } from "../../../ui/choices";
import { Field, whole } from "../form";
import { Select } from "./basics";
import type { PartProps } from "./part";

/** Days that are shown ahead. */
const SHOWN = 6;

const NTHS = [1, 2, 3, 4, -1] as const;

/** How the meeting repeats: chosen, in words, and as the days it comes to. */
export function Repetition({ typed, set, fault }: PartProps) {
  const t = meetingTexts.value.repeat;
  const { rule, ownRule, startDate } = typed;
  const change = (next: Partial<Rule>) => rule && set({ rule: { ...rule, ...next } });
  return (
    <div class="plan-repeat">
      <Select
        label={t.title}
        value={ownRule !== "" ? "own" : (rule?.every ?? "none")}
        set={(every) =>
          set({
            ownRule: "",
            rule: every === "none" || every === "own" ? null : ruleFor(every, startDate),
          })
        }
        fault={fault("repeat")}
        testId="repeat"
        options={[
          ...(ownRule === "" ? [] : [["own", t.own(ownRule)] as const]),
          ...(["none", ...FREQUENCIES] as const).map((it) => [it, t.every[it]] as const),
        ]}
      />
      {rule && (
        <>
          <div class="admin-pair">
            <Field
              label={t.interval[rule.every]}
              value={rule.interval}
              set={(value) => change({ interval: Math.min(99, Math.max(1, whole(value) ?? 1)) })}
              numeric
            />
            {rule.every === "weekday" && (
              <Select
                label={t.which}
                value={`${rule.nth}`}
                set={(value) => change({ nth: Number(value) })}
                options={NTHS.map((it, at) => [`${it}`, t.whichNames[at] ?? `${it}`])}
              />
            )}
          </div>
          {rule.every === "weekly" && <Weekdays rule={rule} change={change} />}
          {rule.every === "monthday" && (
            <Toggle
              label={t.lastDay}
              on={rule.nth === -1}
              onChange={(on) => change({ nth: on ? -1 : Number(startDate.slice(8)) })}
              testId="last-day"
            />
          )}
          <EndsChoice ends={rule.ends} start={startDate} set={(ends) => change({ ends })} />
          <p class="plan-words" data-testid="repeat-words">
            {t.summary(t.words(rule, startDate))}
          </p>
          <NextDays typed={typed} set={set} rule={rule} />
        </>
      )}
    </div>
  );
}

function Weekdays({ rule, change }: { rule: Rule; change: (next: Partial<Rule>) => void }) {
  const t = meetingTexts.value.repeat;
  return (
    <fieldset class="plan-weekdays">
      <legend>{t.weekdays}</legend>
      {t.weekdayNames.map((name, day) => (
        <label key={name} class="tick">
          <input
            type="checkbox"
            checked={rule.weekdays.includes(day)}
            onChange={(event) => {
              const others = rule.weekdays.filter((it) => it !== day);
              const weekdays = event.currentTarget.checked ? [...others, day] : others;
              change({ weekdays: weekdays.sort((a, b) => a - b) });
            }}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface EndsProps {
  ends: Ends;
  start: string;
  set: (ends: Ends) => void;
}

function EndsChoice({ ends, start, set }: EndsProps) {
  const t = meetingTexts.value.repeat;
  const choose = (kind: Ends["kind"]) => {
    if (kind === "count") set({ kind, count: 10 });
    else if (kind === "until") set({ kind, date: addDays(start, 90) });
    else set({ kind });
  };
  return (
    <div class="admin-pair">
      <Select
        label={t.ends}
        value={ends.kind}
        set={choose}
        options={(["never", "count", "until"] as const).map((it) => [it, t.endNames[it]])}
      />
      {ends.kind === "count" && (
        <Field
          label={t.count}
          value={ends.count}
          set={(value) => set({ ...ends, count: Math.min(1000, Math.max(1, whole(value) ?? 1)) })}
          numeric
        />
      )}
      {ends.kind === "until" && (
        <Field
          label={t.until}
          type="date"
          value={ends.date}
          set={(date) => set({ ...ends, date: date || start })}
        />
      )}
    </div>
  );
}

/** The next days; one that is left out stays in the list, so that it can be taken back. */
function NextDays({ typed, set, rule }: Pick<PartProps, "typed" | "set"> & { rule: Rule }) {
  const t = meetingTexts.value.repeat;
  const days = nextDays(rule, typed.startDate, [], SHOWN);
  return (
    <div>
      <h3>{t.next}</h3>
      <ul class="plan-next" data-testid="next-days">
        {days.map((date, at) => {
          const left = typed.without.includes(date);
          const others = typed.without.filter((it) => it !== date);
          const name = dayInWords(date);
          return (
            <li key={date}>
              <span class={left ? "faint" : ""}>
                {name}
                {left && ` (${t.skipped})`}
              </span>
              {at > 0 && (
                <button
                  type="button"
                  class="button quiet"
                  aria-label={left ? t.restore(name) : t.skip(name)}
                  onClick={() => set({ without: left ? others : [...others, date] })}
                >
                  {left ? t.restoreShort : t.skipShort}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
