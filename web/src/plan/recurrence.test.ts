import { expect, test } from "vitest";
import { words } from "../i18n/repeat.vi";
import {
  FREQUENCIES,
  moved,
  nextDays,
  parseRule,
  type Rule,
  ruleFor,
  writeRule,
} from "./recurrence";

const MONDAY = "2026-11-23";

const rule = (text: string, start = MONDAY): Rule => {
  const parsed = parseRule(text, start);
  if (!parsed) throw new Error(`not drawn: ${text}`);
  return parsed;
};

test("a rule that is chosen is written as the server keeps it, and read back", () => {
  for (const every of FREQUENCIES) {
    const chosen = ruleFor(every, MONDAY);
    expect(parseRule(writeRule(chosen), MONDAY)).toEqual(chosen);
  }
  expect(writeRule(ruleFor("weekly", MONDAY))).toBe("FREQ=WEEKLY;BYDAY=MO");
  expect(writeRule(ruleFor("weekday", "2026-11-30"))).toBe("FREQ=MONTHLY;BYDAY=-1MO");
  const text = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231";
  expect(writeRule(rule(text))).toBe(text);
});

test("a rule that cannot be drawn is left alone", () => {
  for (const text of [
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=YEARLY;BYMONTH=3",
    "FREQ=HOURLY",
    "FREQ=WEEKLY;BYDAY=1MO",
  ]) {
    expect(parseRule(text, MONDAY), text).toBeNull();
  }
});

test("in words", () => {
  const said = (text: string) => words(rule(text), MONDAY);
  expect(said("FREQ=DAILY")).toBe("hằng ngày");
  expect(said("FREQ=WEEKLY;BYDAY=MO")).toBe("hằng tuần vào thứ Hai");
  expect(said("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO;COUNT=8")).toBe(
    "2 tuần một lần vào thứ Hai, thứ Năm, 8 lần",
  );
  expect(said("FREQ=MONTHLY;BYMONTHDAY=-1")).toBe("hằng tháng vào ngày cuối tháng");
  expect(said("FREQ=MONTHLY;BYDAY=1MO")).toBe("hằng tháng vào thứ Hai đầu tiên của tháng");
  expect(said("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270630")).toBe(
    "hằng tháng vào thứ Sáu cuối cùng của tháng, đến hết ngày 30/06/2027",
  );
  expect(said("FREQ=YEARLY")).toBe("hằng năm vào ngày 23/11");
});

test("the next days are those of RFC 5545", () => {
  const next = (text: string, most = 4, without: string[] = []) =>
    nextDays(rule(text), MONDAY, without, most);
  expect(next("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU")).toEqual([
    "2026-11-23",
    "2026-11-29",
    "2026-12-07",
    "2026-12-13",
  ]);
  // The 31st is passed over where there is none; the last day never is.
  expect(next("FREQ=MONTHLY;BYMONTHDAY=31", 3)).toEqual(["2026-11-23", "2026-12-31", "2027-01-31"]);
  expect(next("FREQ=MONTHLY;BYMONTHDAY=-1", 3)).toEqual(["2026-11-23", "2026-11-30", "2026-12-31"]);
  expect(next("FREQ=MONTHLY;BYDAY=-1FR", 2)).toEqual(["2026-11-23", "2026-11-27"]);
  expect(next("FREQ=DAILY;COUNT=2")).toEqual(["2026-11-23", "2026-11-24"]);
  expect(next("FREQ=DAILY;UNTIL=20261124")).toEqual(["2026-11-23", "2026-11-24"]);
  // Days that are left out still count.
  expect(next("FREQ=WEEKLY;COUNT=3;BYDAY=MO", 4, ["2026-11-30"])).toEqual([
    "2026-11-23",
    "2026-12-07",
  ]);
});

test("a rule goes with the day of its first meeting, unless it names others", () => {
  const mondays = ruleFor("weekly", "2026-11-23");
  expect(moved(mondays, "2026-11-23", "2026-11-25").weekdays).toEqual([2]);
  const two = { ...mondays, weekdays: [0, 3] };
  expect(moved(two, "2026-11-23", "2026-11-25")).toEqual(two);
  expect(moved(ruleFor("monthday", "2026-11-23"), "2026-11-23", "2026-11-25").nth).toBe(25);
  const last = { ...ruleFor("monthday", "2026-11-30"), nth: -1 };
  expect(moved(last, "2026-11-30", "2026-12-31").nth).toBe(-1);
});
