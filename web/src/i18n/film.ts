import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  kind: "Đang chiếu",
  pages: "Trang chiếu",
  film: "Phim",
  silent: "Tiếng của tài liệu đi cùng micrô: bật micrô để mọi người nghe.",
};

const en: typeof vi = {
  kind: "What is shown",
  pages: "Pages",
  film: "Film",
  silent: "The document's sound goes with your microphone: turn it on to be heard.",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What is said of what one shares oneself. */
export const filmTexts = computed(() => TEXTS[lang.value]);
