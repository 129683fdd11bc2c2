import { pathToSection } from "../sections";

/** The editor of a meeting; "new" is one that is not there yet. */
export const pathToMeeting = (meeting: string) => pathToSection("meetings", meeting);

/** The editor of a new meeting that begins as a copy of another one. */
export const pathToCopy = (meeting: string) =>
  `${pathToMeeting("new")}#copy=${encodeURIComponent(meeting)}`;

/** The meeting that a new one is a copy of. */
export const copyOf = (fragment: string) =>
  new URLSearchParams(fragment.replace(/^#/, "")).get("copy");

export const pathToCalendar = (meeting: string) =>
  `/api/meetings/${encodeURIComponent(meeting)}.ics`;
