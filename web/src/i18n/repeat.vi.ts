import type { Rule } from "../plan/recurrence";

/** 0 is Monday. */
const weekdays = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];

const dayOf = (date: string) => date.split("-").reverse().join("/");

function when({ every, weekdays: days, nth }: Rule, start: string): string {
  switch (every) {
    case "daily":
      return "";
    case "weekly":
      return ` vào ${[...days]
        .sort((a, b) => a - b)
        .map((it) => weekdays[it])
        .join(", ")}`;
    case "monthday":
      return nth === -1 ? " vào ngày cuối tháng" : ` vào ngày ${nth}`;
    case "weekday": {
      const which = nth === -1 ? "cuối cùng" : nth === 1 ? "đầu tiên" : `lần thứ ${nth}`;
      return ` vào ${weekdays[days[0] ?? 0]} ${which} của tháng`;
    }
    case "yearly":
      return ` vào ngày ${Number(start.slice(8))}/${Number(start.slice(5, 7))}`;
  }
}

const often: Readonly<Record<Rule["every"], readonly [string, string]>> = {
  daily: ["hằng ngày", "ngày"],
  weekly: ["hằng tuần", "tuần"],
  monthday: ["hằng tháng", "tháng"],
  weekday: ["hằng tháng", "tháng"],
  yearly: ["hằng năm", "năm"],
};

/** A repetition in words: "hằng tuần vào thứ Hai, đến hết ngày 31/12/2026". */
export function words(rule: Rule, start: string): string {
  const [each, unit] = often[rule.every];
  const how = rule.interval === 1 ? each : `${rule.interval} ${unit} một lần`;
  const { ends } = rule;
  const until =
    ends.kind === "count"
      ? `, ${ends.count} lần`
      : ends.kind === "until"
        ? `, đến hết ngày ${dayOf(ends.date)}`
        : "";
  return `${how}${when(rule, start)}${until}`;
}

export const repeat = {
  title: "Lặp lại",
  every: {
    none: "Không lặp lại",
    daily: "Hằng ngày",
    weekly: "Hằng tuần",
    monthday: "Hằng tháng, theo ngày",
    weekday: "Hằng tháng, theo thứ",
    yearly: "Hằng năm",
  },
  interval: {
    daily: "Cách mấy ngày",
    weekly: "Cách mấy tuần",
    monthday: "Cách mấy tháng",
    weekday: "Cách mấy tháng",
    yearly: "Cách mấy năm",
  },
  weekdays: "Vào các ngày",
  weekdayNames: weekdays,
  which: "Lần nào trong tháng",
  whichNames: ["Đầu tiên", "Thứ 2", "Thứ 3", "Thứ 4", "Cuối cùng"],
  lastDay: "Vào ngày cuối tháng",
  ends: "Kết thúc lặp",
  endNames: { never: "Không định trước", count: "Sau một số lần", until: "Vào một ngày" },
  count: "Số lần",
  until: "Đến hết ngày",
  words,
  own: (rule: string) => `Theo quy tắc riêng: ${rule}`,
  summary: (text: string) => `Họp ${text}.`,
  next: "Các buổi sắp tới",
  skip: (day: string) => `Bỏ buổi ${day}`,
  restore: (day: string) => `Họp lại buổi ${day}`,
  skipShort: "Bỏ",
  restoreShort: "Họp lại",
  skipped: "Không họp",
  ofSeries: "Buổi này thuộc một chuỗi họp định kỳ. Khi lưu sẽ hỏi áp dụng cho những buổi nào.",
};
