import { useEffect, useRef, useState } from "preact/hooks";
import { meetingTexts } from "../../../i18n/meetings";
import {
  dropPoint,
  dropUnit,
  filled,
  type Invited,
  invitePoint,
  inviteUnit,
  isWhole,
  type PointNode,
  type Tree,
  withDelegates,
} from "../../../plan/invited";
import { type TreeRow, treeRows } from "../../../plan/tree-rows";
import type { MeetingPlan, Seating } from "../../../protocol";
import { Toggle } from "../../../ui/choices";
import { whole } from "../form";
import { Search } from "../search";
import { Select } from "./basics";
import { Conflicts } from "./conflicts";
import type { PartProps } from "./part";

/** Lines that are drawn: a search that finds more is to be narrowed. */
const MOST_ROWS = 200;

const SEATINGS: readonly Seating[] = ["rank", "tree", "given"];

interface InvitedProps extends PartProps {
  plan: MeetingPlan | null;
  tree: Tree;
}

/** Who is invited: ticks in the tree of units, whole branches or point by point. */
export function InvitedPart({ typed, set, fault, plan, tree }: InvitedProps) {
  const t = meetingTexts.value.invited;
  const [query, setQuery] = useState("");
  const [only, setOnly] = useState(false);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const invited = filled(tree, typed);
  const known = new Map(invited.points.map((it) => [it.point, it.delegates ?? 0]));
  const delegates = invited.points.reduce((sum, it) => sum + (it.delegates ?? 0), 0);
  const wanted = { turned, query, only: only ? new Set(known.keys()) : null };
  const rows = treeRows(tree, wanted);
  const change = ({ units, points }: Invited) => set({ units, points });
  const turn = (unit: string) => {
    const next = new Set(turned);
    if (!next.delete(unit)) next.add(unit);
    setTurned(next);
  };
  const row = { tree, invited, known, change, turn, fixed: query.trim() !== "" || only };
  const strangers = (plan?.places ?? []).filter(
    ({ point }) => known.has(point) && !tree.points.has(point),
  );
  return (
    <section class="card" data-testid="invited">
      <h2>{t.title}</h2>
      <p role="status" data-testid="invited-count">
        {invited.points.length === 0 ? t.none : t.count(invited.points.length, delegates)}
      </p>
      {fault("points") && <p class="fault">{fault("points")}</p>}
      <Search query={query} set={setQuery} found="" />
      <Toggle label={t.onlyInvited} on={only} onChange={setOnly} testId="only-invited" />
      <ul class="admin-list plan-tree" data-testid="tree">
        {rows.slice(0, MOST_ROWS).map((it) => (
          <Row
            key={it.kind === "unit" ? `u ${it.unit.id}` : `p ${it.point.id}`}
            row={it}
            {...row}
          />
        ))}
        {strangers.map(({ point, name }) => (
          <li key={point} class="unit-row">
            <span class="unit-leaf" />
            <Tick on set={() => change(dropPoint(tree, invited, point))} name={name} />
          </li>
        ))}
      </ul>
      {rows.length > MOST_ROWS && <p class="faint">{t.more(rows.length - MOST_ROWS)}</p>}
      <Conflicts typed={typed} points={[...known.keys()]} own={plan?.id ?? ""} />
      <Select
        label={t.seating}
        value={typed.seating}
        set={(seating) => set({ seating })}
        options={SEATINGS.map((it) => [it, t.seatings[it]])}
      />
    </section>
  );
}

interface RowProps {
  row: TreeRow;
  tree: Tree;
  invited: Invited;
  known: ReadonlyMap<string, number>;
  change: (invited: Invited) => void;
  turn: (unit: string) => void;
  /** Whether what is open follows from a search. */
  fixed: boolean;
}

function Row({ row, ...rest }: RowProps) {
  return row.kind === "unit" ? (
    <UnitRow {...rest} {...row} />
  ) : (
    <PointRow {...rest} point={row.point} depth={row.depth} />
  );
}

type UnitRowProps = Omit<RowProps, "row"> & Extract<TreeRow, { kind: "unit" }>;

function UnitRow({ unit, depth, open, tree, invited, known, change, turn, fixed }: UnitRowProps) {
  const t = meetingTexts.value;
  const points = tree.allPoints(unit.id);
  const count = points.filter(({ id }) => known.has(id)).length;
  const all = isWhole(tree, invited, unit.id);
  return (
    <li class={`unit-row depth-${Math.min(depth, 6)}`}>
      {fixed ? (
        <span class="unit-leaf" />
      ) : (
        <button
          type="button"
          class="button quiet icon-only"
          aria-expanded={open}
          aria-label={unit.name}
          onClick={() => turn(unit.id)}
        >
          <span aria-hidden="true">{open ? "▾" : "▸"}</span>
        </button>
      )}
      <Tick
        on={all}
        some={count > 0}
        name={unit.name}
        strong
        testId={`invite-${unit.id}`}
        set={(on) =>
          change(on ? inviteUnit(tree, invited, unit.id) : dropUnit(tree, invited, unit.id))
        }
      />
      <span class="faint plan-count">
        {t.invited.ofUnit(count, points.length)}
        {all && `, ${t.invited.whole}`}
      </span>
    </li>
  );
}

type PointRowProps = Omit<RowProps, "row" | "turn" | "fixed"> & {
  point: PointNode;
  depth: number;
};

function PointRow({ point, depth, tree, invited, known, change }: PointRowProps) {
  const t = meetingTexts.value.invited;
  const delegates = known.get(point.id);
  return (
    <li class={`unit-row depth-${Math.min(depth, 6)}`}>
      <span class="unit-leaf" />
      <Tick
        on={delegates !== undefined}
        name={point.name}
        testId={`invite-point-${point.id}`}
        set={(on) => change(on ? invitePoint(invited, point) : dropPoint(tree, invited, point.id))}
      />
      {delegates !== undefined && (
        <label class="plan-delegates">
          <input
            type="text"
            inputMode="numeric"
            autoComplete="off"
            aria-label={t.delegates(point.name)}
            value={delegates}
            onInput={(event) =>
              change(withDelegates(invited, point.id, whole(event.currentTarget.value) ?? 0))
            }
          />
          <span class="faint" aria-hidden="true">
            {t.delegatesShort}
          </span>
        </label>
      )}
    </li>
  );
}

interface TickProps {
  on: boolean;
  some?: boolean;
  strong?: boolean;
  name: string;
  set: (on: boolean) => void;
  testId?: string;
}

/** A box to tick; half ticked where some of a unit's points are invited. */
function Tick({ on, some = false, strong = false, name, set, testId }: TickProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = !on && some;
  }, [on, some]);
  return (
    <label class="tick">
      <input
        ref={box}
        type="checkbox"
        checked={on}
        data-testid={testId}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      {strong ? <strong>{name}</strong> : <span>{name}</span>}
    </label>
  );
}
