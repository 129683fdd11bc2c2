import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { brief } from "../../i18n/brief";
import { words } from "../../i18n/console";
import { HandIcon, MicrophoneIcon, MicrophoneOffIcon, SearchIcon } from "../../ui/icon";
import { Loading } from "../../ui/status";
import { Pick } from "./act";
import { Chosen } from "./chosen";
import { FILTERS, type Health, type PointRow, type Row, type UnitRow } from "./rows";
import type { ConsoleView } from "./view";
import { Virtual } from "./virtual";

/** Left: all points, found and filtered, and what may be done with the chosen one. */
export function Points({ view }: { view: ConsoleView }) {
  const t = words.value.points;
  const seats = view.desk.seats.value;
  const here = seats.filter(({ state }) => state === "present").length;
  return (
    <section class="desk-points" aria-label={t.title}>
      <div class="desk-title">
        <h2>{t.title}</h2>
        <span class="faint" data-testid="present">
          {t.present(here, seats.length)}
        </span>
      </div>
      <Find view={view} />
      <Tree view={view} />
      <Chosen view={view} />
    </section>
  );
}

function Find({ view }: { view: ConsoleView }) {
  const t = words.value.points;
  const field = useRef<HTMLInputElement>(null);
  return (
    <div class="desk-find">
      <div class="search-box">
        <SearchIcon />
        <input
          ref={field}
          id="find-point"
          type="search"
          aria-label={t.search}
          aria-keyshortcuts="/"
          placeholder={`${t.search} ( / )`}
          value={view.query.value}
          data-testid="find"
          onInput={(event) => {
            view.query.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            const first = view.rows.peek().find(({ kind }) => kind === "point");
            if (event.key === "Enter" || event.key === "ArrowDown") {
              event.preventDefault();
              event.stopPropagation();
              if (first) view.chosen.value = first.key;
              document.querySelector<HTMLElement>("[data-testid='tree']")?.focus();
            } else if (event.key === "Escape") {
              view.query.value = "";
            }
          }}
        />
      </div>
      <Pick
        label={t.filter}
        names={t.filters}
        order={FILTERS}
        value={view.filter.value}
        testId="filter"
        onPick={(filter) => {
          view.filter.value = filter;
        }}
      />
    </div>
  );
}

function Tree({ view }: { view: ConsoleView }) {
  const t = words.value.points;
  const rows = view.rows.value;
  if (view.desk.state.value === null) return <Loading />;
  if (rows.length === 0) {
    const none = view.desk.seats.value.length === 0 ? t.nobodyYet : t.none;
    return <p class="empty desk-empty">{none}</p>;
  }
  return (
    <Virtual<Row>
      role="tree"
      label={t.title}
      items={rows}
      keyOf={(row) => row.key}
      active={view.chosen.value}
      onActive={(key) => {
        view.chosen.value = key;
      }}
      onKey={(key, row) => fold(view, key, row)}
      onDouble={(row) => (row.kind === "point" ? view.prepare(row.key) : view.toggleUnit(row.key))}
      attributes={(row) =>
        row.kind === "unit"
          ? {
              ...placed(row),
              class: `virtual-row unit level-${row.level}`,
              "aria-expanded": row.open,
              "data-testid": row.key,
            }
          : {
              ...placed(row),
              class: `virtual-row point level-${row.level}`,
              "data-testid": `row-${row.key}`,
            }
      }
      testId="tree"
    >
      {(row) =>
        row.kind === "unit" ? (
          <UnitLine view={view} row={row} />
        ) : (
          <PointLine view={view} row={row} />
        )
      }
    </Virtual>
  );
}

const placed = ({ level, place, of }: Row) => ({
  "aria-level": level,
  "aria-posinset": place,
  "aria-setsize": of,
});

/** Arrows to the right and left fold a unit out and in, or go to a point's unit. */
function fold(view: ConsoleView, key: string, row: Row): boolean {
  if (key !== "ArrowRight" && key !== "ArrowLeft") return false;
  if (row.kind === "unit" && row.open === (key === "ArrowLeft")) {
    view.toggleUnit(row.key, key === "ArrowRight");
  } else if (key === "ArrowLeft") {
    const rows = view.rows.peek();
    const above = rows.slice(0, rows.indexOf(row)).findLast(({ level }) => level < row.level);
    if (above) view.chosen.value = above.key;
  }
  return true;
}

function UnitLine({ view, row }: { view: ConsoleView; row: UnitRow }) {
  const t = words.value.points;
  return (
    <>
      <span class="caret" aria-hidden="true" onClick={() => view.toggleUnit(row.key)}>
        {row.open ? "▾" : "▸"}
      </span>
      <strong class="line-name" title={row.name}>
        {brief(row.name)}
      </strong>
      <span class="hidden">{t.inUnit(row.here, row.points.length, row.trouble)}</span>
      <span class="unit-count" aria-hidden="true">
        {row.here}/{row.points.length}
        {row.trouble > 0 && <span class="health lost"> ▲ {row.trouble}</span>}
      </span>
    </>
  );
}

const SHAPES: Readonly<Record<Health, string>> = {
  good: "●",
  fair: "◆",
  poor: "▲",
  lost: "■",
  waiting: "◷",
  away: "○",
};

export function HealthMark({ health }: { health: Health }) {
  return (
    <span class={`health ${health}`}>
      <span aria-hidden="true">{SHAPES[health]}</span> {words.value.points.health[health]}
    </span>
  );
}

function PointLine({ view, row }: { view: ConsoleView; row: PointRow }) {
  const t = words.value.points;
  const { desk } = view;
  const { seat } = row;
  // Of all that changes often, a line is drawn anew for its own part alone.
  const speaks = useComputed(() => desk.speaking.value.has(seat.point));
  const onAir = useComputed(() => view.onAir.value.some(({ point }) => point === seat.point));
  const next = useComputed(() => view.ready.value === seat.point);
  const talks = useComputed(() => view.talk.point.value === seat.point);
  const chair = useComputed(() => desk.rules.value?.chair === seat.point);
  const here = seat.state === "present";
  return (
    <>
      <span class="line-name" title={seat.name}>
        {brief(seat.name)}
      </span>
      {chair.value && <span class="tag chair">{t.chair}</span>}
      {talks.value && <span class="tag talk">{t.talks}</span>}
      {onAir.value && <span class="tag on-air">{t.onAir}</span>}
      {next.value && <span class="tag next">{t.next}</span>}
      {row.hand && (
        <span class="line-mark">
          <HandIcon />
          <span class="hidden">{t.hand}</span>
        </span>
      )}
      {here && (
        <span class={`line-mark ${speaks.value ? "speaks" : ""} ${seat.muted ? "" : "open"}`}>
          {seat.muted ? <MicrophoneOffIcon /> : <MicrophoneIcon />}
          <span class="hidden">{speaks.value ? t.speaks : seat.muted ? t.muted : t.open}</span>
        </span>
      )}
      {/* Where a line says more, that all is well goes without saying. */}
      {((!onAir.value && !next.value && !talks.value) || row.health !== "good") && (
        <HealthMark health={row.health} />
      )}
    </>
  );
}
