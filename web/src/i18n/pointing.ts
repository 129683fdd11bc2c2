import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  point: "Chỉ vào tài liệu",
  stop: "Thôi chỉ",
  pad: "Vùng chỉ vào tài liệu. Di chuột, chạm, hoặc dùng các phím mũi tên; Esc để thôi.",
};

const en: typeof vi = {
  point: "Point at the document",
  stop: "Stop pointing",
  pad: "Where to point at the document. Move the mouse, touch, or use the arrow keys; Esc to stop.",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What is said of pointing at what is shared. */
export const pointingTexts = computed(() => TEXTS[lang.value]);
