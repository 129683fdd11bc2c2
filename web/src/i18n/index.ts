import { computed, effect } from "@preact/signals";
import type { Lang } from "../protocol";
import { lang } from "../settings";
import { en } from "./en";
import { type Texts, vi } from "./vi";

const TEXTS: Readonly<Record<Lang, Texts>> = { vi, en };

export type { Texts };

export const texts = computed(() => TEXTS[lang.value]);

const LOCALES: Readonly<Record<Lang, string>> = { vi: "vi-VN", en: "en-GB" };

/** Keeps the document's language in step, for screen readers and hyphenation. */
export function followLang(): void {
  effect(() => {
    document.documentElement.lang = lang.value;
  });
}

export function clock(time: string): string {
  return new Intl.DateTimeFormat(LOCALES[lang.value], { timeStyle: "short" }).format(
    new Date(time),
  );
}

/** A day in full: "thứ Ba, 24 tháng 11, 2026". */
export function day(time: string): string {
  return new Intl.DateTimeFormat(LOCALES[lang.value], { dateStyle: "full" }).format(new Date(time));
}

/** A day of the calendar, given as "2026-11-23": "Thứ Hai, 23/11/2026". */
export function dayInWords(date: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[lang.value], { timeZone: "UTC", ...options }).format(
      new Date(`${date}T00:00Z`),
    );
  const numbers = format({ day: "2-digit", month: "2-digit", year: "numeric" });
  return `${format({ weekday: "long" })}, ${numbers}`;
}

export function dateAndTime(time: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[lang.value], options).format(new Date(time));
  const date = format({ day: "2-digit", month: "2-digit", year: "numeric" });
  return texts.value.moment(format({ weekday: "long" }), date, clock(time));
}

/** A moment to the second, for logs. */
export function stamp(time: string): string {
  return new Intl.DateTimeFormat(LOCALES[lang.value], {
    dateStyle: "short",
    timeStyle: "medium",
  }).format(new Date(time));
}

/** A duration as h:mm:ss or m:ss. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A file's size with one decimal: 12,5 MB; small ones in whole kB. */
export function fileSize(bytes: number): string {
  const [size, unit] =
    bytes < 1e6
      ? [Math.ceil(bytes / 1e3), "kilobyte"]
      : bytes < 1e9
        ? [bytes / 1e6, "megabyte"]
        : [bytes / 1e9, "gigabyte"];
  return new Intl.NumberFormat(LOCALES[lang.value], {
    style: "unit",
    unit,
    maximumFractionDigits: 1,
  }).format(size);
}
