import { computed } from "@preact/signals";
import type { Lang } from "../../protocol";
import { lang } from "../../settings";
import { texts } from "..";
import { words } from "../console";
import { sceneWords } from "../console/scenes";
import { pointTexts } from "../point";
import { todayTexts } from "../today";
import { helpEn } from "./en";
import { helpVi } from "./vi";

const TEXTS: Readonly<Record<Lang, typeof helpVi>> = { vi: helpVi, en: helpEn };

/** The help pages' own texts, fetched with them, and the ways in the controls' own words. */
export const helpTexts = computed(() => TEXTS[lang.value]);
export const ways = computed(() =>
  helpTexts.value.ways(
    texts.value,
    words.value,
    sceneWords.value,
    pointTexts.value,
    todayTexts.value,
  ),
);
