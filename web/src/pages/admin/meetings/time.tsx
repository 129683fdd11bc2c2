import { dayInWords } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import { moved } from "../../../plan/recurrence";
import { addDays, daysBetween } from "../../../plan/time";
import { minutesOf } from "../../../plan/typed";
import { Field } from "../form";
import type { PartProps } from "./part";
import { Repetition } from "./repetition";

interface TimeProps extends PartProps {
  /** The series that the meeting is one of; "" for one that is alone. */
  series: string;
}

/** When the meeting is, and how it repeats. */
export function TimePart({ series, ...part }: TimeProps) {
  const { typed, set, fault } = part;
  const { time: t, repeat } = meetingTexts.value;
  const minutes = minutesOf(typed);
  const moveTo = (startDate: string) => {
    // Who moves a meeting moves its end with it.
    const days = daysBetween(typed.startDate, typed.endDate);
    const endDate =
      startDate === "" || Number.isNaN(days) ? typed.endDate : addDays(startDate, days);
    const rule = typed.rule && moved(typed.rule, typed.startDate, startDate);
    set({ startDate, endDate, rule });
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
      {series !== "" && <p class="plan-note">{repeat.ofSeries}</p>}
      {minutes !== null && <Repetition {...part} />}
    </section>
  );
}
