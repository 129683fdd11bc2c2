import { useEffect, useState } from "preact/hooks";
import { holds } from "../../../account";
import { getPlans } from "../../../api";
import { dayInWords } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import {
  listed,
  PERIODS,
  type Period,
  STANDINGS,
  type Standing,
  spanOf,
} from "../../../plan/listing";
import { localOf } from "../../../plan/time";
import type { PlanLine } from "../../../protocol";
import { useFetched } from "../../../ui/fetched";
import { Loading } from "../../../ui/status";
import { AdminFrame } from "../frame";
import { Refused } from "../refused";
import { Search } from "../search";
import { Line } from "./line";
import { MoreDialog } from "./more";
import { pathToMeeting } from "./paths";

/** Rows that are drawn: a search that finds more is to be narrowed. */
const MOST_ROWS = 300;

/** How often what goes on is looked at anew (ms). */
const LOOK_MS = 30_000;

/** The meetings of a time, day by day. */
export function MeetingList() {
  const t = meetingTexts.value;
  const [period, setPeriod] = useState<Period>("coming");
  const [query, setQuery] = useState("");
  const [standing, setStanding] = useState<Standing | "">("");
  const [more, setMore] = useState<PlanLine | null>(null);
  const [fetched, again] = useFetched(
    async (signal) => ({ period, ...(await getPlans(spanOf(period, Date.now()), signal)) }),
    [period],
  );
  useEffect(() => {
    const timer = window.setInterval(again, LOOK_MS);
    return () => window.clearInterval(timer);
  }, [again]);
  const here = fetched.state === "here" && fetched.value.period === period ? fetched.value : null;
  const lines = here ? listed(here.meetings, period, query, standing) : [];
  const narrowed = query.trim() !== "" || standing !== "";
  const actions = holds("schedule") && (
    <a class="button primary" href={pathToMeeting("new")} data-testid="add-meeting">
      {t.add}
    </a>
  );
  return (
    <AdminFrame section="meetings" actions={actions}>
      <section class="card">
        <Periods period={period} set={setPeriod} />
        <div class="plan-filters">
          <Search
            query={query}
            set={setQuery}
            found={here ? t.found(lines.length) : ""}
            hint={t.searchHint}
          />
          <div class="field">
            <label for="standing">{t.standing}</label>
            <select
              id="standing"
              value={standing}
              data-testid="standing"
              onChange={({ currentTarget: { value } }) =>
                setStanding(STANDINGS.find((it) => it === value) ?? "")
              }
            >
              <option value="">{t.anyStanding}</option>
              {STANDINGS.map((it) => (
                <option key={it} value={it}>
                  {t.standings[it]}
                </option>
              ))}
            </select>
          </div>
        </div>
        {fetched.state === "failed" ? (
          <Refused why={fetched.why} retry={again} />
        ) : !here ? (
          <Loading />
        ) : lines.length === 0 ? (
          <p class="empty">{narrowed ? t.noneFound : t.none[period]}</p>
        ) : (
          <Days lines={lines.slice(0, MOST_ROWS)} more={setMore} />
        )}
      </section>
      {more && (
        <MoreDialog
          line={more}
          close={() => {
            setMore(null);
            again();
          }}
        />
      )}
    </AdminFrame>
  );
}

function Periods({ period, set }: { period: Period; set: (period: Period) => void }) {
  const t = meetingTexts.value;
  return (
    <fieldset class="choice">
      <legend class="hidden">{t.period}</legend>
      <div class="choice-row plan-periods">
        {PERIODS.map((it) => (
          <label key={it} class="choice-item">
            <input
              type="radio"
              name="period"
              checked={it === period}
              data-testid={`period-${it}`}
              onChange={() => set(it)}
            />
            <span>{t.periods[it]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface DaysProps {
  lines: readonly PlanLine[];
  more: (line: PlanLine) => void;
}

function Days({ lines, more }: DaysProps) {
  const days = new Map<string, PlanLine[]>();
  for (const line of lines) {
    const { date } = localOf(line.starts);
    days.set(date, [...(days.get(date) ?? []), line]);
  }
  return (
    <div class="plan-days" data-testid="plans">
      {[...days].map(([date, those]) => (
        <section key={date} class="plan-day">
          <h2>{dayInWords(date)}</h2>
          <ul class="rows">
            {those.map((line) => (
              <Line key={`${line.series} ${line.starts} ${line.id}`} line={line} more={more} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
