import { computed } from "@preact/signals";
import { lang } from "../settings";
import { en } from "./admin.en";
import { type AdminTexts, vi } from "./admin.vi";

/** The texts of the administration, which only its pages carry. */
const TEXTS: Readonly<Record<"vi" | "en", AdminTexts>> = { vi, en };

export const adminTexts = computed(() => TEXTS[lang.value]);
