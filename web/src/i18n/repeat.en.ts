import type { Rule } from "../plan/recurrence";
import type { repeat as vi } from "./repeat.vi";

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const dayOf = (date: string) => date.split("-").reverse().join("/");

const ORDINALS: Readonly<Record<number, string>> = {
  [-1]: "last",
  1: "first",
  2: "second",
  3: "third",
  4: "fourth",
  5: "fifth",
};

function when({ every, weekdays: days, nth }: Rule, start: string): string {
  switch (every) {
    case "daily":
      return "";
    case "weekly":
      return ` on ${[...days]
        .sort((a, b) => a - b)
        .map((it) => weekdays[it])
        .join(", ")}`;
    case "monthday":
      return nth === -1 ? " on the last day" : ` on day ${nth}`;
    case "weekday":
      return ` on the ${ORDINALS[nth]} ${weekdays[days[0] ?? 0]}`;
    case "yearly":
      return ` on ${Number(start.slice(8))}/${Number(start.slice(5, 7))}`;
  }
}

const UNITS: Readonly<Record<Rule["every"], string>> = {
  daily: "day",
  weekly: "week",
  monthday: "month",
  weekday: "month",
  yearly: "year",
};

function words(rule: Rule, start: string): string {
  const unit = UNITS[rule.every];
  const how = rule.interval === 1 ? `every ${unit}` : `every ${rule.interval} ${unit}s`;
  const { ends } = rule;
  const until =
    ends.kind === "count"
      ? `, ${ends.count} times`
      : ends.kind === "until"
        ? `, until ${dayOf(ends.date)}`
        : "";
  return `${how}${when(rule, start)}${until}`;
}

export const repeat: typeof vi = {
  title: "Repetition",
  every: {
    none: "Does not repeat",
    daily: "Every day",
    weekly: "Every week",
    monthday: "Every month, by day",
    weekday: "Every month, by weekday",
    yearly: "Every year",
  },
  interval: {
    daily: "Days between",
    weekly: "Weeks between",
    monthday: "Months between",
    weekday: "Months between",
    yearly: "Years between",
  },
  weekdays: "On these days",
  weekdayNames: weekdays,
  which: "Which of the month",
  whichNames: ["First", "Second", "Third", "Fourth", "Last"],
  lastDay: "On the last day of the month",
  ends: "Ends",
  endNames: { never: "Never", count: "After a number of times", until: "On a day" },
  count: "Times",
  until: "Until",
  words,
  own: (rule) => `By a rule of its own: ${rule}`,
  summary: (text) => `Held ${text}.`,
  next: "The next meetings",
  skip: (day) => `Leave out ${day}`,
  restore: (day) => `Hold ${day} after all`,
  skipShort: "Leave out",
  restoreShort: "Hold it",
  skipped: "Left out",
  ofSeries: "This meeting is one of a series. When it is saved you are asked which ones change.",
};
