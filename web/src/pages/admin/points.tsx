import { useState } from "preact/hooks";
import { adminTexts } from "../../i18n/admin";
import type { PointInfo, UnitInfo } from "../../protocol";
import { Toggle } from "../../ui/choices";
import { useFetched } from "../../ui/fetched";
import { Loading } from "../../ui/status";
import { getUnits } from "./directory-api";
import { AdminFrame } from "./frame";
import { ImportDialog } from "./import";
import { KeysDialog } from "./keys";
import { LoggedIn } from "./logged-in";
import { PointDialog } from "./point-form";
import { PointList } from "./point-list";
import { Refused } from "./refused";
import { Search } from "./search";

type Opened =
  | { readonly what: "new" | "import" }
  | { readonly what: "edit" | "keys"; readonly point: PointInfo };

/** `/admin/points`: a search above a list that may have thousands of lines. */
export function PointsPage() {
  return (
    <LoggedIn>
      <Points />
    </LoggedIn>
  );
}

function Points() {
  const t = adminTexts.value;
  const [units, again] = useFetched(getUnits, []);
  const [query, setQuery] = useState("");
  const [unit, setUnit] = useState("");
  const [retired, setRetired] = useState(false);
  const [total, setTotal] = useState<number | null>(null);
  const [round, setRound] = useState(0);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => {
    setOpened(null);
    setRound(round + 1);
  };
  const tree = units.state === "here" ? units.value.units : [];
  const actions = tree.some((it) => it.may_change) && (
    <>
      <button
        type="button"
        class="button"
        onClick={() => setOpened({ what: "import" })}
        data-testid="import"
      >
        {t.imports.open}
      </button>
      <button
        type="button"
        class="button primary"
        onClick={() => setOpened({ what: "new" })}
        data-testid="add"
      >
        {t.points.add}
      </button>
    </>
  );
  return (
    <AdminFrame section="points" actions={actions}>
      {units.state === "loading" && <Loading />}
      {units.state === "failed" && <Refused why={units.why} retry={again} />}
      {units.state === "here" && (
        <section class="card">
          <div class="admin-filters">
            <Search
              query={query}
              set={setQuery}
              found={total === null ? "" : t.points.found(total)}
            />
            <UnitChoice units={tree} unit={unit} set={setUnit} />
            <Toggle label={t.retired} on={retired} onChange={setRetired} testId="retired" />
          </div>
          <PointList
            wanted={{ query, unit, retired }}
            round={round}
            tell={setTotal}
            edit={(point) => setOpened({ what: "edit", point })}
            keys={(point) => setOpened({ what: "keys", point })}
          />
        </section>
      )}
      {opened?.what === "new" && <PointDialog point={null} units={tree} close={close} />}
      {opened?.what === "edit" && <PointDialog point={opened.point} units={tree} close={close} />}
      {opened?.what === "keys" && <KeysDialog point={opened.point} close={close} />}
      {opened?.what === "import" && <ImportDialog kind="points" close={close} />}
    </AdminFrame>
  );
}

interface UnitChoiceProps {
  units: readonly UnitInfo[];
  unit: string;
  set: (unit: string) => void;
}

function UnitChoice({ units, unit, set }: UnitChoiceProps) {
  const t = adminTexts.value;
  return (
    <div class="field">
      <label for="unit">{t.points.unit}</label>
      <select id="unit" value={unit} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{t.points.all}</option>
        {units.map((it) => (
          <option key={it.id} value={it.id}>
            {`${"\u2003".repeat(it.level - 1)}${it.name}`}
          </option>
        ))}
      </select>
    </div>
  );
}
