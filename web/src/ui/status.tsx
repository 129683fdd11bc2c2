import type { ComponentChildren } from "preact";
import type { Why } from "../api";
import { texts } from "../i18n";
import { WarningIcon } from "./icon";

/** Something is being fetched. Read out only when it takes long enough to matter. */
export function Loading() {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {texts.value.loading}
    </p>
  );
}

interface TroubleProps {
  text: string;
  testId?: string;
}

/** A sentence about something that is wrong. */
export function Trouble({ text, testId = "trouble" }: TroubleProps) {
  return (
    <p class="trouble" role="alert" data-testid={testId}>
      <WarningIcon />
      <span>{text}</span>
    </p>
  );
}

interface FailedProps {
  why: Why;
  retry: () => void;
  /** Other ways to go on. */
  children?: ComponentChildren;
}

/** A part of the page could not be fetched. */
export function Failed({ why, retry, children }: FailedProps) {
  const t = texts.value;
  return (
    <div class="failed">
      <Trouble text={t.refusal[why]} testId="refusal" />
      <div class="actions">
        <button type="button" class="button" onClick={retry} data-testid="retry">
          {t.retry}
        </button>
        {children}
      </div>
    </div>
  );
}
