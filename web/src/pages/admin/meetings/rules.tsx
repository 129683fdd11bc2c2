import { meetingTexts } from "../../../i18n/meetings";
import type { Fraction } from "../../../protocol";
import { Toggle } from "../../../ui/choices";
import { Field } from "../form";
import { Select } from "./basics";
import type { PartProps } from "./part";

const QUORUMS: readonly Fraction[] = ["two_thirds", "half"];

/** How points come in, and how many may. */
export function RulesPart({ typed, set, fault }: PartProps) {
  const t = meetingTexts.value.rules;
  return (
    <section class="card">
      <h2>{t.title}</h2>
      <div class="plan-toggles">
        {(["lobby", "muted", "camera", "emblem"] as const).map((name) => (
          <Toggle
            key={name}
            label={t[name]}
            on={typed[name]}
            onChange={(on) => set({ [name]: on })}
            testId={`rule-${name}`}
          />
        ))}
      </div>
      <div class="admin-pair">
        <Field
          label={t.limit}
          value={typed.limit}
          set={(limit) => set({ limit })}
          hint={t.limitHint}
          fault={fault("limit")}
          numeric
        />
        <Select
          label={t.quorum}
          value={typed.quorum}
          set={(quorum) => set({ quorum })}
          options={QUORUMS.map((it) => [it, t.quorums[it]])}
        />
      </div>
    </section>
  );
}
