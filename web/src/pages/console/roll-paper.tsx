import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { dateAndTime } from "../../i18n";
import { words } from "../../i18n/console";
import { unitOf } from "../../meeting/state";
import type { Seat } from "../../protocol";
import { Picture } from "./picture";
import type { ConsoleView } from "./view";

/** Set while the list is being printed: a table of hundreds is made for that alone. */
export const printing = signal(false);

/** Pictures that have not come by then are missing on paper: nobody waits longer for a printer to begin. */
const PICTURES_MS = 8_000;

/** Digits of a picture's SHA-256 on paper: enough to tell it from any other of the meeting. */
const DIGITS = 12;

export function printRoll(): void {
  printing.value = true;
  const done = () => {
    printing.value = false;
  };
  window.addEventListener("afterprint", done, { once: true });
}

interface PrintedRollProps {
  view: ConsoleView;
  seats: readonly Seat[];
}

/** The result of the roll call on paper, to be signed: each point with the still that was kept of it. */
export function PrintedRoll({ view, seats }: PrintedRollProps) {
  const t = words.value.roll;
  const { desk } = view;
  const kept = desk.pictures.kept.value;
  const [come, setCome] = useState(0);
  const isWhole = come >= seats.filter(({ point }) => kept.has(point)).length;
  useEffect(() => {
    const timer = window.setTimeout(() => window.print(), isWhole ? 0 : PICTURES_MS);
    return () => window.clearTimeout(timer);
  }, [isWhole]);
  const result = desk.roll.value?.result;
  return (
    <div class="printed" data-testid="printed" data-whole={isWhole}>
      <h1>{desk.state.value?.meeting.title}</h1>
      <h2>{t.list}</h2>
      {result && (
        <p>
          <strong>{result.quorum ? t.enough : t.notEnough}</strong>{" "}
          {t.result(
            result.points_present,
            result.points,
            result.delegates_present,
            result.delegates,
          )}
        </p>
      )}
      <table>
        <thead>
          <tr>
            {[t.number, t.point, t.unit, t.state, t.heads, t.reason, t.picture].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seats.map((seat, index) => {
            const mark = desk.marks.value.get(seat.point);
            const still = kept.get(seat.point);
            return (
              <tr key={seat.point}>
                <td>{index + 1}</td>
                <td>{seat.name}</td>
                <td>{unitOf(seat)}</td>
                <td>{t.presence[mark?.presence ?? "unknown"]}</td>
                <td>{mark?.heads ?? ""}</td>
                <td>{mark?.reason ?? ""}</td>
                <td class="printed-still">
                  {still && (
                    <>
                      <Picture
                        load={(gone) => desk.pictures.evidence(still.file, gone)}
                        of={still.file}
                        class="paper-still"
                        alt={t.pictureOf(seat.name)}
                        onReady={() => setCome((before) => before + 1)}
                      >
                        {null}
                      </Picture>
                      <small>{still.sha256.slice(0, DIGITS)}</small>
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{t.printed(dateAndTime(new Date(desk.now.value).toISOString()))}</p>
      {kept.size > 0 && <p>{t.digest}</p>}
      <p class="signature">{t.signature}</p>
    </div>
  );
}
