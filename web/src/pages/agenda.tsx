import { useEffect } from "preact/hooks";
import { pathToLogin } from "../account";
import { json } from "../api";
import { programmeTexts, sheetTexts as t } from "../i18n/programme";
import { localOf, weekdayOf } from "../plan/time";
import { beginnings, typedOf } from "../plan/typed";
import type { MeetingPlan } from "../protocol";
import { useFetched } from "../ui/fetched";
import { Shell } from "../ui/shell";
import { Failed, Loading } from "../ui/status";
import "../styles/programme.css";

/** `/agenda/{meeting}`: the agenda as an official paper of A4, headed as Decree 30/2020/NĐ-CP asks. */
export function AgendaPage({ meeting }: { meeting: string }) {
  const page = programmeTexts.value;
  const [fetched, again] = useFetched(
    (signal) => json<MeetingPlan>(`/api/plans/${encodeURIComponent(meeting)}`, { signal }),
    [meeting],
  );
  const here = fetched.state === "here" ? fetched.value : null;
  useEffect(() => {
    document.body.classList.add("printing-paper");
    return () => document.body.classList.remove("printing-paper");
  }, []);
  return (
    <Shell title={here?.plan.title ?? page.page}>
      <div class="programme-acts">
        <a class="button" href="/admin/meetings">
          {page.back}
        </a>
        {here && (
          <button type="button" class="button primary" onClick={() => window.print()}>
            {page.print}
          </button>
        )}
      </div>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && (
        <Failed why={fetched.why} retry={again}>
          {fetched.why === "login_needed" && (
            <a class="button primary" href={pathToLogin(location.pathname)}>
              {page.logIn}
            </a>
          )}
        </Failed>
      )}
      {here && <Paper plan={here} />}
    </Shell>
  );
}

function Paper({ plan }: { plan: MeetingPlan }) {
  const { plan: draft, places } = plan;
  const start = localOf(draft.starts);
  const end = localOf(Date.parse(draft.starts) + draft.minutes * 60_000);
  const delegates = places.reduce((sum, it) => sum + it.delegates, 0);
  const chair = places.find(({ point }) => point === draft.chair);
  const facts: [string, string][] = [
    [t.time, `${t.from(start.time, dayName(start.date))} ${ending(start.date, end)}`],
    [t.attending, t.points(places.length, delegates)],
  ];
  if (chair) facts.splice(1, 0, [t.place, chair.name]);
  return (
    <article class="programme" lang="vi" data-testid="programme">
      <header class="programme-head">
        <div>
          <p class="programme-agency">{plan.host_name || t.agency}</p>
          <p class="programme-number">{t.number}</p>
        </div>
        <div class="programme-nation">
          <p class="programme-country">{t.country}</p>
          <p class="programme-motto">{t.motto}</p>
          <p class="programme-date">{t.signed(start.date.slice(0, 4))}</p>
        </div>
      </header>
      <div class="programme-title">
        <h1>
          {t.kind}
          <br />
          <span>{draft.title}</span>
        </h1>
      </div>
      <dl class="programme-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}:</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {draft.notes !== "" && <p class="programme-notes">{draft.notes}</p>}
      {draft.agenda.length === 0 ? <p>{t.empty}</p> : <Items plan={plan} />}
    </article>
  );
}

function Items({ plan: { plan, papers } }: { plan: MeetingPlan }) {
  const begins = beginnings(typedOf(plan));
  return (
    <table class="programme-items">
      <thead>
        <tr>
          {t.columns.map((it) => (
            <th key={it} scope="col">
              {it}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {plan.agenda.map((item, at) => {
          const moment = begins[at] ?? null;
          const own = papers.filter((it) => it.item === item.id && it.readers === "all");
          return (
            <tr key={item.id}>
              <td>{at + 1}</td>
              <td>
                {moment !== null
                  ? localOf(moment).time
                  : item.minutes !== null && t.minutes(item.minutes)}
              </td>
              <td>
                {item.title}
                {own.length > 0 && (
                  <p class="programme-papers">{t.papers(own.map((it) => it.title).join("; "))}</p>
                )}
              </td>
              <td>
                {item.speaker}
                {item.speaker !== "" && item.unit !== "" && <br />}
                {item.unit}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function dayName(date: string): string {
  return `${t.days[weekdayOf(date)]}, ${t.dated(date)}`;
}

/** When it ends: the day is said only where it is another one. */
function ending(started: string, { date, time }: { date: string; time: string }): string {
  return date === started ? t.until(time) : `${t.until(time)}, ${dayName(date)}`;
}
