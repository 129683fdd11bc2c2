import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { texts } from "../i18n";
import { AccountMenu } from "./account-menu";
import { LangChoice, ThemeChoice } from "./choices";
import { HelpLink } from "./help";

/** Names the document, so that tabs and screen readers tell pages apart. */
export function useTitle(...parts: readonly string[]): void {
  const title = [...parts.filter((part) => part !== ""), texts.value.product].join(" – ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}

interface ShellProps {
  title: string;
  /** For tables and trees: more of the screen's width. */
  wide?: boolean;
  children: ComponentChildren;
}

/** The frame of every page but the room. */
export function Shell({ title, wide = false, children }: ShellProps) {
  const t = texts.value;
  useTitle(title);
  return (
    <div class="shell">
      <header class="shell-head">
        <a class="brand" href="/">
          <Emblem />
          <span>{t.product}</span>
        </a>
        <div class="shell-settings">
          <LangChoice />
          <ThemeChoice />
          <HelpLink />
          <AccountMenu />
        </div>
      </header>
      <main id="main" class={wide ? "shell-main wide" : "shell-main"} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** Two points and the bridge between them: "điểm" and "cầu". */
export function Emblem() {
  return (
    <svg class="emblem" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M6 21c3.5-9 16.5-9 20 0M3.5 24.5h25M16 14.5v10M10.5 16.5v8M21.5 16.5v8" />
    </svg>
  );
}
