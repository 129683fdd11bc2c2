import { useEffect } from "preact/hooks";
import { visitor } from "../account";
import { texts } from "../i18n";
import { route } from "../navigation";
import type { GivenRole } from "../protocol";
import type { Route } from "../route";
import { HelpIcon } from "./icon";

/** Pages that must not be left for a look at the guide: it opens beside them. */
const LIVE: readonly Route["page"][] = ["room", "console", "join"];
/** Here the key has a use already: the list of keys, which leads on to the guide. */
const HAS_KEYS: readonly Route["page"][] = ["room", "console"];

const LEADERS: readonly GivenRole[] = ["operator", "secretary", "chair"];

const TYPING = "input, textarea, select, [contenteditable]";

/** The guide's page for whoever is at this page of ours. */
function pathToHelp(): string {
  const { page } = route.value;
  if (page === "room" || page === "join") return "/help/delegate";
  const held = visitor.value?.account?.grants.map(({ role }) => role) ?? [];
  const leads = LEADERS.find((role) => held.includes(role));
  if (leads !== undefined) return `/help/${leads}`;
  return page === "console" ? "/help/operator" : "/help";
}

/** One click to the guide. */
export function HelpLink({ kind = "" }: { kind?: string }) {
  const t = texts.value;
  if (route.value.page === "help") return null;
  return (
    <a
      class={`button ${kind}`}
      href={pathToHelp()}
      target={LIVE.includes(route.value.page) ? "_blank" : undefined}
      rel="noopener"
      title={t.guide}
      aria-keyshortcuts="F1"
      data-testid="guide"
    >
      <HelpIcon />
      <span class="guide-word">{t.guide}</span>
    </a>
  );
}

/** F1 opens the guide from everywhere, "?" where it has no other use. */
export function useHelpKey(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const asks = event.key === "?" && !HAS_KEYS.includes(route.peek().page);
      const types = event.target instanceof Element && event.target.closest(TYPING) !== null;
      if (event.key !== "F1" && (!asks || types)) return;
      const link = document.querySelector<HTMLElement>("[data-testid='guide']");
      if (link === null) return;
      event.preventDefault();
      link.click();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
