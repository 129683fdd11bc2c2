import { sceneWords } from "../../i18n/console/scenes";
import { ActButton, Key, Refusal } from "./act";
import { Composer } from "./composer";
import { Diagram } from "./diagram";
import { type ConsoleView, PRESET_KEYS } from "./view";
import { Views } from "./views";

/** Who is not told of beyond these: a line of names, not a second list of points. */
const NAMED = 12;

/** What everybody sees: nine scenes by key, or one that is being composed. */
export function Scenes({ view }: { view: ConsoleView }) {
  const draft = view.draft.value;
  if (draft !== null) return <Composer view={view} draft={draft} />;
  return (
    <div class="work-part" data-testid="scenes">
      <Presets view={view} />
      <OnAir view={view} />
      <Refusal desk={view.desk} places={["scene", "preset"]} />
      <Unseen view={view} />
      <Views view={view} />
    </div>
  );
}

function Presets({ view }: { view: ConsoleView }) {
  const t = sceneWords.value;
  const onAir = view.desk.scene.value?.key ?? null;
  const isGoing = view.desk.ledger.value.get("scene")?.state === "going";
  return (
    <ul class="presets" aria-label={t.keys}>
      {PRESET_KEYS.map((key) => {
        const preset = view.presetOf(key);
        return (
          <li key={key} class="preset">
            {preset ? (
              <button
                type="button"
                class="preset-button"
                aria-busy={isGoing && view.applied.value === key}
                aria-pressed={onAir === key}
                aria-keyshortcuts={String(key)}
                data-testid={`preset-${key}`}
                onClick={() => view.applyPreset(key)}
              >
                <Diagram scene={preset.scene} />
                <span class="preset-name">
                  <Key>{String(key)}</Key>
                  <span>{preset.name}</span>
                </span>
              </button>
            ) : (
              <button
                type="button"
                class="preset-button is-free"
                data-testid={`preset-${key}`}
                onClick={() => view.compose(key)}
              >
                <span class="preset-name">
                  <Key>{String(key)}</Key>
                  <span>{t.free}</span>
                </span>
              </button>
            )}
            {preset && (
              <button
                type="button"
                class="button preset-compose"
                aria-label={t.composeFrom(preset.name)}
                title={`${t.composeFrom(preset.name)} (Shift+${key})`}
                aria-keyshortcuts={`Shift+${key}`}
                data-testid={`preset-compose-${key}`}
                onClick={() => view.compose(key)}
              >
                {t.composeShort}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What can be done with the scene on air. */
function OnAir({ view }: { view: ConsoleView }) {
  const t = sceneWords.value;
  const { desk } = view;
  const program = desk.program.value;
  return (
    <div class="work-acts">
      <button
        type="button"
        class="button primary"
        data-testid="compose"
        onClick={() => view.compose()}
      >
        {t.compose}
      </button>
      <ActButton
        desk={desk}
        place="scene"
        disabled={!(desk.scene.value?.undo ?? false)}
        testId="scene-undo"
        onAct={() => desk.act("scene", { type: "scene.undo" })}
      >
        {t.undo}
      </ActButton>
      {program !== null && program.pages > 1 && (
        <>
          <ActButton
            desk={desk}
            place="scene"
            label={t.pageBack}
            hotkey=","
            testId="page-back"
            onAct={() => view.turnPage(-1)}
          >
            ‹
          </ActButton>
          <span class="count" data-testid="page">
            {t.page(program.page + 1, program.pages)}
          </span>
          <ActButton
            desk={desk}
            place="scene"
            label={t.pageOn}
            hotkey="."
            testId="page-on"
            onAct={() => view.turnPage(1)}
          >
            ›
          </ActButton>
        </>
      )}
    </div>
  );
}

/** Nobody is to be forgotten. */
function Unseen({ view }: { view: ConsoleView }) {
  const t = sceneWords.value;
  const unseen = view.desk.program.value?.unseen ?? null;
  if (unseen === null) return null;
  if (unseen.length === 0) {
    const isAnybody = view.desk.seats.value.some(({ state }) => state === "present");
    return <p class="faint">{isAnybody ? t.allSeen : t.nobodyHere}</p>;
  }
  const names = unseen.slice(0, NAMED).map((point) => view.desk.nameOf(point));
  return (
    <p class="unseen" data-testid="unseen">
      <strong>{t.unseen(unseen.length)}</strong>{" "}
      <span class="faint">
        {names.join(", ")}
        {unseen.length > NAMED && "…"}
      </span>
    </p>
  );
}
