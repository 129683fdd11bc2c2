import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  now: "Tài liệu của nội dung đang họp",
  common: "Tài liệu chung",
  back: "Danh sách",
  download: "Tải về",
  downloads:
    "Trình duyệt này không đọc được tệp PDF. Bấm tên tài liệu để tải về, rồi mở bằng ứng dụng đọc PDF.",
  newTab: "Mở ở thẻ mới",
  leaders: "chỉ người điều hành",
};

const en: typeof vi = {
  now: "Papers of the current item",
  common: "Papers of the whole meeting",
  back: "All papers",
  download: "Download",
  downloads:
    "This browser cannot show PDF files. Click a paper to download it, then open it with a PDF reader.",
  newTab: "Open in a new tab",
  leaders: "those who lead only",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** The texts of papers where they are read. */
export const paperTexts = computed(() => TEXTS[lang.value]);
