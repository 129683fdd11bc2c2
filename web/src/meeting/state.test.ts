import { expect, test } from "vitest";
import type { ChatMessage, Seat, ServerWelcome } from "../protocol";
import { apply, calledOf, type MeetingState, ownSeat, rosterOf, unitOf } from "./state";

function seat(point: string, order: number, more: Partial<Seat> = {}): Seat {
  return {
    point,
    name: point,
    unit: "",
    state: "present",
    muted: true,
    camera: true,
    hand_since: null,
    kind: "point",
    order,
    ...more,
  };
}

function line(id: number): ChatMessage {
  const sent = "2026-11-21T08:00:00+07:00";
  const who = { point: "a", name: "A", to: "" };
  return { id, ...who, text: `${id}`, sent, ref: "r", question: false, file: null };
}

function welcome(more: Partial<ServerWelcome> = {}): ServerWelcome {
  return {
    type: "welcome",
    meeting: { id: "m", title: "M", present: 2 },
    you: "a",
    seats: [seat("b", 2), seat("a", 1)],
    recording: { on: false, since: null, id: null },
    sharing: null,
    chat: [line(1), line(2)],
    speaking: [],
    server_time: "2026-11-21T08:00:00+07:00",
    starts: null,
    can: { record: true, chat: true, hand: true, share: true, rights: [] },
    ...more,
  };
}

function welcomed(): MeetingState {
  const state = apply(null, welcome());
  if (state === null) throw new Error("not welcomed");
  return state;
}

test("nothing is known before the welcome", () => {
  expect(apply(null, { type: "speaking", points: ["a"] })).toBeNull();
  expect(ownSeat(null)).toBeNull();
});

test("seats stand in the order of the picture and a changed seat keeps its place", () => {
  const state = apply(welcomed(), { type: "seat", seat: seat("a", 1, { muted: false }) });
  expect(state?.seats.map(({ point }) => point)).toEqual(["a", "b"]);
  expect(ownSeat(state)?.muted).toBe(false);
  const moved = apply(state, { type: "seat", seat: seat("a", 3) });
  expect(moved?.seats.map(({ point }) => point)).toEqual(["b", "a"]);
  const more = apply(state, { type: "seat", seat: seat("c", 0) });
  expect(more?.seats.map(({ point }) => point)).toEqual(["c", "a", "b"]);
});

test("lines that the server repeats after a reconnect are shown once, earlier ones stay", () => {
  const before = apply(welcomed(), { type: "chat", message: line(3) });
  const after = apply(before, welcome({ chat: [line(2), line(3), line(4)] }));
  expect(after?.chat.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
});

test("hands first, in the order they went up; those who are away last", () => {
  const roster = rosterOf([
    seat("early", 3, { hand_since: "2026-11-21T08:00:00+07:00" }),
    seat("late", 1, { hand_since: "2026-11-21T08:01:00+07:00" }),
    seat("quiet", 2),
    seat("gone", 0, { state: "dropped", hand_since: "2026-11-21T07:00:00+07:00" }),
  ]);
  expect(roster.hands.map(({ point }) => point)).toEqual(["early", "late"]);
  expect(roster.present.map(({ point }) => point)).toEqual(["quiet"]);
  expect(roster.away.map(({ point }) => point)).toEqual(["gone"]);
});

test("the unit is said only where the name does not say it", () => {
  expect(unitOf(seat("x", 1, { name: "UBND huyện Ý Yên", unit: "Huyện Ý Yên" }))).toBe("");
  expect(unitOf(seat("x", 1, { name: "UBND xã Yên Chính", unit: "Huyện Ý Yên" }))).toBe(
    "Huyện Ý Yên",
  );
});

test("points of one name are told apart by their units, others are called as they are", () => {
  const called = calledOf([
    seat("a", 1, { name: "UBND xã Liên Minh", unit: "Huyện Ý Yên" }),
    seat("b", 2, { name: "UBND xã Liên Minh", unit: "Huyện Vụ Bản" }),
    seat("c", 3, { name: "UBND xã Hải Anh", unit: "Huyện Hải Hậu" }),
  ]);
  expect([...called.values()]).toEqual([
    "UBND xã Liên Minh, Huyện Ý Yên",
    "UBND xã Liên Minh, Huyện Vụ Bản",
    "UBND xã Hải Anh",
  ]);
});
