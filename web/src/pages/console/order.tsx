import { useState } from "preact/hooks";
import { sceneWords } from "../../i18n/console/scenes";
import { byUnit, inOrder, needed } from "../../meeting/order";
import { Dialog } from "../../ui/dialog";
import { moved, reached } from "./rows";
import type { ConsoleView } from "./view";

interface OrderProps {
  view: ConsoleView;
  order: readonly string[];
  onChange: (order: string[]) => void;
}

/** Who sits where: as they joined, by unit, or by a list that an operator draws up. */
export function Order({ view, order, onChange }: OrderProps) {
  const t = sceneWords.value;
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="named">
      <span>{t.order}</span>
      <span class="faint">{order.length === 0 ? t.orderNone : t.orderOwn}</span>
      <button type="button" class="button" data-testid="order" onClick={() => setOpen(true)}>
        {t.orderChange}
      </button>
      {isOpen && <Ordering {...{ view, order, onChange }} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Ordering(props: OrderProps & { onClose: () => void }) {
  const t = sceneWords.value;
  const { view, order, onChange, onClose } = props;
  const { seats, roster } = view.desk;
  const points = seats.value.map((seat) => seat.point);
  const list = inOrder(points, order);
  const change = (to: readonly string[]) => onChange(needed(to, points));
  const sort = () =>
    change(
      byUnit(
        seats.value.map(({ point, name }) => {
          const { rank = 0, order: listed = 0 } = roster.value.get(point) ?? {};
          return { point, name, rank, order: listed };
        }),
      ),
    );
  return (
    <Dialog title={t.order} kind="ordering" testId="ordering" onClose={onClose}>
      <p class="faint">{t.orderHelp}</p>
      <Seats view={view} list={list} onMove={(from, to) => change(moved(list, from, to))} />
      <div class="work-acts">
        <button type="button" class="button" data-testid="order-unit" onClick={sort}>
          {t.orderByUnit}
        </button>
        <button
          type="button"
          class="button"
          disabled={order.length === 0}
          data-testid="order-none"
          onClick={() => onChange([])}
        >
          {t.orderForget}
        </button>
        <button type="button" class="button primary" data-testid="ordered" onClick={onClose}>
          {t.done}
        </button>
      </div>
    </Dialog>
  );
}

interface SeatsProps {
  view: ConsoleView;
  list: readonly string[];
  onMove: (from: number, to: number) => void;
}

/** The list itself: dragged by mouse or finger, or moved by Alt and arrows. */
function Seats({ view, list, onMove }: SeatsProps) {
  const t = sceneWords.value;
  const [chosen, setChosen] = useState(list[0] ?? "");
  const [dragged, setDragged] = useState<string | null>(null);
  const at = list.indexOf(chosen);
  const press = (event: KeyboardEvent) => {
    const to = reached(event.key, at, list.length);
    const next = list[to ?? -1];
    if (to === null || next === undefined) return;
    event.preventDefault();
    if (event.altKey) onMove(at, to);
    else setChosen(next);
    scrollTo(event.altKey ? chosen : next);
  };
  const drag = (event: PointerEvent, point: string) => {
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[role=option]");
    const to = list.findIndex((one) => over?.id === `order-${one}`);
    if (to < 0 || list[to] === point) return;
    onMove(list.indexOf(point), to);
    scrollTo(point);
  };
  return (
    <div
      class="queue-list"
      role="listbox"
      aria-label={t.order}
      aria-description={t.orderHelp}
      aria-activedescendant={at < 0 ? undefined : `order-${chosen}`}
      tabIndex={0}
      data-testid="order-list"
      onKeyDown={press}
      onPointerMove={(event) => {
        if (dragged === null) return;
        // Here and not on the line, which is another element once it has moved.
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event, dragged);
      }}
      onLostPointerCapture={(event) => {
        // A finger is the line's at first: that the list has taken it over is told, too.
        if (event.target === event.currentTarget) setDragged(null);
      }}
      onPointerUp={() => setDragged(null)}
    >
      {list.map((point, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: it is the list that has the focus
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's own, see above
        <div
          key={point}
          id={`order-${point}`}
          role="option"
          aria-selected={point === chosen}
          class={`asked ${point === dragged ? "dragged" : ""}`}
          data-testid={`order-${point}`}
          onClick={() => setChosen(point)}
          onPointerDown={(event) => {
            // A finger moves the list, unless it takes a line by its number.
            const byNumber =
              event.target instanceof Element && event.target.closest(".asked-place");
            if (event.pointerType === "mouse" || byNumber) setDragged(point);
          }}
        >
          <span class="asked-place">{index + 1}</span>
          <span class="asked-text">
            <strong>{view.desk.nameOf(point)}</strong>
          </span>
        </div>
      ))}
    </div>
  );
}

function scrollTo(point: string): void {
  document.getElementById(`order-${point}`)?.scrollIntoView({ block: "nearest" });
}
