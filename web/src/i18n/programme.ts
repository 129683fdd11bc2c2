import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  page: "Chương trình cuộc họp",
  print: "In (A4)",
  back: "Danh sách cuộc họp",
  logIn: "Đăng nhập",
};

const en: typeof vi = {
  page: "Agenda of the meeting",
  print: "Print (A4)",
  back: "All meetings",
  logIn: "Log in",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What stands around the printable agenda. */
export const programmeTexts = computed(() => TEXTS[lang.value]);

/** The document itself: an official paper is in Vietnamese, whatever the page's language. */
export const sheetTexts = {
  country: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
  motto: "Độc lập - Tự do - Hạnh phúc",
  kind: "CHƯƠNG TRÌNH",
  /** Number, place and day are given by whoever signs the paper. */
  agency: "………………………",
  number: "Số: ……/CTr-……",
  signed: (year: string) => `…………, ngày …… tháng …… năm ${year}`,
  dated: (date: string) => {
    const [year, month, day] = date.split("-");
    // The decree writes days and the first two months with two figures.
    return `ngày ${day} tháng ${Number(month) < 3 ? month : Number(month)} năm ${year}`;
  },
  time: "Thời gian",
  from: (time: string, day: string) => `${time.replace(":", " giờ ")} phút, ${day}`,
  until: (time: string) => `đến ${time.replace(":", " giờ ")} phút`,
  place: "Điểm cầu chủ trì",
  attending: "Thành phần",
  points: (points: number, delegates: number) => `${points} điểm cầu, ${delegates} đại biểu`,
  columns: ["TT", "Thời gian", "Nội dung", "Người trình bày"],
  papers: (titles: string) => `Tài liệu: ${titles}`,
  minutes: (minutes: number) => `${minutes} phút`,
  empty: "Chương trình chưa có nội dung.",
  days: ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"],
};
