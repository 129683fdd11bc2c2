import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  hidden: "Quý vị đang chia sẻ màn hình có trang này. Hình tạm ẩn ở đây để không lặp vô tận.",
  show: "Vẫn xem hình",
};

const en: typeof vi = {
  hidden:
    "You share the screen that this page is on. The picture is hidden here so that it does not repeat itself without end.",
  show: "Show it anyway",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What stands in place of a picture that would show itself. */
export const mirrorTexts = computed(() => TEXTS[lang.value]);
