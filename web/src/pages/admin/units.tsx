import { useState } from "preact/hooks";
import { matches } from "../../fold";
import { adminTexts } from "../../i18n/admin";
import type { UnitInfo, UnitList } from "../../protocol";
import { Toggle } from "../../ui/choices";
import { Dialog } from "../../ui/dialog";
import { useFetched } from "../../ui/fetched";
import { Loading } from "../../ui/status";
import { addUnit, changeUnit, emblemUrl, getUnits, setEmblem } from "./directory-api";
import { type ChosenEmblem, EmblemField } from "./emblem";
import { Field, Form, whole } from "./form";
import { AdminFrame } from "./frame";
import { ImportDialog } from "./import";
import { LoggedIn } from "./logged-in";
import { Refused } from "./refused";
import { Search } from "./search";

/** Rows that are drawn: a search that finds more is to be narrowed. */
const MOST_ROWS = 500;

/** `/admin/units`: the tree. */
export function UnitsPage() {
  return (
    <LoggedIn>
      <Units />
    </LoggedIn>
  );
}

function Units() {
  const t = adminTexts.value;
  const [fetched, again] = useFetched(getUnits, []);
  const [edited, setEdited] = useState<UnitInfo | "new" | null>(null);
  const [importing, setImporting] = useState(false);
  const close = () => {
    setEdited(null);
    setImporting(false);
    again();
  };
  const list = fetched.state === "here" ? fetched.value : null;
  const mayAdd = list && (list.may_add_root || list.units.some((unit) => unit.may_change));
  const actions = mayAdd && (
    <>
      <button type="button" class="button" onClick={() => setImporting(true)} data-testid="import">
        {t.imports.open}
      </button>
      <button type="button" class="button primary" onClick={() => setEdited("new")}>
        {t.units.add}
      </button>
    </>
  );
  return (
    <AdminFrame section="units" actions={actions}>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && <Refused why={fetched.why} retry={again} />}
      {list && <Tree units={list.units} edit={setEdited} />}
      {edited && list && <UnitDialog unit={edited} list={list} close={close} />}
      {importing && <ImportDialog kind="units" close={close} />}
    </AdminFrame>
  );
}

interface TreeProps {
  units: readonly UnitInfo[];
  edit: (unit: UnitInfo) => void;
}

