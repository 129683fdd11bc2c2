/** The name of a key press as `aria-keyshortcuts` has it; null for one that is the browser's. */
export function nameOf(
  event: Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  // With Shift a digit's key gives a sign, which one depends on the layout.
  const digit = event.shiftKey && /^Digit([1-9])$/.exec(event.code);
  if (digit) return `Shift+${digit[1]}`;
  const key = event.key === " " ? "Space" : event.key;
  const shifted = event.shiftKey && /^([a-z]|Enter|Space)$/i.test(key);
  return `${shifted ? "Shift+" : ""}${key.length === 1 ? key.toUpperCase() : key}`;
}
