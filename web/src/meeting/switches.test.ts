import { expect, test } from "vitest";
import type { ClientMessage, Seat } from "../protocol";
import type { Intent } from "./intent";
import { Switches } from "./switches";

const ON: Intent = { microphone: false, camera: true };

function seat(more: Partial<Seat> = {}): Seat {
  return {
    point: "a",
    name: "A",
    unit: "",
    state: "present",
    muted: true,
    camera: true,
    hand_since: null,
    kind: "point",
    order: 1,
    ...more,
  };
}

function make(chosen: Intent | null = ON): readonly [Switches, ClientMessage[]] {
  const sent: ClientMessage[] = [];
  const switches = new Switches(
    (message) => sent.push(message),
    () => undefined,
  );
  switches.begin(chosen);
  return [switches, sent];
}

test("the hand goes up with its subject, and down again", () => {
  const [switches, sent] = make();
  switches.subject.value = "Ngân sách";
  switches.ask("hand", true);
  switches.seat(seat({ hand_since: "2026-11-21T08:00:00+07:00" }));
  switches.ask("hand", false);
  expect(sent).toEqual([
    { type: "floor.request", subject: "Ngân sách" },
    { type: "floor.withdraw" },
  ]);
});

test("a microphone that was opened with consent stays open, one that was silenced off", () => {
  const [switches, sent] = make();
  switches.seat(seat({ muted: false }));
  expect(switches.microphone.value).toMatchObject({ wanted: true, actual: true });
  switches.seat(seat({ muted: true }));
  expect(switches.microphone.value).toMatchObject({ wanted: false, actual: false });
  expect(sent).toEqual([]);
});

test("at the first welcome the own wish counts: nobody is heard by surprise", () => {
  const [switches, sent] = make();
  switches.welcomed(seat({ state: "dropped", muted: false }), true);
  switches.repeat();
  expect(sent).toEqual([{ type: "mute", muted: true }]);
});

test("who was silenced while the line was cut does not open again", () => {
  const [switches, sent] = make();
  switches.seat(seat({ muted: false }));
  switches.welcomed(seat({ state: "dropped", muted: true }), false);
  switches.repeat();
  expect(switches.microphone.value.wanted).toBe(false);
  expect(sent).toEqual([]);
});

test("what was pressed while the line was cut is asked for", () => {
  const [switches, sent] = make();
  switches.seat(seat());
  switches.ask("microphone", true);
  switches.welcomed(seat({ state: "dropped" }), false);
  sent.length = 0;
  switches.repeat();
  expect(sent).toEqual([{ type: "mute", muted: false }]);
});

test("a server that has forgotten us is asked again", () => {
  const [switches, sent] = make();
  switches.seat(seat({ muted: false, hand_since: "2026-11-21T08:00:00+07:00" }));
  switches.welcomed(seat({ state: "left" }), false);
  switches.repeat();
  expect(sent).toEqual([
    { type: "mute", muted: false },
    { type: "floor.request", subject: "" },
  ]);
});

test("a refusal puts the switch back, whichever way it was to go", () => {
  const [switches] = make();
  const refusal = { type: "error", code: "mic_locked", message_vi: "", message_en: "" } as const;
  switches.ask("microphone", true);
  switches.refused({ ...refusal, about: "mute", ref: "" });
  expect(switches.microphone.value).toMatchObject({ wanted: false, pendingSince: null });
  switches.seat(seat({ hand_since: "2026-11-21T08:00:00+07:00" }));
  switches.ask("hand", false);
  switches.refused({ ...refusal, about: "floor.withdraw", ref: "" });
  expect(switches.hand.value).toMatchObject({ wanted: true, pendingSince: null });
});

test.each([true, false])(
  "where nobody has chosen the plan decides on the camera: %s",
  (planned) => {
    const [switches, sent] = make(null);
    expect(switches.camera.value.wanted).toBe(false);
    switches.welcomed(seat({ state: "invited", camera: planned }), true);
    switches.repeat();
    expect(switches.camera.value).toMatchObject({ wanted: planned, actual: planned });
    expect(switches.microphone.value.wanted).toBe(false);
    expect(sent).toEqual([]);
  },
);

test("what was chosen counts before the plan", () => {
  const [switches, sent] = make(ON);
  switches.welcomed(seat({ state: "invited", camera: false }), true);
  switches.repeat();
  expect(sent).toEqual([{ type: "camera", on: true }]);
});
