import { meetingTexts } from "../../../i18n/meetings";
import type { Scope } from "../../../protocol";
import { Dialog } from "../../../ui/dialog";

export const SCOPES: readonly Scope[] = ["one", "following", "all"];

interface ScopeProps {
  title: string;
  question: string;
  explained: string;
  scopes?: readonly Scope[];
  choose: (scope: Scope) => void;
  close: () => void;
  /** What the buttons are told apart by in tests, before the scope. */
  name: string;
}

/** How much of a series something is for. */
export function ScopeDialog(props: ScopeProps) {
  const { title, question, explained, scopes = SCOPES, choose, close, name } = props;
  return (
    <Dialog title={title} onClose={close} testId={`${name}-scope`}>
      <p>{question}</p>
      <div class="more-acts">
        {scopes.map((scope) => (
          <button
            key={scope}
            type="button"
            class="button"
            data-testid={`${name}-${scope}`}
            onClick={() => choose(scope)}
          >
            {meetingTexts.value.scopes[scope]}
          </button>
        ))}
      </div>
      <p class="faint">{explained}</p>
    </Dialog>
  );
}
