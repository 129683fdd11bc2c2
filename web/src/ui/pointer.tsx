import { useLayoutEffect, useRef } from "preact/hooks";
import { pointingTexts } from "../i18n/pointing";
import { type Pointing, WHOLE } from "../meeting/pointing";
import type { Pointed } from "../protocol";

/** How far an arrow key moves the pointer, in parts of the picture; with Shift further. */
const STEP = 0.01;
const STRIDE = 0.08;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface PointerLayerProps {
  pointing: Pointing;
  /** Width of the picture by its height; it lies whole in the middle of the nearest CSS container. */
  shape: number;
  /** The picture is the large one: a small one is brought to the front by a click. */
  isLarge: boolean;
}

/** Over a shared picture, exactly as large: somebody's pointer, and where to move one's own. */
export function PointerLayer({ pointing, shape, isLarge }: PointerLayerProps) {
  const own = pointing.own.value;
  const others = pointing.others.value;
  return (
    <div class="pointer-layer over" style={{ "--shape": `${shape}` }} data-testid="pointer-layer">
      {pointing.armed.value && isLarge && <PointerPad pointing={pointing} />}
      {own !== null && <Mark at={own} name="" />}
      {others?.at && <Mark at={others.at} name={isLarge ? others.name : ""} />}
    </div>
  );
}

function Mark({ at, name }: { at: Pointed; name: string }) {
  // A length needs its unit: Preact adds none to numbers any more.
  const style = { left: `${(at.x / WHOLE) * 100}%`, top: `${(at.y / WHOLE) * 100}%` };
  return (
    <span
      class={`pointer-mark ${at.x > WHOLE / 2 ? "left" : ""}`}
      style={style}
      data-testid="pointer"
    >
      {name && <span class="pointer-name">{name}</span>}
    </span>
  );
}

/** Takes mouse, pen, finger and arrow keys; as large as what is pointed at. */
export function PointerPad({ pointing }: { pointing: Pointing }) {
  const t = pointingTexts.value;
  const pad = useRef<HTMLDivElement>(null);
  // At once: keys that are pressed next are meant for it.
  useLayoutEffect(() => pad.current?.focus({ preventScroll: true }), []);

  const follow = (event: PointerEvent) => {
    const box = pad.current?.getBoundingClientRect();
    if (!box?.width || !box.height) return;
    pointing.move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  const press = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (event.key === "Escape") pointing.toggle();
    else if (arrow) {
      const at = pointing.own.peek() ?? { x: WHOLE / 2, y: WHOLE / 2 };
      const step = event.shiftKey ? STRIDE : STEP;
      pointing.move(at.x / WHOLE + arrow[0] * step, at.y / WHOLE + arrow[1] * step);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={pad}
      class="pointer-pad"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the arrow keys
      tabIndex={0}
      aria-label={t.pad}
      data-testid="pointer-pad"
      onPointerDown={follow}
      onPointerMove={follow}
      onPointerUp={(event) => event.pointerType !== "mouse" && pointing.rest()}
      onPointerLeave={() => pointing.rest()}
      onPointerCancel={() => pointing.rest()}
      onKeyDown={press}
      onBlur={() => pointing.rest()}
    />
  );
}
