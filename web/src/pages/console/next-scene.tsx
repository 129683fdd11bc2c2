import { useEffect, useState } from "preact/hooks";
import { texts } from "../../i18n";
import { sceneWords } from "../../i18n/console/scenes";
import { Preview } from "../../meeting/preview";
import { isSameScene } from "../../meeting/views";
import type { Scene } from "../../protocol";
import { flawIn } from "./draft";
import type { ConsoleView } from "./view";

interface NextSceneProps {
  view: ConsoleView;
  scene: Scene;
}

/** How the scene would look that is being composed; or why that cannot be seen. */
export function NextScene({ view, scene }: NextSceneProps) {
  const t = sceneWords.value;
  const flaw = flawIn(scene);
  const { pictures } = view.desk;
  const [preview] = useState(
    () =>
      new Preview(
        (one, gone) => pictures.preview(one, gone),
        () => !document.hidden,
        (one) => isSameScene(one, view.desk.scene.peek()?.scene),
      ),
  );
  const wanted = flaw === null ? scene : null;
  useEffect(() => preview.want(wanted), [wanted]);
  useEffect(() => () => preview.stop(), []);
  const drawn = preview.drawn.value;
  if (flaw !== null) return <div class="next-scene next-none">{texts.value.refusal[flaw]}</div>;
  if (drawn === "none") return <div class="next-scene next-none">{t.noPreview}</div>;
  const isOld = drawn?.scene !== scene;
  return (
    <div class="next-scene" aria-busy={isOld} data-testid="scene-preview">
      {drawn && <img src={drawn.url} alt={t.preview} />}
      {isOld && <span class="next-late">{t.drawingNow}</span>}
    </div>
  );
}
