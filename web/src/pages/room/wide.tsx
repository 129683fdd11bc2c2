import { wideTexts } from "../../i18n/wide";
import { FullScreenIcon } from "../../ui/icon";
import { canFillScreen, type RoomView } from "./view";

/**
 * Under the picture on a phone held upright, where a name in it is as small as in print: the way to
 * a large one. Style sheets show it there only.
 */
export function Wide({ view }: { view: RoomView }) {
  const t = wideTexts.value;
  // A panel takes the room under the picture.
  if (view.fullScreen.value || view.panel.value !== null) return null;
  return (
    <div class="widen-hint">
      {canFillScreen ? (
        <button
          type="button"
          class="button"
          data-testid="widen"
          onClick={() => void view.toggleFullScreen()}
        >
          <FullScreenIcon />
          {t.widen}
        </button>
      ) : (
        <p>{t.turn}</p>
      )}
    </div>
  );
}
