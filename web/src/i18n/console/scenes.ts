import { computed } from "@preact/signals";
import type { Lang } from "../../protocol";
import { lang } from "../../settings";
import { scenesEn } from "./scenes.en";
import { scenesVi } from "./scenes.vi";

export type SceneTexts = typeof scenesVi;

const TEXTS: Readonly<Record<Lang, SceneTexts>> = { vi: scenesVi, en: scenesEn };

export const sceneWords = computed(() => TEXTS[lang.value]);
