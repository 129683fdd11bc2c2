import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "../i18n";
import { CloseIcon } from "./icon";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Extra class, for dialogs that stand at the side. */
  kind?: string;
  testId: string;
}

/**
 * A modal dialog on the browser's own <dialog>: it traps and returns the focus and closes with Escape by itself.
 * Mounted means open.
 */
export function Dialog({ title, onClose, children, kind = "", testId }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // With the first paint: a key pressed at once is the dialog's already.
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${kind}`}
      aria-labelledby={heading}
      data-testid={testId}
      onClose={onClose}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog element itself, everything visible to its child.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="button quiet icon-only" onClick={onClose}>
            <CloseIcon />
            <span class="hidden">{texts.value.close}</span>
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

interface QuestionProps {
  title: string;
  text: string;
  yes: string;
  onYes: () => void;
  onClose: () => void;
  testId: string;
}

/** Asks before something that others notice. */
export function Question({ title, text, yes, onYes, onClose, testId }: QuestionProps) {
  return (
    <Dialog title={title} onClose={onClose} testId={testId}>
      <p>{text}</p>
      <div class="actions">
        <button type="button" class="button primary" data-testid="confirm" onClick={onYes}>
          {yes}
        </button>
        <button type="button" class="button" data-testid="cancel" onClick={onClose}>
          {texts.value.cancel}
        </button>
      </div>
    </Dialog>
  );
}
