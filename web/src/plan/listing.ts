import { matches } from "../fold";
import type { PlanLine } from "../protocol";
import { addDays, localOf, momentOf, weekdayOf } from "./time";

export const PERIODS = ["today", "week", "coming", "past"] as const;
export type Period = (typeof PERIODS)[number];

/** How far back and ahead meetings are listed; the server takes at most 400 days. */
const FAR_DAYS = 366;

/** From when until when the meetings of a period begin (ms). */
export function spanOf(period: Period, now: number): { since: number; until: number } {
  const { date } = localOf(now);
  const start = (day: string) => momentOf({ date: day, time: "00:00" }) ?? now;
  const monday = addDays(date, -weekdayOf(date));
  switch (period) {
    case "today":
      return { since: start(date), until: start(addDays(date, 1)) };
    case "week":
      return { since: start(monday), until: start(addDays(monday, 7)) };
    case "coming":
      return { since: start(date), until: start(addDays(date, FAR_DAYS)) };
    case "past":
      return { since: start(addDays(date, -FAR_DAYS)), until: now };
  }
}

export const STANDINGS = ["draft", "announced", "running", "held", "cancelled"] as const;
export type Standing = (typeof STANDINGS)[number];

/** Where a meeting stands: one that goes on was announced, or is about to be held all the same. */
export function standingOf({ state, running }: Pick<PlanLine, "state" | "running">): Standing {
  return running && state !== "cancelled" && state !== "held" ? "running" : state;
}

/** The meetings that a search finds; past ones newest first. */
export function listed(
  lines: readonly PlanLine[],
  period: Period,
  query: string,
  standing: Standing | "",
): PlanLine[] {
  const found = lines.filter(
    (it) =>
      matches(`${it.title} ${it.host_name} ${it.id}`, query) &&
      (standing === "" || standingOf(it) === standing),
  );
  return period === "past" ? found.reverse() : found;
}
