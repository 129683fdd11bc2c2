import type {
  AgendaLine,
  Fraction,
  InvitedPoint,
  MeetingDraft,
  Mode,
  Person,
  Seating,
} from "../protocol";
import { parseRule, type Rule, writeRule } from "./recurrence";
import { addDays, daysBetween, localOf, momentOf } from "./time";

/** An item of the agenda while it is edited; `key` tells new ones apart, which have no id. */
export interface TypedItem {
  readonly key: string;
  readonly id: string;
  readonly title: string;
  readonly minutes: string;
  readonly speaker: string;
  readonly unit: string;
}

/** A plan while it is edited: numbers and times as they were typed. */
export interface Typed {
  readonly title: string;
  readonly host: string;
  readonly mode: Mode;
  readonly notes: string;
  readonly startDate: string;
  readonly startTime: string;
  readonly endDate: string;
  readonly endTime: string;
  readonly rule: Rule | null;
  /** A rule that the page cannot draw; it is kept as it is. */
  readonly ownRule: string;
  readonly without: readonly string[];
  readonly chair: string;
  readonly units: readonly string[];
  readonly points: readonly InvitedPoint[];
  readonly people: readonly Person[];
  readonly limit: string;
  readonly lobby: boolean;
  readonly muted: boolean;
  readonly camera: boolean;
  readonly emblem: boolean;
  readonly quorum: Fraction;
  readonly seating: Seating;
  readonly agenda: readonly TypedItem[];
}

/** Minutes of a meeting that the server takes. */
const SHORTEST = 5;
const LONGEST = 10_080;

/** A meeting that nobody has said anything about: tomorrow morning. */
export function emptyPlan(tomorrow: string): Typed {
  return {
    title: "",
    host: "",
    mode: "conference",
    notes: "",
    startDate: tomorrow,
    startTime: "08:00",
    endDate: tomorrow,
    endTime: "11:00",
    rule: null,
    ownRule: "",
    without: [],
    chair: "",
    units: [],
    points: [],
    people: [],
    limit: "",
    lobby: true,
    muted: true,
    camera: true,
    emblem: true,
    quorum: "two_thirds",
    seating: "rank",
    agenda: [],
  };
}

export function typedOf(plan: MeetingDraft): Typed {
  const start = localOf(plan.starts);
  const end = localOf(Date.parse(plan.starts) + plan.minutes * 60_000);
  const rule = plan.repeat ? parseRule(plan.repeat.rule, start.date) : null;
  const { title, host, mode, notes, chair, quorum, seating } = plan;
  const { lobby, muted, camera, emblem } = plan;
  return {
    ...{ title, host, mode, notes, chair, lobby, muted, camera, emblem, quorum, seating },
    startDate: start.date,
    startTime: start.time,
    endDate: end.date,
    endTime: end.time,
    rule,
    ownRule: plan.repeat && !rule ? plan.repeat.rule : "",
    without: plan.repeat?.without ?? [],
    units: plan.units,
    points: plan.points,
    people: plan.people,
    limit: plan.limit === 0 ? "" : `${plan.limit}`,
    agenda: plan.agenda.map((it) => ({ ...it, key: it.id, minutes: `${it.minutes ?? ""}` })),
  };
}

/** A copy to plan another meeting from: with new items of the agenda, once, in the same way. */
export function copied(plan: MeetingDraft, tomorrow: string): Typed {
  const typed = typedOf(plan);
  return {
    ...typed,
    startDate: tomorrow,
    endDate: addDays(tomorrow, daysBetween(typed.startDate, typed.endDate)),
    rule: null,
    ownRule: "",
    without: [],
    agenda: typed.agenda.map((it) => ({ ...it, id: "" })),
  };
}

/** Where something is wrong that the page itself can tell, by the field's name in the API. */
export type Fault = "missing" | "number" | "endsBefore" | "tooLong" | "tooShort";
export type Faults = Readonly<Record<string, Fault>>;

export function faultsOf(typed: Typed): Faults {
  const faults: Record<string, Fault> = {};
  if (typed.title.trim() === "") faults.title = "missing";
  const starts = momentOf({ date: typed.startDate, time: typed.startTime });
  if (starts === null) faults.starts = "missing";
  const minutes = minutesOf(typed);
  if (minutes === null) faults.minutes = "missing";
  else if (minutes <= 0) faults.minutes = "endsBefore";
  else if (minutes < SHORTEST) faults.minutes = "tooShort";
  else if (minutes > LONGEST) faults.minutes = "tooLong";
  if (whole(typed.limit) === null) faults.limit = "number";
  if (typed.rule?.every === "weekly" && typed.rule.weekdays.length === 0) faults.repeat = "missing";
  typed.agenda.forEach((it, at) => {
    if (it.title.trim() === "") faults[`agenda[${at}].title`] = "missing";
    if (whole(it.minutes) === null) faults[`agenda[${at}].minutes`] = "number";
  });
  typed.people.forEach((it, at) => {
    if (it.account.trim() === "") faults[`people[${at}].account`] = "missing";
  });
  return faults;
}

/** How long a meeting lasts as it was typed; null while that is not whole. */
export function minutesOf(typed: Typed): number | null {
  const starts = momentOf({ date: typed.startDate, time: typed.startTime });
  const ends = momentOf({ date: typed.endDate, time: typed.endTime });
  return starts === null || ends === null ? null : (ends - starts) / 60_000;
}

/** A number as it was typed, 0 for nothing; null for what is none. */
function whole(text: string): number | null {
  return /^\d*$/.test(text.trim()) ? Number(text) : null;
}

/** The plan as the server takes it; to be asked only of what has no faults. */
export function draftOf(typed: Typed): MeetingDraft {
  const rule = typed.rule ? writeRule(typed.rule) : typed.ownRule;
  const { host, mode, chair, lobby, muted, camera, emblem, quorum, seating } = typed;
  const { units, points } = typed;
  const agenda: AgendaLine[] = typed.agenda.map(({ id, title, minutes, speaker, unit }) => ({
    ...{ id, title: title.trim(), speaker: speaker.trim(), unit: unit.trim() },
    minutes: whole(minutes) || null,
  }));
  return {
    ...{ host, mode, lobby, muted, camera, emblem, quorum, seating, agenda },
    title: typed.title.trim(),
    notes: typed.notes.trim(),
    starts: `${typed.startDate}T${typed.startTime}:00+07:00`,
    minutes: minutesOf(typed) ?? 0,
    // Who is no longer invited no longer has the chair's place.
    chair: points.some(({ point }) => point === chair) ? chair : "",
    units: [...units],
    points: [...points],
    people: typed.people.map(({ account, part }) => ({ account: account.trim(), part })),
    limit: whole(typed.limit) ?? 0,
    repeat: rule === "" ? null : { rule, without: [...typed.without] },
  };
}

/** When each item begins (ms), as far as the minutes of those before it are known. */
export function beginnings(typed: Typed): (number | null)[] {
  let at = momentOf({ date: typed.startDate, time: typed.startTime });
  return typed.agenda.map(({ minutes }) => {
    const begins = at;
    const lasts = whole(minutes);
    at = at === null || !lasts ? null : at + lasts * 60_000;
    return begins;
  });
}
