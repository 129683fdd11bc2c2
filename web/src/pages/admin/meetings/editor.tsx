import { Refusal } from "../../../api";
import { adminTexts } from "../../../i18n/admin";
import { meetingTexts } from "../../../i18n/meetings";
import { Tree } from "../../../plan/invited";
import { addDays, localOf } from "../../../plan/time";
import { copied, emptyPlan, typedOf } from "../../../plan/typed";
import type { UnitInfo } from "../../../protocol";
import { useFetched } from "../../../ui/fetched";
import { Shell } from "../../../ui/shell";
import { Loading } from "../../../ui/status";
import { getUnits } from "../directory-api";
import { Refused } from "../refused";
import { pathToSection } from "../sections";
import { getAllPoints, getPlan } from "./api";
import type { Loaded } from "./drafting";
import { copyOf } from "./paths";
import { Sheet } from "./sheet";

/** `/admin/meetings/{id}`: one meeting, or a new one. */
export function Editor({ rest }: { rest: string }) {
  const t = meetingTexts.value;
  const copy = rest === "new" ? copyOf(location.hash) : null;
  const [fetched, again] = useFetched(
    (signal) => load(rest === "new" ? null : rest, copy, signal),
    [rest, copy],
  );
  const title = fetched.state === "here" ? fetched.value.plan?.plan.title : "";
  return (
    <Shell title={title || t.editor.title} wide>
      <nav class="admin-nav" aria-label={adminTexts.value.menu}>
        <a href={pathToSection("meetings")}>‹ {t.editor.list}</a>
      </nav>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && <Refused why={fetched.why} retry={again} />}
      {fetched.state === "here" && (
        <Sheet key={fetched.value.draft} loaded={fetched.value} reload={again} />
      )}
    </Shell>
  );
}

async function load(
  meeting: string | null,
  copy: string | null,
  signal: AbortSignal,
): Promise<Loaded> {
  const source = meeting ?? copy;
  const [plan, units, points] = await Promise.all([
    source === null ? null : getPlan(source, signal),
    orNothing(getUnits(signal).then((it) => it.units)),
    orNothing(getAllPoints(signal)),
  ]);
  const tomorrow = addDays(localOf(Date.now()).date, 1);
  const first = !plan
    ? { ...emptyPlan(tomorrow), host: firstHost(units) }
    : meeting
      ? typedOf(plan.plan)
      : copied(plan.plan, tomorrow);
  const kept = units.filter((it) => !it.retired);
  const tree = new Tree(kept, points);
  const draft = meeting ?? (copy === null ? "" : `copy.${copy}`);
  return { draft, plan: meeting === null ? null : plan, first, units: kept, tree };
}

/** Who is over a district alone holds meetings of that district. */
function firstHost(units: readonly UnitInfo[]): string {
  return (
    units.find((it) => it.parent !== null && !units.some(({ id }) => id === it.parent))?.id ?? ""
  );
}

/** A list that the account may not see is empty: a meeting's secretary may still change what he sees. */
async function orNothing<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof Refusal && error.why === "not_permitted") return [];
    throw error;
  }
}
