import { useState } from "preact/hooks";
import { holds, visitor } from "../account";
import { getPlans } from "../api";
import { todayTexts } from "../i18n/today";
import { spanOf, standingOf } from "../plan/listing";
import { localOf } from "../plan/time";
import type { PlanLine } from "../protocol";
import { pathTo } from "../route";
import { onComputer } from "../stored";
import { useFetched } from "../ui/fetched";
import { Failed, Loading } from "../ui/status";

/** The day's meetings that whoever is logged in may know of. */
export function Today() {
  const t = todayTexts.value;
  const [fetched, again] = useFetched(
    (signal) => getPlans(spanOf("today", Date.now()), signal),
    [visitor.value?.account?.name],
  );
  // Some accounts lead no meeting and plan none: to them the page is what it is to all.
  if (fetched.state === "failed" && fetched.why === "not_permitted") return null;
  return (
    <section class="card" aria-labelledby="today">
      <div class="card-head">
        <h2 id="today">{t.title}</h2>
        {holds("schedule") && <a href="/admin/meetings">{t.all}</a>}
      </div>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
      {fetched.state === "here" && fetched.value.meetings.length === 0 && (
        <p class="empty">{t.none}</p>
      )}
      {fetched.state === "here" && fetched.value.meetings.length > 0 && (
        <ul class="rows" data-testid="today">
          {fetched.value.meetings.map((line) => (
            <Line key={`${line.id} ${line.starts}`} line={line} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ line }: { line: PlanLine }) {
  const t = todayTexts.value;
  const { id, title } = line;
  const standing = standingOf(line);
  const leads = line.part !== "" || (visitor.value?.rights.includes("floor") ?? false);
  const over = standing === "cancelled" || standing === "held";
  return (
    <li class="row" data-standing={standing}>
      <div class="row-text">
        <h3 class="row-title">{title}</h3>
        <p class="facts">
          <strong>{localOf(line.starts).time}</strong>
          {line.host_name !== "" && <span>{line.host_name}</span>}
          <span>{t.standings[standing]}</span>
        </p>
      </div>
      {id !== "" && (
        <div class="actions">
          {leads && !over && (
            <a
              class="button primary"
              href={pathTo("console", id)}
              aria-label={`${t.lead}: ${title}`}
            >
              {t.lead}
            </a>
          )}
          <a class="button" href={pathTo("agenda", id)} aria-label={`${t.agenda}: ${title}`}>
            {t.agenda}
          </a>
        </div>
      )}
    </li>
  );
}

/** On a point's own computer, which keeps its key: the way to its meetings. */
export function OfThisPoint() {
  const t = todayTexts.value;
  const [known] = useState(() => onComputer("key").get() !== null);
  if (!known) return null;
  return (
    <section class="card" aria-labelledby="of-point">
      <h2 id="of-point">{t.point}</h2>
      <p>{t.pointAbout}</p>
      <a class="button primary" href="/p/" data-testid="to-point">
        {t.toPoint}
      </a>
    </section>
  );
}
