import { computed } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";

const vi = {
  delayed: (left: string) => `Đăng nhập sai quá nhiều lần. Thử lại được sau ${left}.`,
  again: "Đã hết thời gian chờ. Quý vị đăng nhập lại được.",
};

const en: typeof vi = {
  delayed: (left: string) => `Too many logins have failed. Try again in ${left}.`,
  again: "The wait is over. You can log in again.",
};

const TEXTS: Readonly<Record<Lang, typeof vi>> = { vi, en };

/** What the login page says to who has to wait. */
export const loginTexts = computed(() => TEXTS[lang.value]);
