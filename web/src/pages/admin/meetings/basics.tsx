import { useId } from "preact/hooks";
import { meetingTexts } from "../../../i18n/meetings";
import type { Mode, UnitInfo } from "../../../protocol";
import { Field } from "../form";
import type { PartProps } from "./part";

const MODES: readonly Mode[] = ["conference", "discussion", "lecture"];

/** What the meeting is called, who holds it and how it is held. */
export function BasicsPart({
  typed,
  set,
  fault,
  units,
}: PartProps & { units: readonly UnitInfo[] }) {
  const t = meetingTexts.value.basics;
  return (
    <section class="card">
      <h2>{t.title}</h2>
      <Field
        label={t.name}
        value={typed.title}
        set={(title) => set({ title })}
        fault={fault("title")}
        required
        testId="plan-title"
      />
      <div class="admin-pair">
        <Select
          label={t.host}
          value={typed.host}
          set={(host) => set({ host })}
          fault={fault("host")}
          options={[
            ["", t.noHost],
            ...units.map((it): [string, string] => [
              it.id,
              `${"\u2003".repeat(it.level - 1)}${it.name}`,
            ]),
          ]}
        />
        <Select
          label={t.mode}
          value={typed.mode}
          set={(mode) => set({ mode })}
          hint={t.modeHints[typed.mode]}
          options={MODES.map((it) => [it, t.modes[it]])}
        />
      </div>
      <Notes typed={typed} set={set} />
    </section>
  );
}

function Notes({ typed, set }: Pick<PartProps, "typed" | "set">) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{meetingTexts.value.basics.notes}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={4000}
        value={typed.notes}
        onInput={(event) => set({ notes: event.currentTarget.value })}
      />
    </div>
  );
}

interface SelectProps<T extends string> {
  label: string;
  value: T;
  set: (value: T) => void;
  options: readonly (readonly [T, string])[];
  hint?: string;
  fault?: string | undefined;
  testId?: string;
}

/** One of a list. A value that is none of them stays, and is shown as it is. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, value, set, options, hint, fault, testId } = props;
  const id = useId();
  const described = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""];
  const known = options.some(([it]) => it === value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={described.filter((it) => it !== "").join(" ") || undefined}
        aria-invalid={fault !== undefined}
        data-testid={testId}
        onChange={(event) => set(event.currentTarget.value as T)}
      >
        {!known && <option value={value}>{value}</option>}
        {options.map(([it, name]) => (
          <option key={it} value={it}>
            {name}
          </option>
        ))}
      </select>
      {hint && (
        <p id={`${id}-hint`} class="faint">
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${id}-fault`} class="fault">
          {fault}
        </p>
      )}
    </div>
  );
}
