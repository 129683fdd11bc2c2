import { useLayoutEffect, useRef } from "preact/hooks";
import { pointingTexts } from "../i18n/pointing";
import { type Pointing, WHOLE } from "../meeting/pointing";

/** How far an arrow key moves the pointer, in parts of the picture; with Shift further. */
const STEP = 0.01;
const STRIDE = 0.08;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

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
