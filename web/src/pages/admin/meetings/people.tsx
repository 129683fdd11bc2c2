import { meetingTexts } from "../../../i18n/meetings";
import type { Tree } from "../../../plan/invited";
import type { MeetingPlan, Part, Person } from "../../../protocol";
import { CloseIcon } from "../../../ui/icon";
import { Select } from "./basics";
import type { PartProps } from "./part";
import { PersonField } from "./person-field";

const PARTS: readonly Part[] = ["chair", "secretary", "operator"];

interface PeopleProps extends PartProps {
  plan: MeetingPlan | null;
  tree: Tree;
}

/** The chair's point, and the people with a part in this meeting. */
export function PeoplePart({ typed, set, fault, plan, tree }: PeopleProps) {
  const t = meetingTexts.value.people;
  const names = new Map(plan?.places.map((it) => [it.point, it.name]));
  const nameOf = (point: string) => tree.points.get(point)?.name ?? names.get(point) ?? point;
  const put = (at: number, person: Person) =>
    set({ people: typed.people.map((it, index) => (index === at ? person : it)) });
  return (
    <section class="card">
      <h2>{t.title}</h2>
      <Select
        label={t.chair}
        value={typed.points.some(({ point }) => point === typed.chair) ? typed.chair : ""}
        set={(chair) => set({ chair })}
        fault={fault("chair")}
        testId="chair"
        options={[
          ["", t.noChair],
          ...typed.points.map(({ point }): [string, string] => [point, nameOf(point)]),
        ]}
      />
      {typed.people.length === 0 && <p class="faint">{t.none}</p>}
      {typed.people.map((person, at) => (
        <div key={at} class="plan-person">
          <Select
            label={t.part}
            value={person.part}
            set={(part) => put(at, { ...person, part })}
            options={PARTS.map((it) => [it, t.parts[it]])}
          />
          <PersonField
            value={person.account}
            set={(account) => put(at, { ...person, account })}
            fault={fault(`people[${at}].account`)}
          />
          <button
            type="button"
            class="button icon-only"
            onClick={() => set({ people: typed.people.filter((_, index) => index !== at) })}
          >
            <CloseIcon />
            <span class="hidden">{t.remove(person.account)}</span>
          </button>
        </div>
      ))}
      <button
        type="button"
        class="button"
        data-testid="add-person"
        onClick={() => set({ people: [...typed.people, { account: "", part: "secretary" }] })}
      >
        {t.add}
      </button>
    </section>
  );
}
