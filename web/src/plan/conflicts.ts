import type { MeetingPlan, PlanLine } from "../protocol";

/** A point that is invited to another meeting at the same time. */
export interface Conflict {
  readonly meeting: string;
  readonly title: string;
  readonly starts: string;
  readonly points: readonly string[];
}

const end = (it: { starts: string; minutes: number }) =>
  Date.parse(it.starts) + it.minutes * 60_000;

/** The meetings that go on at the same time as `own`, cancelled ones apart. */
export function atTheSameTime(
  lines: readonly PlanLine[],
  own: { id: string; starts: string; minutes: number },
): PlanLine[] {
  return lines.filter(
    (it) =>
      it.id !== "" &&
      it.id !== own.id &&
      it.state !== "cancelled" &&
      it.state !== "held" &&
      Date.parse(it.starts) < end(own) &&
      Date.parse(own.starts) < end(it),
  );
}

/** What other plans share with these points. */
export function conflictsWith(
  points: readonly string[],
  others: readonly MeetingPlan[],
): Conflict[] {
  const mine = new Set(points);
  return others
    .map(({ id, plan, places }) => ({
      meeting: id,
      title: plan.title,
      starts: plan.starts,
      points: places.filter(({ point }) => mine.has(point)).map(({ name }) => name),
    }))
    .filter((it) => it.points.length > 0);
}
