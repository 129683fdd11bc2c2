import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { meetingTexts } from "../../../i18n/meetings";
import { moved, placeAt } from "../../../plan/reorder";
import { localOf } from "../../../plan/time";
import { beginnings, type TypedItem } from "../../../plan/typed";
import type { MeetingPlan, Readers } from "../../../protocol";
import { CloseIcon } from "../../../ui/icon";
import { Field } from "../form";
import { Select } from "./basics";
import { Papers } from "./papers";
import type { PartProps } from "./part";

interface AgendaProps extends PartProps {
  plan: MeetingPlan | null;
  /** Papers came or went. */
  changed: (plan: MeetingPlan) => void;
}

/** An item that is held, and the place that it would get. */
interface Drag {
  readonly from: number;
  readonly to: number;
}

const READERS: readonly Readers[] = ["all", "leaders"];

/** What is dealt with, in order, each item with its papers. */
export function AgendaPart({ typed, set, fault, plan, changed }: AgendaProps) {
  const t = meetingTexts.value;
  const [readers, setReaders] = useState<Readers>("all");
  const [said, setSaid] = useState("");
  const [drag, setDrag] = useState<Drag | null>(null);
  /** What is to have the focus once the list has been drawn: a new item's field, or what it had. */
  const focused = useRef<string | Element | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const items = typed.agenda;
  const begins = beginnings(typed);
  const total = items.reduce((sum, { minutes }) => sum + (Number(minutes) || 0), 0);
  const put = (at: number, change: Partial<TypedItem>) =>
    set({ agenda: items.map((it, index) => (index === at ? { ...it, ...change } : it)) });
  const move = (from: number, to: number) => {
    const agenda = moved(items, from, to);
    // Handles and keys know nothing of a form that may only be looked at.
    if (agenda === items || list.current?.matches("fieldset:disabled *")) return;
    // An element that is moved in the document loses the focus.
    focused.current = document.activeElement;
    set({ agenda });
    setSaid(t.agenda.moved(to + 1));
  };
  const add = () => {
    // Not a UUID: a page that came without TLS has none.
    const key = `new ${Date.now()}`;
    focused.current = key;
    const empty = { id: "", title: "", minutes: "", speaker: "", unit: "" };
    set({ agenda: [...items, { ...empty, key }] });
  };
  const middles = () =>
    [...(list.current?.children ?? [])].map((it) => {
      const { top, height } = it.getBoundingClientRect();
      return top + height / 2;
    });
  useEffect(() => {
    const wanted = focused.current;
    focused.current = null;
    if (wanted instanceof HTMLElement) wanted.focus();
    else if (wanted !== null) {
      list.current?.querySelector<HTMLElement>(`[data-key="${wanted}"] input`)?.focus();
    }
  }, [items]);
  const papers = { plan, readers, changed };
  return (
    <section class="card" data-testid="agenda-part">
      <div class="card-head">
        <h2>{t.agenda.title}</h2>
        {total > 0 && <p class="faint">{t.agenda.total(total)}</p>}
      </div>
      {items.length === 0 && <p class="empty">{t.agenda.none}</p>}
      <ol ref={list} class="plan-agenda">
        {items.map((item, at) => (
          <Item
            key={item.key}
            item={item}
            at={at}
            begins={begins[at] ?? null}
            last={at === items.length - 1}
            dragged={drag === null ? "" : drag.from === at ? "from" : drag.to === at ? "to" : ""}
            hold={(y) => setDrag({ from: at, to: placeAt(middles(), at, y) })}
            drop={() => {
              setDrag(null);
              if (drag) move(drag.from, drag.to);
            }}
            put={(change) => put(at, change)}
            move={(to) => move(at, to)}
            remove={() => set({ agenda: items.filter((_, index) => index !== at) })}
            fault={(name) => fault(`agenda[${at}].${name}`)}
          >
            <Papers {...papers} item={item.id} title={item.title} isNew={item.id === ""} />
          </Item>
        ))}
      </ol>
      <p class="hidden" role="status">
        {said}
      </p>
      {items.length > 1 && <p class="faint">{t.agenda.keys}</p>}
      <div class="actions">
        <button type="button" class="button" data-testid="add-item" onClick={add}>
          {t.agenda.add}
        </button>
      </div>
      <div class="plan-common">
        <h3>{t.papers.common}</h3>
        <Papers {...papers} item="" title={t.papers.common} isNew={plan === null} />
        {plan && (
          <Select
            label={t.papers.readers}
            value={readers}
            set={setReaders}
            options={READERS.map((it) => [it, t.papers.readerNames[it]])}
          />
        )}
      </div>
    </section>
  );
}

interface ItemProps {
  item: TypedItem;
  at: number;
  begins: number | null;
  last: boolean;
  /** Whether it is held, or another one would take its place. */
  dragged: "" | "from" | "to";
  /** It is held at that height. */
  hold: (y: number) => void;
  drop: () => void;
  put: (change: Partial<TypedItem>) => void;
  move: (to: number) => void;
  remove: () => void;
  fault: (name: string) => string | undefined;
  children: ComponentChildren;
}

function Item({ item, at, begins, last, dragged, hold, drop, put, move, ...props }: ItemProps) {
  const t = meetingTexts.value.agenda;
  const step = (event: KeyboardEvent) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1 }[event.key];
    if (!event.altKey || to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <li
      class={`plan-item ${dragged}`}
      data-key={item.key}
      data-testid={`item-${at}`}
      onKeyDown={step}
    >
      <div class="plan-item-head">
        <span
          class="plan-handle"
          title={t.drag}
          aria-hidden="true"
          onPointerDown={(event) => {
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) hold(event.clientY);
          }}
          onLostPointerCapture={drop}
        >
          ⠿
        </span>
        <strong>{t.item(at + 1)}</strong>
        {begins !== null && <span class="faint">{localOf(begins).time}</span>}
        <span class="plan-item-acts">
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={t.up(at + 1)}
            disabled={at === 0}
            data-testid="up"
            onClick={() => move(at - 1)}
          >
            <span aria-hidden="true">↑</span>
          </button>
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={t.down(at + 1)}
            disabled={last}
            data-testid="down"
            onClick={() => move(at + 1)}
          >
            <span aria-hidden="true">↓</span>
          </button>
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={t.remove(at + 1)}
            onClick={props.remove}
          >
            <CloseIcon />
          </button>
        </span>
      </div>
      <div class="plan-item-fields">
        <Field
          label={t.name}
          value={item.title}
          set={(title) => put({ title })}
          fault={props.fault("title")}
          testId="item-title"
        />
        <Field
          label={t.minutes}
          value={item.minutes}
          set={(minutes) => put({ minutes })}
          fault={props.fault("minutes")}
          numeric
        />
        <Field
          label={t.speaker}
          value={item.speaker}
          set={(speaker) => put({ speaker })}
          fault={props.fault("speaker")}
        />
        <Field
          label={t.unit}
          value={item.unit}
          set={(unit) => put({ unit })}
          fault={props.fault("unit")}
        />
      </div>
      {props.children}
    </li>
  );
}
