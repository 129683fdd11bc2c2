import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { ClientMessage, ServerTalkTold } from "../protocol";
import { Answer } from "./answer";
import type { MeetingState } from "./state";
import { switchAt } from "./switch";

function ringing(isGranted = false) {
  const state = signal<MeetingState | null>(null);
  const microphone = signal(switchAt(false));
  const sent: ClientMessage[] = [];
  const answer = new Answer({
    state,
    microphone,
    isGranted: () => isGranted,
    mute: () => {
      microphone.value = switchAt(false);
    },
    send: (message) => sent.push(message),
  });
  const stop = answer.follow();
  const tell = (talk: Partial<ServerTalkTold>, rights: readonly string[] = ["take_part"]) => {
    const told: ServerTalkTold = {
      type: "talk",
      point: "a",
      name: "Hòa",
      session: "s",
      answered: false,
      ...talk,
    };
    // Only what an answer looks at.
    state.value = { can: { rights }, conduct: { talk: told } } as unknown as MeetingState;
  };
  return { answer, microphone, sent, stop, tell };
}

const on: ClientMessage = { type: "talk.answer", on: true };
const off: ClientMessage = { type: "talk.answer", on: false };

test("nobody is heard in a talk without consent, which ends with the talk", () => {
  const { answer, sent, tell } = ringing();
  tell({});
  expect([answer.isOpen.value, sent]).toEqual([false, []]);
  answer.press();
  expect(sent).toEqual([on]);
  tell({ answered: true });
  tell({ point: null });
  expect(answer.isGiven.value).toBe(false);
  tell({});
  expect(answer.isOpen.value).toBe(false);
});

test("a microphone that is open for the meeting is open for the talk, and closes for both", () => {
  const { answer, microphone, sent, tell } = ringing();
  microphone.value = switchAt(true);
  tell({});
  expect(sent).toEqual([on]);
  tell({ answered: true });
  answer.press();
  expect(microphone.value.wanted).toBe(false);
  expect(sent).toEqual([on, off]);
});

test("another talk asks anew, and a page that was loaded again has said nothing yet", () => {
  const { answer, sent, tell } = ringing();
  tell({ answered: true });
  expect(sent).toEqual([off]);
  answer.isGiven.value = true;
  tell({ name: "Lan", answered: true });
  expect(answer.isOpen.value).toBe(false);
});

test("a room that has granted its microphone answers by itself", () => {
  const { sent, tell } = ringing(true);
  tell({});
  expect(sent).toEqual([on]);
});

test("who only watches has nothing to answer with", () => {
  const { answer, sent, tell } = ringing();
  tell({}, ["chat"]);
  answer.isGiven.value = true;
  expect(sent).toEqual([]);
});
