import { expect, test } from "vitest";
import { isGone, troubleAhead, troubleOf } from "./trouble";

test("each error of getUserMedia has its trouble", () => {
  const of = (name: string) => troubleOf(new DOMException("", name));
  expect(of("NotAllowedError")).toBe("denied");
  expect(of("NotFoundError")).toBe("missing");
  expect(of("OverconstrainedError")).toBe("missing");
  expect(of("NotReadableError")).toBe("busy");
  expect(of("TypeError")).toBe("failed");
  expect(troubleOf("no error at all")).toBe("failed");
});

test("only a device that is gone is replaced by another", () => {
  expect(isGone(new DOMException("", "OverconstrainedError"))).toBe(true);
  expect(isGone(new DOMException("", "NotAllowedError"))).toBe(false);
});

test("an insecure page is named first, because it has no media devices either", () => {
  expect(troubleAhead(false, false)).toBe("insecure");
  expect(troubleAhead(true, false)).toBe("unsupported");
  expect(troubleAhead(true, true)).toBeNull();
});
