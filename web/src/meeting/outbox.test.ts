import { expect, test } from "vitest";
import { oldestFailed, unsent } from "./outbox";

const plain = { id: 1, name: "", text: "", sent: "", to: "", question: false, file: null };
const said = (point: string, ref: string) => ({ ...plain, point, ref });
const going = (ref: string, failed = false) => ({ ref, text: ref, to: "", failed });

test("only the own echo ends the wait", () => {
  const chat = [said("me", "1"), said("other", "2")];
  expect(unsent([going("1"), going("2")], chat, "me")).toEqual([going("2")]);
});

test("a refusal is for the oldest line on its way", () => {
  expect(oldestFailed([going("1", true), going("2"), going("3")])).toEqual([
    going("1", true),
    going("2", true),
    going("3"),
  ]);
});
