/**
 * The sections of the administration in the order of its menu. A new one is a name here, its title in
 * `i18n/admin.*`, and its page in `index.tsx`.
 */
export const SECTIONS = ["meetings", "units", "points", "users", "audit"] as const;

export type Section = (typeof SECTIONS)[number];

export const pathToSection = (section: Section, rest = "") =>
  rest === "" ? `/admin/${section}` : `/admin/${section}/${encodeURIComponent(rest)}`;
