import { useEffect, useRef, useState } from "preact/hooks";
import { type Why, whyOf } from "../../api";
import { adminTexts } from "../../i18n/admin";
import type { PointInfo } from "../../protocol";
import { Loading } from "../../ui/status";
import { getPoints, type PointQuery } from "./directory-api";
import { Refused } from "./refused";

const PAGE = 100;
/** Pixels of a line; the style sheet draws it as high. */
const LINE = 72;
/** Lines that are drawn above and below what is seen. */
const MARGIN = 8;
/** A pause in typing after which is searched (ms). */
const PAUSE_MS = 150;

interface PointListProps {
  wanted: PointQuery;
  /** Changes when what is shown may have changed. */
  round: number;
  tell: (total: number) => void;
  edit: (point: PointInfo) => void;
  keys: (point: PointInfo) => void;
}

/** Draws the lines that are seen, and fetches the pages that they are on. */
export function PointList({ wanted, round, tell, edit, keys }: PointListProps) {
  const t = adminTexts.value;
  const [points, setPoints] = useState<ReadonlyMap<number, PointInfo>>(new Map());
  const [total, setTotal] = useState<number | null>(null);
  const [why, setWhy] = useState<Why | null>(null);
  const [seen, setSeen] = useState({ first: 0, count: 12 });
  const [tries, setTries] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const { query, unit, retired } = wanted;
  const asked = `${query}\n${unit}\n${retired}\n${round}\n${tries}`;
  const shown = useRef(asked);
  const page = Math.floor(seen.first / PAGE);
  const last = Math.floor((seen.first + seen.count) / PAGE);

  useEffect(() => {
    const leaving = new AbortController();
    const fetchPages = async () => {
      const fresh = shown.current !== asked;
      const pages = fresh ? [0] : [...new Set([page, last])];
      const missing = fresh ? pages : pages.filter((it) => !points.has(it * PAGE));
      for (const number of missing) {
        const got = await getPoints(wanted, number * PAGE, PAGE, leaving.signal);
        if (leaving.signal.aborted) return;
        if (fresh) box.current?.scrollTo(0, 0);
        shown.current = asked;
        setPoints((before) => {
          const next = new Map(fresh ? [] : before);
          got.points.forEach((point, index) => {
            next.set(got.offset + index, point);
          });
          return next;
        });
        setTotal(got.total);
        setWhy(null);
        tell(got.total);
      }
    };
    const timer = window.setTimeout(() => {
      fetchPages().catch((error) => leaving.signal.aborted || setWhy(whyOf(error)));
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [asked, page, last]);

  const look = () => {
    const it = box.current;
    if (!it) return;
    const first = Math.max(0, Math.floor(it.scrollTop / LINE) - MARGIN);
    setSeen({ first, count: Math.ceil(it.clientHeight / LINE) + 2 * MARGIN });
  };
  if (why) return <Refused why={why} retry={() => setTries(tries + 1)} />;
  if (total === null) return <Loading />;
  if (total === 0) return <p class="empty">{t.points.none}</p>;
  const end = Math.min(total, seen.first + seen.count);
  const lines = Array.from({ length: Math.max(0, end - seen.first) }, (_, i) => seen.first + i);
  return (
    <div ref={box} class="point-box" onScroll={look} data-testid="points">
      <ul class="point-lines" style={{ height: `${total * LINE}px` }}>
        {lines.map((index) => {
          const point = points.get(index);
          return (
            <li
              key={index}
              class="point-line"
              style={{ top: `${index * LINE}px` }}
              aria-setsize={total}
              aria-posinset={index + 1}
            >
              {point && <Line point={point} edit={edit} keys={keys} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface LineProps {
  point: PointInfo;
  edit: (point: PointInfo) => void;
  keys: (point: PointInfo) => void;
}

function Line({ point, edit, keys }: LineProps) {
  const t = adminTexts.value;
  return (
    <>
      <span class="admin-name">
        <strong>{point.name}</strong>
        <span class="faint">
          {[point.unit_name, point.id, point.technician_phone].filter((it) => it).join(" · ")}
        </span>
      </span>
      {point.may_change && (
        <span class="admin-acts">
          <button
            type="button"
            class="button"
            aria-label={`${t.points.keyCount(point.keys)}: ${point.name}`}
            onClick={() => keys(point)}
          >
            {t.points.keyCount(point.keys)}
          </button>
          <button
            type="button"
            class="button"
            aria-label={t.points.edit(point.name)}
            onClick={() => edit(point)}
          >
            {t.edit}
          </button>
        </span>
      )}
    </>
  );
}
