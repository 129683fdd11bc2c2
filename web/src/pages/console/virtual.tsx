import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { windowOf } from "./rows";

interface VirtualProps<T> {
  role: "tree" | "listbox";
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  active: string | null;
  onActive: (key: string) => void;
  /** A key that the list does not know itself; true where it was of use. */
  onKey?: (key: string, item: T) => boolean;
  onDouble?: (item: T) => void;
  /** More attributes of an item's line. */
  attributes: (item: T) => Record<string, string | number | boolean | undefined>;
  children: (item: T) => ComponentChildren;
  testId: string;
}

/** In rem, so that it grows with the screen; `.virtual-row` has the same. */
const ROW_REM = 2.25;

/**
 * A long list of which only what is seen is in the document. It is one stop in the order of Tab, and its arrows
 * move `active` (WAI-ARIA, aria-activedescendant), whose line is always drawn.
 */
export function Virtual<T>(props: VirtualProps<T>) {
  const { role, label, items, keyOf, active, onActive, onKey, attributes } = props;
  const box = useRef<HTMLDivElement>(null);
  const name = useId();
  const [seen, setSeen] = useState({ top: 0, height: 600, row: 36 });
  const at = items.findIndex((item) => keyOf(item) === active);
  const look = () => {
    const it = box.current;
    if (!it) return;
    const row = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    setSeen({ top: it.scrollTop, height: it.clientHeight, row });
  };
  useEffect(() => {
    const it = box.current;
    if (!it) return;
    const observer = new ResizeObserver(look);
    observer.observe(it);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const it = box.current;
    if (!it || at < 0) return;
    const top = at * seen.row;
    if (top < it.scrollTop) it.scrollTop = top;
    else if (top + seen.row > it.scrollTop + it.clientHeight) {
      it.scrollTop = top + seen.row - it.clientHeight;
    }
  }, [active]);
  const { row } = seen;
  const move = (to: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, to))];
    if (item !== undefined) onActive(keyOf(item));
  };
  const [first, count] = windowOf(seen.top, seen.height, seen.row, items.length);
  const drawn = items.slice(first, first + count).map((item, i) => [item, first + i] as const);
  const current = items[at];
  if (current !== undefined && (at < first || at >= first + count)) drawn.push([current, at]);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(seen.height / row) - 1);
    const to = destination(event.key, at, page, items.length);
    if (to !== null) move(to);
    else if (current === undefined || !onKey?.(event.key, current)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const list = {
    class: "virtual",
    role,
    tabIndex: 0,
    "aria-label": label,
    "aria-activedescendant": at < 0 ? undefined : `${name}-${at}`,
    "data-testid": props.testId,
    onKeyDown: press,
  };
  // Only the list itself has the focus, and the keys are its own.
  const line = (item: T, index: number) => ({
    role: role === "tree" ? ("treeitem" as const) : ("option" as const),
    "aria-selected": index === at,
    ...(role === "listbox" ? { "aria-setsize": items.length, "aria-posinset": index + 1 } : {}),
    ...attributes(item),
    onClick: () => onActive(keyOf(item)),
    onDblClick: () => props.onDouble?.(item),
  });
  return (
    <div ref={box} {...list} onScroll={look}>
      <div role="presentation" class="virtual-all" style={{ height: `${items.length * row}px` }}>
        {drawn.map(([item, index]) => (
          <div
            key={keyOf(item)}
            id={`${name}-${index}`}
            {...line(item, index)}
            style={{ transform: `translateY(${index * row}px)` }}
          >
            {props.children(item)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Where a key leads in a list of `count` from line `at`; null for a key that does not move. */
function destination(key: string, at: number, page: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at < 0 ? count - 1 : at - 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "PageDown":
      return at + page;
    case "PageUp":
      return at - page;
    default:
      return null;
  }
}
