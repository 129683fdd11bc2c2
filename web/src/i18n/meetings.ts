import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";
import { en } from "./meetings.en";
import { type MeetingTexts, vi } from "./meetings.vi";

/** The texts of the pages on which meetings are planned; only the administration carries them. */
const TEXTS: Readonly<Record<Lang, MeetingTexts>> = { vi, en };

export const meetingTexts = computed(() => TEXTS[lang.value]);
