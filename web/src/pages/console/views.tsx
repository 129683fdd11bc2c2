import { sceneWords } from "../../i18n/console/scenes";
import type { Desk } from "../../meeting/desk";
import { isSameScene, viewFor } from "../../meeting/views";
import type { ViewTold } from "../../protocol";
import { ActButton } from "./act";
import { Diagram } from "./diagram";
import { type Draft, flawIn } from "./draft";
import type { ConsoleView } from "./view";

/** So many points are called by their names; of more only the number is said. */
const NAMED = 3;

/** Who sees something else than what is on air. */
export function Views({ view }: { view: ConsoleView }) {
  const t = sceneWords.value;
  const views = view.desk.views.value;
  if (views.length === 0) return null;
  return (
    <section class="views" aria-label={t.views} data-testid="views">
      <h3>{t.views}</h3>
      <ul>
        {views.map((one) => (
          <Line key={one.view} view={view} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Line({ view, one }: { view: ConsoleView; one: ViewTold }) {
  const t = sceneWords.value;
  const { desk } = view;
  const names = namesOf(desk, one.points);
  return (
    <li class="view-line" data-testid={`view-${one.view}`}>
      <Diagram scene={one.scene} />
      <span>
        <strong>{t.viewOf(t.layouts[one.scene.layout ?? "auto"], names)}</strong>
        <span class={one.state === "no_room" ? "warning" : "faint"}>
          {one.view === 0 && `${t.lecturer}. `}
          {t.viewStates[one.state]}
        </span>
      </span>
      {one.view !== 0 && (
        <>
          <button
            type="button"
            class="button"
            data-testid={`view-change-${one.view}`}
            onClick={() => {
              view.draft.value = { scene: one.scene, key: 9, name: "", points: one.points };
            }}
          >
            {t.viewChange}
          </button>
          <ActButton
            desk={desk}
            place="scene"
            label={t.viewEndOf(names)}
            testId={`view-end-${one.view}`}
            onAct={() => desk.act("scene", { type: "view.end", view: one.view })}
          >
            {t.viewEnd}
          </ActButton>
        </>
      )}
    </li>
  );
}

/** Shows the scene that is being composed to those whose view it is, else to the chosen points alone. */
export function ShowAlone({ view, draft }: { view: ConsoleView; draft: Draft }) {
  const t = sceneWords.value;
  const { desk } = view;
  const { scene, points } = draft;
  const chosen = points ?? view.chosenPoints.value;
  if (chosen.length === 0) return <p class="faint">{t.viewHelp}</p>;
  if (viewFor(desk.views.value, scene, chosen) === null) return <p class="faint">{t.viewFull}</p>;
  const has = desk.views.value.some(
    (one) => isSameScene(one.scene, scene) && chosen.every((point) => one.points.includes(point)),
  );
  return (
    <ActButton
      desk={desk}
      place="scene"
      {...(points === undefined ? {} : { kind: "primary", hotkey: "V" })}
      disabled={flawIn(scene) !== null || has}
      testId="view-show"
      onAct={() => view.showAlone(scene, chosen)}
    >
      {t.viewFor(namesOf(desk, chosen))}
    </ActButton>
  );
}

function namesOf(desk: Desk, points: readonly string[]): string {
  if (points.length > NAMED) return sceneWords.value.points(points.length);
  return points.map((point) => desk.nameOf(point)).join(", ");
}
