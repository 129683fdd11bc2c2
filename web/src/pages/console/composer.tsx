import { useState } from "preact/hooks";
import { sceneWords } from "../../i18n/console/scenes";
import { areaOf, placeFor } from "../../meeting/boxes";
import { isSameScene, whole } from "../../meeting/views";
import type { Layout, Scene } from "../../protocol";
import { ActButton, Pick, Refusal } from "./act";
import { type Draft, flawIn } from "./draft";
import { Drawing } from "./drawing";
import { Check, Line } from "./fields";
import { NextScene } from "./next-scene";
import { type FormProps, People } from "./people";
import { type ConsoleView, PRESET_KEYS } from "./view";
import { ShowAlone } from "./views";

const SWITCHES = ["voice", "fade", "plates", "header", "even"] as const;
const DWELLS = ["auto", "0", "10", "20", "30", "60"] as const;
type Dwell = (typeof DWELLS)[number];

interface ComposerProps {
  view: ConsoleView;
  draft: Draft;
}

/** The next scene: seen before it is on air, and kept under a key. */
export function Composer({ view, draft }: ComposerProps) {
  const t = sceneWords.value;
  const { desk } = view;
  const { scene } = draft;
  const change = (next: Scene) => {
    view.draft.value = { ...draft, scene: next };
  };
  const isSame = isSameScene(scene, desk.scene.value?.scene);
  const flaw = flawIn(scene);
  // Where nobody is next the preview above has it, larger.
  const isAbove = view.previewed.value !== null;
  const isView = draft.points !== undefined;
  return (
    <div class={`work-part composer ${isAbove ? "is-wide" : ""}`} data-testid="composer">
      {!isAbove && (
        <div class="composer-next">
          <NextScene view={view} scene={scene} />
          <ShowAlone view={view} draft={draft} />
        </div>
      )}
      <div class="composer-fields">
        <Form scene={scene} onChange={change} />
        <People view={view} scene={scene} onChange={change} />
        {isAbove && <ShowAlone view={view} draft={draft} />}
      </div>
      <footer class="composer-foot">
        <Refusal desk={desk} places={["scene", "preset"]} />
        <Keeping view={view} draft={draft} usable={flaw === null} />
        <div class="work-acts">
          <button
            type="button"
            class="button"
            data-testid="composer-leave"
            onClick={() => {
              view.draft.value = null;
            }}
          >
            {t.leave}
          </button>
          <ActButton
            desk={desk}
            place="scene"
            {...(isView ? {} : { kind: "primary", hotkey: "V" })}
            disabled={flaw !== null || isSame}
            title={isSame ? t.same : t.take}
            testId="scene-take"
            onAct={() => desk.act("scene", { type: "scene.take", scene })}
          >
            {isSame ? t.onAir : t.take}
          </ActButton>
        </div>
      </footer>
    </div>
  );
}

/** Layout, and what is written. */
function Form({ scene, onChange }: FormProps) {
  const t = sceneWords.value;
  const [isDrawing, setDrawing] = useState(false);
  const shown = whole(scene);
  const { layout, boxes, header, dwell_s: dwell } = shown;
  const names = Object.fromEntries(
    DWELLS.map((one) => [one, t.dwells(one === "auto" ? null : Number(one))]),
  ) as Record<Dwell, string>;
  const take = (picked: Layout) => {
    if (picked !== "custom") onChange({ ...scene, layout: picked, boxes: [] });
    else {
      const first = placeFor([], areaOf(header));
      onChange({
        ...scene,
        layout: picked,
        boxes: boxes.length === 0 && first ? [{ ...first, part: "main" }] : boxes,
      });
      setDrawing(true);
    }
  };
  return (
    <div class="composer-form">
      <Pick
        label={t.layout}
        names={t.layouts}
        order={Object.keys(t.layouts) as Layout[]}
        value={layout}
        onPick={take}
        testId="scene-layout"
      />
      {layout === "custom" && (
        <button type="button" class="button" data-testid="draw" onClick={() => setDrawing(true)}>
          {t.draw}
        </button>
      )}
      <Pick
        label={t.dwell}
        names={names}
        order={DWELLS}
        value={DWELLS.find((one) => one === String(dwell)) ?? "auto"}
        onPick={(one) => onChange(turning(scene, one))}
        testId="scene-dwell"
      />
      {SWITCHES.map((name) => (
        <Check
          key={name}
          label={t[name]}
          on={shown[name]}
          onChange={(on) => onChange({ ...scene, [name]: on })}
          testId={`scene-${name}`}
        />
      ))}
      <Line
        label={t.ticker}
        kind="scene-ticker"
        most={300}
        value={shown.ticker}
        onInput={(ticker) => onChange({ ...scene, ticker: ticker.normalize("NFC") })}
        testId="scene-ticker"
      />
      {isDrawing && (
        <Drawing
          boxes={boxes}
          header={header}
          onChange={(drawn) => onChange({ ...scene, boxes: drawn })}
          onClose={() => setDrawing(false)}
        />
      )}
    </div>
  );
}

/** A scene with another dwell; without one the layout decides. */
function turning({ dwell_s: _, ...scene }: Scene, dwell: Dwell): Scene {
  return dwell === "auto" ? scene : { ...scene, dwell_s: Number(dwell) };
}

/** The key that the scene is kept under. */
function Keeping({ view, draft, usable }: ComposerProps & { usable: boolean }) {
  const t = sceneWords.value;
  const { desk } = view;
  const { scene, key, name } = draft;
  const keys = PRESET_KEYS.map(String);
  const names = Object.fromEntries(
    PRESET_KEYS.map((one) => [String(one), `${one} · ${view.presetOf(one)?.name ?? t.free}`]),
  );
  const kept = name.trim().normalize("NFC");
  return (
    <div class="composer-keep">
      <Pick
        label={t.saveTo}
        names={names}
        order={keys}
        value={String(key)}
        onPick={(one) => {
          view.draft.value = { ...draft, key: Number(one) };
        }}
        testId="preset-key"
      />
      <Line
        label={t.name}
        most={60}
        value={name}
        onInput={(typed) => {
          view.draft.value = { ...draft, name: typed };
        }}
        testId="preset-name"
      />
      <ActButton
        desk={desk}
        place="preset"
        disabled={!usable || kept === ""}
        testId="preset-save"
        onAct={() => desk.act("preset", { type: "preset.save", key, name: kept, scene })}
      >
        {t.save}
      </ActButton>
      {view.presetOf(key) && (
        <ActButton
          desk={desk}
          place="preset"
          testId="preset-delete"
          onAct={() => desk.act("preset", { type: "preset.delete", key })}
        >
          {t.forget}
        </ActButton>
      )}
    </div>
  );
}
