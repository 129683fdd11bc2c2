import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { pointingTexts } from "../i18n/pointing";
import { contained, type Pointing, WHOLE } from "../meeting/pointing";
import type { Pointed } from "../protocol";

interface PointerLayerProps {
  pointing: Pointing;
  video: RefObject<HTMLVideoElement | null>;
  /** The picture is the large one: a small one is brought to the front by a click. */
  isLarge: boolean;
}

/** How far an arrow key moves the pointer, in parts of the picture; with Shift further. */
const STEP = 0.01;
const STRIDE = 0.08;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Over the shared picture, exactly as large: somebody's pointer, and where to move one's own. */
export function PointerLayer({ pointing, video, isLarge }: PointerLayerProps) {
  const place = usePlace(video);
  const own = pointing.own.value;
  const others = pointing.others.value;
  const isArmed = pointing.armed.value && isLarge;
  return (
    <div class="pointer-layer" style={{ ...place }} data-testid="pointer-layer">
      {isArmed && <PointerPad pointing={pointing} />}
      {own !== null && <Mark at={own} name="" />}
      {others?.at && <Mark at={others.at} name={others.name} />}
    </div>
  );
}

function Mark({ at, name }: { at: Pointed; name: string }) {
  const style = { left: `${(at.x / WHOLE) * 100}%`, top: `${(at.y / WHOLE) * 100}%` };
  const beyond = at.x > WHOLE * 0.8 ? "left" : "right";
  return (
    <span class={`pointer-mark ${beyond}`} style={style} data-testid="pointer">
      {name && <span class="pointer-name">{pointingTexts.value.who(name)}</span>}
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

/** The place of the picture in its element; drawn anew when either has another size. */
function usePlace(video: RefObject<HTMLVideoElement | null>) {
  const [, look] = useState(0);
  // None when this is drawn for the first time: it is drawn along with the video.
  const it = video.current;
  useEffect(() => {
    if (it === null) return;
    const changed = () => look((times) => times + 1);
    const observer = new ResizeObserver(changed);
    observer.observe(it);
    it.addEventListener("resize", changed);
    return () => {
      observer.disconnect();
      it.removeEventListener("resize", changed);
    };
  }, [it]);
  const box = { width: it?.clientWidth ?? 0, height: it?.clientHeight ?? 0 };
  return contained(box, { width: it?.videoWidth ?? 0, height: it?.videoHeight ?? 0 });
}
