import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  widen: "Xem hình to",
  turn: "Xoay ngang điện thoại để xem hình to hơn.",
};

const en: typeof vi = {
  widen: "Show the picture large",
  turn: "Turn the phone on its side for a larger picture.",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What stands under a picture that is small because the phone is upright. */
export const wideTexts = computed(() => TEXTS[lang.value]);
