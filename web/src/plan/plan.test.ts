import { expect, test } from "vitest";
import type { MeetingPlan, PlanLine } from "../protocol";
import { atTheSameTime, conflictsWith } from "./conflicts";
import { listed, spanOf, standingOf } from "./listing";
import { moved, placeAt } from "./reorder";
import { localOf, momentOf } from "./time";
import { beginnings, copied, draftOf, emptyPlan, faultsOf, typedOf } from "./typed";

/** A Wednesday, 01:30 in Vietnam: still Tuesday in UTC. */
const NOW = Date.parse("2026-11-24T18:30:00Z");

const line = (more: Partial<PlanLine>): PlanLine => ({
  id: "m",
  title: "Họp giao ban",
  starts: "2026-11-25T01:00:00Z",
  minutes: 60,
  state: "announced",
  mode: "conference",
  host: "",
  host_name: "UBND huyện Trực Ninh",
  series: "",
  points: 3,
  part: "",
  running: false,
  nearest: "",
  ...more,
});

test("periods are days in Vietnam", () => {
  const span = (period: Parameters<typeof spanOf>[0]) => {
    const { since, until } = spanOf(period, NOW);
    return [localOf(since).date, localOf(until).date];
  };
  expect(span("today")).toEqual(["2026-11-25", "2026-11-26"]);
  expect(span("week")).toEqual(["2026-11-23", "2026-11-30"]);
  expect(span("coming")).toEqual(["2026-11-25", "2027-11-26"]);
  expect(spanOf("past", NOW).until).toBe(NOW);
});

test("the list is searched with and without diacritics, and by state", () => {
  const lines = [
    line({ id: "a" }),
    line({ id: "b", title: "Kỳ họp HĐND", running: true }),
    line({ id: "c", state: "cancelled" }),
  ];
  const ids = (...how: [string, Parameters<typeof listed>[3]]) =>
    listed(lines, "coming", ...how).map(({ id }) => id);
  expect(ids("truc ninh", "")).toEqual(["a", "b", "c"]);
  expect(ids("hdnd", "")).toEqual(["b"]);
  expect(ids("hđnd", "")).toEqual(["b"]);
  expect(ids("hòp", "")).toEqual([]);
  expect(ids("", "running")).toEqual(["b"]);
  expect(listed(lines, "past", "", "").map(({ id }) => id)).toEqual(["c", "b", "a"]);
  expect(standingOf({ state: "cancelled", running: true })).toBe("cancelled");
});

test("an entry is moved, and nothing else", () => {
  const list = ["a", "b", "c", "d"];
  expect(moved(list, 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(moved(list, 3, 0)).toEqual(["d", "a", "b", "c"]);
  for (const [from, to] of [
    [1, 1],
    [0, -1],
    [0, 4],
    [9, 0],
  ] as const) {
    expect(moved(list, from, to)).toBe(list);
  }
});

test("an entry that is dragged passes a neighbour at its middle", () => {
  const middles = [50, 150, 250, 350];
  const places = [0, 60, 149, 160, 240, 260, 999].map((y) => placeAt(middles, 1, y));
  expect(places).toEqual([0, 1, 1, 1, 1, 2, 3]);
  expect(placeAt(middles, 3, 40)).toBe(0);
  expect(placeAt(middles, 0, 20)).toBe(0);
});

const ITEM = { key: "k", id: "", title: "Khai mạc", minutes: "15", speaker: "", unit: "" };
const TYPED = { ...emptyPlan("2026-11-25"), title: " Kỳ họp ", agenda: [ITEM] };

test("what was typed becomes a plan, and back", () => {
  expect(faultsOf(TYPED)).toEqual({});
  const draft = draftOf({ ...TYPED, limit: "40", chair: "gone" });
  expect(draft).toMatchObject({
    title: "Kỳ họp",
    starts: "2026-11-25T08:00:00+07:00",
    minutes: 180,
    limit: 40,
    chair: "",
    repeat: null,
    agenda: [{ id: "", title: "Khai mạc", minutes: 15 }],
  });
  const back = typedOf({ ...draft, starts: "2026-11-25T01:00:00Z" });
  expect(back).toMatchObject({ startDate: "2026-11-25", startTime: "08:00", endTime: "11:00" });
  expect(momentOf({ date: "", time: "08:00" })).toBeNull();
});

test("what is wrong is found beside its field", () => {
  const wrong = {
    ...TYPED,
    title: " ",
    endTime: "07:00",
    limit: "nhiều",
    agenda: [ITEM, { ...ITEM, title: "", minutes: "1 giờ" }],
    people: [{ account: "", part: "chair" as const }],
  };
  expect(faultsOf(wrong)).toEqual({
    title: "missing",
    minutes: "endsBefore",
    limit: "number",
    "agenda[1].title": "missing",
    "agenda[1].minutes": "number",
    "people[0].account": "missing",
  });
});

test("a copy is another meeting with the same agenda", () => {
  const draft = draftOf({ ...TYPED, endDate: "2026-11-26", agenda: [{ ...ITEM, id: "i1" }] });
  const copy = copied(draft, "2026-12-01");
  expect(copy).toMatchObject({ startDate: "2026-12-01", endDate: "2026-12-02", rule: null });
  expect(copy.agenda).toMatchObject([{ id: "", title: "Khai mạc" }]);
});

test("items begin one after another, as long as it is known how long they last", () => {
  const agenda = [ITEM, { ...ITEM, minutes: "" }, ITEM];
  const times = beginnings({ ...TYPED, agenda }).map((it) => (it === null ? it : localOf(it).time));
  expect(times).toEqual(["08:00", "08:15", null]);
});

test("points that are invited elsewhere at the same time are named", () => {
  const own = { id: "own", starts: "2026-11-25T01:30:00Z", minutes: 60 };
  const beside = atTheSameTime(
    [
      line({ id: "own" }),
      line({ id: "now" }),
      line({ id: "after", starts: "2026-11-25T02:30:00Z" }),
      line({ id: "before", minutes: 30 }),
      line({ id: "off", state: "cancelled" }),
      line({ id: "" }),
    ],
    own,
  );
  expect(beside.map(({ id }) => id)).toEqual(["now"]);
  const place = (point: string) => ({ point, name: point.toUpperCase(), unit: "", delegates: 1 });
  const plan = {
    id: "now",
    plan: { ...draftOf(TYPED) },
    places: [place("a"), place("b")],
  } as unknown as MeetingPlan;
  expect(conflictsWith(["b", "c"], [plan])).toMatchObject([{ meeting: "now", points: ["B"] }]);
  expect(conflictsWith(["c"], [plan])).toEqual([]);
});
