import { computed } from "@preact/signals";
import type { Lang } from "../../protocol";
import { lang } from "../../settings";
import { en } from "./en";
import { vi } from "./vi";

/** The console's own texts, fetched with it. */
export type ConsoleTexts = typeof vi;

const TEXTS: Readonly<Record<Lang, ConsoleTexts>> = { vi, en };

export const words = computed(() => TEXTS[lang.value]);
