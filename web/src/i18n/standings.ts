import type { Standing } from "../plan/listing";
import type { Lang } from "../protocol";

/** Where a meeting stands, in a word. */
export const standings: Readonly<Record<Lang, Readonly<Record<Standing, string>>>> = {
  vi: {
    draft: "Bản thảo",
    announced: "Đã công bố",
    running: "Đang họp",
    held: "Đã kết thúc",
    cancelled: "Đã hủy",
  },
  en: {
    draft: "Draft",
    announced: "Announced",
    running: "Going on",
    held: "Held",
    cancelled: "Cancelled",
  },
};
