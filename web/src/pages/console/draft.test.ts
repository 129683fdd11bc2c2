import { expect, test } from "vitest";
import { draftFrom } from "./draft";

test("a scene that was being composed is there after a reload, rubbish is not", () => {
  const draft = { scene: { layout: "full" as const, main: ["a"] }, key: 3, name: "Khai mạc" };
  expect(draftFrom(JSON.stringify(draft))).toEqual(draft);
  for (const kept of [null, "", "null", "1", "{", '{"scene":null}', '{"key":3}']) {
    expect(draftFrom(kept), String(kept)).toBeNull();
  }
});
