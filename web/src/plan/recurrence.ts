import { addDays, daysBetween, weekdayOf } from "./time";

/**
 * How a meeting repeats, as far as the page can draw it. The server follows any rule of RFC 5545 that is made of
 * the same parts; one that is drawn here is written so that both find the same days.
 */
export interface Rule {
  readonly every: Frequency;
  readonly interval: number;
  /** Weekly: these days, 0 is Monday. Monthly by weekday: the first of them. */
  readonly weekdays: readonly number[];
  /** Monthly by day: 1 to 31, -1 for the last. By weekday: which of the month's, -1 for the last. */
  readonly nth: number;
  readonly ends: Ends;
}

export const FREQUENCIES = ["daily", "weekly", "monthday", "weekday", "yearly"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export type Ends =
  | { readonly kind: "never" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "until"; readonly date: string };

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const WORDS: Readonly<Record<string, Frequency>> = {
  DAILY: "daily",
  WEEKLY: "weekly",
  YEARLY: "yearly",
};

/** The rule somebody most likely means who plans for that day. */
export function ruleFor(every: Frequency, date: string): Rule {
  const day = Number(date.slice(8));
  const nth = every === "weekday" ? (day > 28 ? -1 : Math.ceil(day / 7)) : day;
  return { every, interval: 1, weekdays: [weekdayOf(date)], nth, ends: { kind: "never" } };
}

/** The rule after its first meeting was moved to another day: on the new one, where it was on the old one. */
export function moved(rule: Rule, from: string, to: string): Rule {
  if (from === "" || to === "" || !follows(rule, from, from)) return rule;
  if (rule.every === "weekly" && rule.weekdays.length > 1) return rule;
  const { weekdays, nth } = ruleFor(rule.every, to);
  return { ...rule, weekdays, nth: rule.nth === -1 && rule.every === "monthday" ? -1 : nth };
}

export function writeRule({ every, interval, weekdays, nth, ends }: Rule): string {
  const parts = [
    `FREQ=${every === "monthday" || every === "weekday" ? "MONTHLY" : every.toUpperCase()}`,
  ];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (every === "weekly") {
    parts.push(`BYDAY=${[...weekdays].sort((a, b) => a - b).map((it) => DAYS[it])}`);
  }
  if (every === "monthday") parts.push(`BYMONTHDAY=${nth}`);
  if (every === "weekday") parts.push(`BYDAY=${nth}${DAYS[weekdays[0] ?? 0]}`);
  if (ends.kind === "count") parts.push(`COUNT=${ends.count}`);
  if (ends.kind === "until") parts.push(`UNTIL=${ends.date.replaceAll("-", "")}`);
  return parts.join(";");
}

/** What a rule says; null for one that the page cannot draw. */
export function parseRule(text: string, start: string): Rule | null {
  const parts = new Map(text.split(";").map((part) => part.split("=") as [string, string]));
  const take = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const word = take("FREQ") ?? "";
  const interval = Number(take("INTERVAL") ?? 1);
  const count = take("COUNT");
  const until = /^(\d{4})(\d\d)(\d\d)/.exec(take("UNTIL") ?? "");
  const ends: Ends = count
    ? { kind: "count", count: Number(count) }
    : until
      ? { kind: "until", date: until.slice(1).join("-") }
      : { kind: "never" };
  const days = take("BYDAY");
  const monthday = take("BYMONTHDAY");
  take("WKST");
  if (parts.size > 0) return null;
  if (word === "MONTHLY") return monthly(days, monthday, start, { interval, ends });
  const every = WORDS[word];
  if (!every || monthday || (days && every !== "weekly")) return null;
  const weekdays = days ? days.split(",").map(numberOf) : [weekdayOf(start)];
  if (weekdays.some((it) => it < 0)) return null;
  return { ...ruleFor(every, start), interval, ends, weekdays };
}

function monthly(
  days: string | undefined,
  monthday: string | undefined,
  start: string,
  more: Pick<Rule, "interval" | "ends">,
): Rule | null {
  if (!days) {
    const nth = Number(monthday ?? start.slice(8));
    const known = Number.isInteger(nth) && (nth === -1 || nth >= 1);
    return known ? { ...ruleFor("monthday", start), ...more, nth } : null;
  }
  const [, nth, day] = /^(-1|[1-5])(\w\w)$/.exec(days) ?? [];
  if (monthday || !nth || !day) return null;
  return {
    ...ruleFor("weekday", start),
    ...more,
    nth: Number(nth),
    weekdays: [numberOf(day)],
  };
}

const numberOf = (day: string) => (DAYS as readonly string[]).indexOf(day);

/** How far ahead days are looked for: a rule may fit none. */
const FARTHEST_DAYS = 20 * 366;

/** The first days of a meeting that repeats, its own among them, without those left out. */
export function nextDays(
  rule: Rule,
  start: string,
  without: readonly string[],
  most: number,
): string[] {
  const found: string[] = [];
  let counted = 0;
  for (let ahead = 0; ahead < FARTHEST_DAYS && found.length < most; ahead++) {
    const date = addDays(start, ahead);
    if (rule.ends.kind === "until" && date > rule.ends.date) break;
    const fits = follows(rule, start, date);
    if (fits) counted++;
    if (rule.ends.kind === "count" && counted > rule.ends.count) break;
    // The first meeting is held where it was put, also beside the rule.
    if (ahead === 0 || (fits && !without.includes(date))) found.push(date);
  }
  return found;
}

function follows({ every, interval, weekdays, nth }: Rule, start: string, date: string): boolean {
  const day = Number(date.slice(8));
  switch (every) {
    case "daily":
      return daysBetween(start, date) % interval === 0;
    case "weekly": {
      const monday = addDays(start, -weekdayOf(start));
      const weeks = Math.floor(daysBetween(monday, date) / 7);
      return weeks % interval === 0 && weekdays.includes(weekdayOf(date));
    }
    case "monthday":
      return monthsBetween(start, date) % interval === 0 && day === (nth === -1 ? last(date) : nth);
    case "weekday": {
      const which = nth === -1 ? day > last(date) - 7 : Math.ceil(day / 7) === nth;
      return (
        monthsBetween(start, date) % interval === 0 && which && weekdays[0] === weekdayOf(date)
      );
    }
    case "yearly":
      return (
        date.slice(5) === start.slice(5) &&
        (Number(date.slice(0, 4)) - Number(start.slice(0, 4))) % interval === 0
      );
  }
}

function monthsBetween(first: string, second: string): number {
  const months = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return months(second) - months(first);
}

/** The last day of a day's month. */
function last(date: string): number {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
}
