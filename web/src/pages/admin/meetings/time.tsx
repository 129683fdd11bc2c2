import { dayInWords } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import { addDays, daysBetween } from "../../../plan/time";
import { minutesOf } from "../../../plan/typed";
import { Field } from "../form";
import type { PartProps } from "./part";
import { pathToMeeting } from "./paths";
import { Repetition } from "./repetition";

interface TimeProps extends PartProps {
  /** The series that the meeting is one of, and its own id: the same where it is the first. */
  series: string;
  own: string;
}

/** When the meeting is, and how it repeats. */
export function TimePart({ series, own, ...part }: TimeProps) {
  const { typed, set, fault } = part;
  const { time: t, repeat } = meetingTexts.value;
  const minutes = minutesOf(typed);
  const ofSeries = series !== "" && series !== own;
  const moveTo = (startDate: string) => {
    // Who moves a meeting moves its end with it.
    const days = daysBetween(typed.startDate, typed.endDate);
    const endDate =
      startDate === "" || Number.isNaN(days) ? typed.endDate : addDays(startDate, days);
    set({ startDate, endDate });
  };
  return (
    <section class="card">
      <h2>{t.title}</h2>
      <div class="plan-times">
        <Field
          label={t.startDate}
          type="date"
          value={typed.startDate}
          set={moveTo}
          fault={fault("starts")}
          testId="start-date"
        />
        <Field
          label={t.startTime}
          type="time"
          value={typed.startTime}
          set={(startTime) => set({ startTime })}
          testId="start-time"
        />
        <Field
          label={t.endDate}
          type="date"
          value={typed.endDate}
          set={(endDate) => set({ endDate })}
          fault={fault("minutes")}
        />
        <Field
          label={t.endTime}
          type="time"
          value={typed.endTime}
          set={(endTime) => set({ endTime })}
          testId="end-time"
        />
      </div>
      {minutes !== null && minutes > 0 && (
        <p class="faint">
          {dayInWords(typed.startDate)}. {t.lasts(Math.floor(minutes / 60), minutes % 60)}
        </p>
      )}
      {ofSeries ? (
        <p>
          {repeat.ofSeries} <a href={pathToMeeting(series)}>{repeat.toSeries}</a>
        </p>
      ) : (
        minutes !== null && <Repetition {...part} />
      )}
    </section>
  );
}