/** The first levels stand open; a search shows what it finds with all that is above it. */
function Tree({ units, edit }: TreeProps) {
  const t = adminTexts.value;
  const [query, setQuery] = useState("");
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  if (units.length === 0) return <p class="empty">{t.units.empty}</p>;
  const known = new Set(units.map(({ id }) => id));
  const below = new Map<string, UnitInfo[]>();
  for (const unit of units) {
    const parent = unit.parent !== null && known.has(unit.parent) ? unit.parent : "";
    below.set(parent, [...(below.get(parent) ?? []), unit]);
  }
  const found = new Set<string>();
  if (query.trim() !== "") {
    const parents = new Map(units.map(({ id, parent }) => [id, parent]));
    for (const unit of units) {
      if (!matches(`${unit.name} ${unit.id}`, query)) continue;
      for (let id: string | null | undefined = unit.id; id; id = parents.get(id)) found.add(id);
    }
  }
  const roots = below.get("") ?? [];
  const openAtFirst = roots.length === 1;
  const rows: { unit: UnitInfo; depth: number; open: boolean | null }[] = [];
  const list = (parent: string, depth: number) => {
    for (const unit of below.get(parent) ?? []) {
      if (query.trim() !== "" && !found.has(unit.id)) continue;
      const first = openAtFirst && depth === 0;
      const open = query.trim() !== "" || turned.has(unit.id) !== first;
      rows.push({ unit, depth, open: below.has(unit.id) ? open : null });
      if (open) list(unit.id, depth + 1);
    }
  };
  list("", 0);
  const turn = (id: string) => {
    const next = new Set(turned);
    if (!next.delete(id)) next.add(id);
    setTurned(next);
  };
  return (
    <section class="card">
      <Search
        query={query}
        set={setQuery}
        found={t.units.found(query ? found.size : units.length)}
      />
      <ul class="admin-list" data-testid="units">
        {rows.slice(0, MOST_ROWS).map(({ unit, depth, open }) => (
          <li key={unit.id} class={`unit-row depth-${Math.min(depth, 6)}`}>
            {open === null ? (
              <span class="unit-leaf" />
            ) : (
              <button
                type="button"
                class="button quiet icon-only"
                aria-expanded={open}
                aria-label={t.units.open(unit.name)}
                onClick={() => turn(unit.id)}
              >
                <span aria-hidden="true">{open ? "▾" : "▸"}</span>
              </button>
            )}
            {unit.emblem && (
              <img class="unit-emblem" src={emblemUrl(unit.id, unit.emblem)} alt="" />
            )}
            <span class="admin-name">
              <strong>{unit.name}</strong>
              <span class="faint">
                {unit.id}
                {unit.points > 0 && ` · ${t.units.points(unit.points)}`}
                {unit.retired && ` · ${t.retired}`}
              </span>
            </span>
            {unit.may_change && (
              <button
                type="button"
                class="button"
                aria-label={t.units.edit(unit.name)}
                onClick={() => edit(unit)}
              >
                {t.edit}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface UnitDialogProps {
  unit: UnitInfo | "new";
  list: UnitList;
  close: () => void;
}

function UnitDialog({ unit, list, close }: UnitDialogProps) {
  const t = adminTexts.value;
  const old = unit === "new" ? null : unit;
  const [code, setCode] = useState("");
  const [name, setName] = useState(old?.name ?? "");
  const [order, setOrder] = useState(`${old?.order ?? 0}`);
  const [parent, setParent] = useState(old?.parent ?? "");
  const [retired, setRetired] = useState(old?.retired ?? false);
  const [emblem, setChosen] = useState<ChosenEmblem>(undefined);
  const save = async () => {
    const said = { name, order: whole(order) ?? 0 };
    if (!old) {
      await addUnit({ id: code.trim(), ...said, ...(parent ? { parent } : {}) });
      return;
    }
    const moved = parent === (old.parent ?? "") ? {} : { parent: parent || null };
    // What may be refused for its content goes first: then nothing is saved by halves.
    if (emblem !== undefined) await setEmblem(old.id, emblem);
    await changeUnit(old.id, {
      ...said,
      ...moved,
      ...(retired === old.retired ? {} : { retired }),
    });
  };
  // Who sees no further than his own district leaves it where it is.
  const choices = list.units.filter((it) => it.may_change && it.id !== old?.id && !it.retired);
  const elsewhere = old?.parent && !choices.some(({ id }) => id === old.parent) ? old.parent : null;
  return (
    <Dialog title={old ? t.units.edit(old.name) : t.units.add} onClose={close} testId="unit-dialog">
      <Form save={save} done={close}>
        {!old && (
          <Field
            label={t.code}
            value={code}
            set={setCode}
            hint={t.codeHint}
            required
            testId="code"
          />
        )}
        <Field label={t.name} value={name} set={setName} required testId="name" />
        <div class="field">
          <label for="parent">{t.units.parent}</label>
          <select
            id="parent"
            value={parent}
            onChange={(event) => setParent(event.currentTarget.value)}
          >
            {elsewhere && <option value={elsewhere}>{elsewhere}</option>}
            {(list.may_add_root || (!old && parent === "")) && (
              <option value="">{t.units.none}</option>
            )}
            {choices.map((it) => (
              <option key={it.id} value={it.id}>
                {`${"\u2003".repeat(it.level - 1)}${it.name}`}
              </option>
            ))}
          </select>
        </div>
        <Field label={t.order} value={order} set={setOrder} numeric />
        {old && (
          <EmblemField
            kept={old.emblem && emblemUrl(old.id, old.emblem)}
            chosen={emblem}
            choose={setChosen}
            title={name}
          />
        )}
        {old && <Toggle label={t.retired} on={retired} onChange={setRetired} testId="retired" />}
      </Form>
    </Dialog>
  );
}
