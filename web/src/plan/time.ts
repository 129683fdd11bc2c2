/**
 * Meetings are planned in the time of Vietnam (UTC+7, no daylight saving), whatever the zone of the computer:
 * the server repeats them by the days there.
 */
export const ZONE = "Asia/Ho_Chi_Minh";

const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** A moment as a clock in Vietnam shows it: "2026-11-23" and "08:00". */
export interface Local {
  readonly date: string;
  readonly time: string;
}

export function localOf(moment: string | number): Local {
  const iso = new Date(new Date(moment).getTime() + OFFSET_MS).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16) };
}

/** The moment of a day and an hour in Vietnam (ms); null where they are not whole. */
export function momentOf({ date, time }: Local): number | null {
  const moment = Date.parse(`${date}T${time}:00+07:00`);
  return Number.isNaN(moment) ? null : moment;
}

/** A day some days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;
}

export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(`${second}T00:00Z`) - Date.parse(`${first}T00:00Z`)) / DAY_MS);
}
