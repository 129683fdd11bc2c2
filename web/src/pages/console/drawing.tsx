import { useRef, useState } from "preact/hooks";
import { texts } from "../../i18n";
import { sceneWords } from "../../i18n/console/scenes";
import {
  ACROSS,
  type Area,
  areaOf,
  DOWN,
  flawOf,
  isWhole,
  moved,
  placeFor,
  sized,
  stepped,
} from "../../meeting/boxes";
import type { Box, BoxPart } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Key, Pick } from "./act";
import { Check } from "./fields";

const PARTS: readonly BoxPart[] = ["main", "seat", "content"];

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface DrawingProps {
  boxes: readonly Box[];
  header: boolean;
  onChange: (boxes: Box[]) => void;
  onClose: () => void;
}

/** A layout of one's own: boxes on the canvas, moved and sized by mouse, finger or keys. */
export function Drawing({ boxes, header, onChange, onClose }: DrawingProps) {
  const t = sceneWords.value;
  const [chosen, choose] = useState(0);
  const area = areaOf(header);
  const flaw = flawOf(boxes, header);
  const room = placeFor(boxes, area);
  const [past, setPast] = useState<readonly (readonly Box[])[]>([]);
  /** Called before a change, and once before all those of a drag. */
  const keep = () => setPast((before) => [...before, boxes]);
  const undo = () => {
    const before = past.filter((one) => one !== boxes);
    const last = before.at(-1);
    if (last !== undefined) onChange([...last]);
    setPast(before.slice(0, -1));
  };
  const set = (at: number, box: Box) => onChange(boxes.map((one, n) => (n === at ? box : one)));
  const remove = (at: number) => {
    keep();
    onChange(boxes.filter((_, n) => n !== at));
    choose(Math.max(0, at - 1));
  };
  const box = boxes[chosen];
  return (
    <Dialog title={t.drawing} kind="wide drawing" testId="drawing" onClose={onClose}>
      <p class="faint">{t.drawHelp}</p>
      <Board {...{ boxes, area, chosen, choose, keep, set, remove, undo }} />
      {flaw && <p class="refusal">{texts.value.refusal[flaw]}</p>}
      <div class="work-acts">
        <button
          type="button"
          class="button"
          disabled={room === null}
          title={room === null ? t.full : t.another}
          data-testid="box-add"
          onClick={() => {
            if (room === null) return;
            keep();
            onChange([...boxes, room]);
            choose(boxes.length);
          }}
        >
          {t.another}
        </button>
        {box && (
          <ChosenBox
            box={box}
            onChange={(to) => {
              keep();
              set(chosen, to);
            }}
            onRemove={() => remove(chosen)}
          />
        )}
        <button
          type="button"
          class="button"
          disabled={past.length === 0}
          aria-keyshortcuts="Z"
          data-testid="draw-undo"
          onClick={undo}
        >
          {t.drawBack}
          <Key>Z</Key>
        </button>
        <button type="button" class="button primary" data-testid="drawn" onClick={onClose}>
          {t.done}
        </button>
      </div>
    </Dialog>
  );
}

interface ChosenProps {
  box: Box;
  onChange: (box: Box) => void;
  onRemove: () => void;
}

function ChosenBox({ box, onChange, onRemove }: ChosenProps) {
  const t = sceneWords.value;
  return (
    <>
      <Pick
        label={t.part}
        names={t.parts}
        order={PARTS}
        value={box.part ?? "seat"}
        onPick={(part) => onChange({ ...box, part })}
        testId="box-part"
      />
      <Check
        label={t.over}
        on={box.over ?? false}
        onChange={(over) => onChange({ ...box, over })}
        testId="box-over"
      />
      <Check
        label={t.whole}
        on={isWhole(box)}
        onChange={(on) => {
          const place = on ? { x: 0, y: 0, w: ACROSS, h: DOWN } : { x: 6, y: 8, w: 64, h: 36 };
          onChange({ ...box, ...place });
        }}
        testId="box-whole"
      />
      <button type="button" class="button" data-testid="box-delete" onClick={onRemove}>
        {t.delete}
      </button>
    </>
  );
}

interface BoardProps {
  boxes: readonly Box[];
  area: Area;
  chosen: number;
  choose: (at: number) => void;
  keep: () => void;
  set: (at: number, box: Box) => void;
  remove: (at: number) => void;
  undo: () => void;
}

/** Where a drag began: in units of the canvas, and the box as it was. */
interface Drag {
  readonly x: number;
  readonly y: number;
  readonly box: Box;
  readonly sizes: boolean;
}

function Board({ boxes, area, chosen, choose, keep, set, remove, undo }: BoardProps) {
  const t = sceneWords.value;
  const board = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const at = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = (board.current as HTMLDivElement).getBoundingClientRect();
    return { x: ((clientX - left) / width) * ACROSS, y: ((clientY - top) / height) * DOWN };
  };
  const begin = (event: PointerEvent, place: number, box: Box) => {
    const { currentTarget, target } = event;
    if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return;
    currentTarget.setPointerCapture(event.pointerId);
    choose(place);
    keep();
    drag.current = { ...at(event), box, sizes: target.classList.contains("box-corner") };
  };
  const follow = (event: PointerEvent, place: number) => {
    const from = drag.current;
    if (from === null) return;
    const { x, y } = at(event);
    const others = boxes.filter((_, n) => n !== place);
    const { box } = from;
    if (from.sizes) set(place, sized(box, box.w + x - from.x, area, others));
    else set(place, moved(box, box.x + x - from.x, box.y + y - from.y, others, area));
  };
  const press = (event: KeyboardEvent, place: number, box: Box) => {
    const step = STEPS[event.key];
    if (step) keep();
    if (event.key === "Delete") remove(place);
    else if (event.key.toLowerCase() === "z") undo();
    else if (step === undefined) return;
    else if (event.shiftKey) set(place, sized(box, box.w + (step[0] || step[1]), area));
    else set(place, stepped(box, step[0], step[1], area));
    event.preventDefault();
  };
  return (
    <div ref={board} class="board" data-testid="board">
      <span class="board-safe" style={placed(area)} />
      {boxes.map((box, place) => (
        <button
          key={place}
          type="button"
          class={`box box-${box.part ?? "seat"}`}
          style={placed({
            left: box.x,
            top: box.y,
            right: box.x + box.w,
            bottom: box.y + box.h,
          })}
          aria-pressed={place === chosen}
          aria-label={t.box(place + 1, t.parts[box.part ?? "seat"])}
          data-testid={`box-${place}`}
          onFocus={() => choose(place)}
          onPointerDown={(event) => begin(event, place, box)}
          onPointerMove={(event) => follow(event, place)}
          onPointerUp={() => {
            drag.current = null;
          }}
          onKeyDown={(event) => press(event, place, box)}
        >
          {place + 1}
          <span class="box-corner" />
        </button>
      ))}
    </div>
  );
}

/** Where a part of the canvas is on the board. */
function placed({ left, top, right, bottom }: Area) {
  return {
    left: `${(left / ACROSS) * 100}%`,
    top: `${(top / DOWN) * 100}%`,
    width: `${((right - left) / ACROSS) * 100}%`,
    height: `${((bottom - top) / DOWN) * 100}%`,
  };
}
