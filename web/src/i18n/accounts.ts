import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";
import { en } from "./accounts.en";
import { type AccountTexts, vi } from "./accounts.vi";

/** The texts of the pages about accounts, which only the administration carries. */
const TEXTS: Readonly<Record<Lang, AccountTexts>> = { vi, en };

export const accountTexts = computed(() => TEXTS[lang.value]);
