import { mirrorTexts } from "../i18n/mirror";
import type { Mirror } from "../meeting/mirror";

/** Over a picture that would show itself without end: why it is not seen, and the way to see it all the same. */
export function MirrorVeil({ mirror }: { mirror: Mirror }) {
  const t = mirrorTexts.value;
  if (!mirror.isCaught.value) return null;
  return (
    <div class="mirror-veil" data-testid="mirrored">
      <p role="status">{t.hidden}</p>
      <button
        type="button"
        class="button"
        data-testid="show-anyway"
        onClick={() => mirror.showAnyway()}
      >
        {t.show}
      </button>
    </div>
  );
}
