import { computed } from "@preact/signals";
import { lang } from "../settings";
import { en } from "./admin.en";
import { vi } from "./admin.vi";

/** The texts of the administration, which only its pages carry. */
export type AdminTexts = typeof vi;

const TEXTS: Readonly<Record<"vi" | "en", AdminTexts>> = { vi, en };

export const adminTexts = computed(() => TEXTS[lang.value]);
