import { sceneWords } from "../../i18n/console/scenes";
import type { Scene } from "../../protocol";
import { Order } from "./order";
import type { ConsoleView } from "./view";

/** A part of a scene's form. */
export interface FormProps {
  scene: Scene;
  onChange: (scene: Scene) => void;
}

interface PeopleProps extends FormProps {
  view: ConsoleView;
}

/** Who is large, and who has a place of his own: chosen in the list of points. */
export function People({ view, scene, onChange }: PeopleProps) {
  const t = sceneWords.value;
  return (
    <div class="composer-people">
      <Named
        view={view}
        title={t.main}
        none={t.none}
        points={scene.main ?? []}
        most={9}
        onChange={(main) => onChange({ ...scene, main })}
        testId="scene-main"
      />
      <Named
        view={view}
        title={t.pinned}
        none={t.noPins}
        points={scene.pinned ?? []}
        most={25}
        onChange={(pinned) => onChange({ ...scene, pinned })}
        testId="scene-pinned"
      />
      <Order
        view={view}
        order={scene.order ?? []}
        onChange={(order) => onChange({ ...scene, order })}
      />
      {view.chosenPoints.value.length === 0 && <p class="faint">{t.choose}</p>}
    </div>
  );
}

interface NamedProps {
  view: ConsoleView;
  title: string;
  none: string;
  points: readonly string[];
  most: number;
  onChange: (points: string[]) => void;
  testId: string;
}

function Named({ view, title, none, points, most, onChange, testId }: NamedProps) {
  const t = sceneWords.value;
  const { desk } = view;
  const further = view.chosenPoints.value.filter((point) => !points.includes(point));
  const [first] = further;
  return (
    <div class="named">
      <span>{title}</span>
      {points.map((point) => (
        <button
          key={point}
          type="button"
          class="button named-point"
          aria-label={t.remove(desk.nameOf(point))}
          onClick={() => onChange(points.filter((one) => one !== point))}
        >
          {desk.nameOf(point)} ×
        </button>
      ))}
      {points.length === 0 && <span class="faint">{none}</span>}
      {first !== undefined && points.length < most && (
        <button
          type="button"
          class="button"
          data-testid={testId}
          onClick={() => onChange([...points, ...further].slice(0, most))}
        >
          {t.add(further.length === 1 ? desk.nameOf(first) : `${further.length}`)}
        </button>
      )}
    </div>
  );
}
