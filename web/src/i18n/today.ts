import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";
import { standings } from "./standings";

const vi = {
  title: "Cuộc họp hôm nay",
  none: "Hôm nay không có cuộc họp nào.",
  all: "Tất cả cuộc họp",
  lead: "Điều hành",
  agenda: "Chương trình",
  standings: standings.vi,
  point: "Cuộc họp của điểm cầu này",
  pointAbout: "Máy này giữ đường dẫn của một điểm cầu.",
  toPoint: "Đến cuộc họp của điểm cầu",
};

export type TodayTexts = typeof vi;

const en: typeof vi = {
  title: "Today's meetings",
  none: "There is no meeting today.",
  all: "All meetings",
  lead: "Lead",
  agenda: "Agenda",
  standings: standings.en,
  point: "Meetings of this point",
  pointAbout: "This computer keeps the link of a point.",
  toPoint: "To the meetings of the point",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** The day's meetings on the first page. */
export const todayTexts = computed(() => TEXTS[lang.value]);
