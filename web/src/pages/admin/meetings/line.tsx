import { meetingTexts } from "../../../i18n/meetings";
import { type Standing, standingOf } from "../../../plan/listing";
import { localOf } from "../../../plan/time";
import type { PlanLine } from "../../../protocol";
import { pathTo } from "../../../route";
import { pathToMeeting } from "./paths";

interface LineProps {
  line: PlanLine;
  more: (line: PlanLine) => void;
}

/** One meeting. One of a series that is yet to be made leads to the first of the series. */
export function Line({ line, more }: LineProps) {
  const t = meetingTexts.value;
  const { id, title, series } = line;
  const standing = standingOf(line);
  const end = Date.parse(line.starts) + line.minutes * 60_000;
  const facts = [
    line.host_name,
    t.basics.modes[line.mode],
    t.points(line.points),
    series === "" ? "" : t.periodic,
    line.part in t.people.parts ? t.people.parts[line.part as keyof typeof t.people.parts] : "",
  ];
  return (
    <li class="row plan-row" data-standing={standing} data-testid={`plan-${id}`}>
      <p class="plan-time">
        <time dateTime={line.starts}>{localOf(line.starts).time}</time>
        <span class="faint">–{localOf(end).time}</span>
      </p>
      <div class="row-text">
        <h3 class="row-title">{title}</h3>
        <p class="facts">
          {facts
            .filter((it) => it !== "")
            .map((it) => (
              <span key={it}>{it}</span>
            ))}
        </p>
        {id === "" && <p class="faint">{t.notYet}</p>}
      </div>
      {id !== "" && <StandingMark standing={standing} />}
      <div class="actions">
        {id === "" ? (
          <a class="button" href={pathToMeeting(line.nearest || series)}>
            {t.openSeries}
          </a>
        ) : (
          <>
            <a class="button" href={pathToMeeting(id)} aria-label={t.editNamed(title)}>
              {standing === "held" || standing === "cancelled" ? t.view : t.edit}
            </a>
            {standing !== "cancelled" && (
              <a class="button" href={pathTo("console", id)} aria-label={t.consoleNamed(title)}>
                {t.console}
              </a>
            )}
            <button
              type="button"
              class="button"
              aria-haspopup="dialog"
              aria-label={t.moreNamed(title)}
              data-testid="more"
              onClick={() => more(line)}
            >
              {t.more}
            </button>
          </>
        )}
      </div>
    </li>
  );
}

/** How far a meeting is: a shape and a word. */
export function StandingMark({ standing }: { standing: Standing }) {
  return (
    <span class="plan-mark" data-standing={standing} data-testid="plan-standing">
      {meetingTexts.value.standings[standing]}
    </span>
  );
}
