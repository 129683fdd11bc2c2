/** Why a camera or microphone cannot be had; each has a sentence in `i18n`. */
export type Trouble =
  | "denied"
  | "missing"
  | "busy"
  | "insecure"
  | "unsupported"
  | "unplugged"
  | "failed";

/** The trouble behind an error of getUserMedia (W3C Media Capture, section 10.2). */
export function troubleOf(error: unknown): Trouble {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}

/** Whether the chosen device is gone, so that another one may be tried. */
export function isGone(error: unknown): boolean {
  return troubleOf(error) === "missing";
}

/** Trouble that is known before the browser is asked, or null. */
export function troubleAhead(secure: boolean, supported: boolean): Trouble | null {
  if (!secure) return "insecure";
  return supported ? null : "unsupported";
}
