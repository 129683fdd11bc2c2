import { useEffect, useState } from "preact/hooks";
import { getPlans } from "../../../api";
import { dayInWords } from "../../../i18n";
import { meetingTexts } from "../../../i18n/meetings";
import { atTheSameTime, conflictsWith } from "../../../plan/conflicts";
import { localOf, momentOf } from "../../../plan/time";
import { minutesOf, type Typed } from "../../../plan/typed";
import type { MeetingPlan } from "../../../protocol";
import { WarningIcon } from "../../../ui/icon";
import { getPlan } from "./api";
import { pathToMeeting } from "./paths";

/** A pause in typing after which is looked (ms). */
const PAUSE_MS = 600;

/** The longest meeting: one that began earlier is over. */
const LONGEST_MS = 7 * 86_400_000;

/** Meetings whose points are compared; the hour at which more are held at once is a province's busiest. */
const MOST = 12;

const NAMED = 5;

interface ConflictsProps {
  typed: Typed;
  /** Who is invited to this meeting. */
  points: readonly string[];
  /** Its id, "" for a new one. */
  own: string;
}

/** Says which points are invited elsewhere at the same time. It warns, and hinders nobody. */
export function Conflicts({ typed, points: invited, own }: ConflictsProps) {
  const t = meetingTexts.value.invited;
  const others = useMeetingsBeside(typed, own);
  const found = conflictsWith(invited, others);
  if (found.length === 0) return null;
  return (
    <div class="plan-conflicts" role="status" data-testid="conflicts">
      <h3>
        <WarningIcon /> {t.conflicts}
      </h3>
      <ul>
        {found.map(({ meeting, title, starts, points }) => {
          const { date, time } = localOf(starts);
          return (
            <li key={meeting}>
              <a href={pathToMeeting(meeting)} target="_blank" rel="noopener">
                {title}
              </a>{" "}
              <span class="faint">
                {dayInWords(date)}, {time}
              </span>
              <br />
              {t.conflict(points.slice(0, NAMED).join(", "), points.length - NAMED)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The other meetings of the time that was typed. */
function useMeetingsBeside(typed: Typed, own: string): readonly MeetingPlan[] {
  const [others, setOthers] = useState<readonly MeetingPlan[]>([]);
  const starts = momentOf({ date: typed.startDate, time: typed.startTime });
  const minutes = minutesOf(typed) ?? 0;
  useEffect(() => {
    if (starts === null || minutes <= 0) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const look = async () => {
      const span = { since: starts - LONGEST_MS, until: starts + minutes * 60_000 };
      const mine = { id: own, starts: new Date(starts).toISOString(), minutes };
      const beside = atTheSameTime((await getPlans(span, signal)).meetings, mine);
      const plans = beside.slice(0, MOST).map(({ id }) => getPlan(id, signal));
      setOthers(await Promise.all(plans));
    };
    // Without an answer there is no warning; saving needs none.
    const timer = window.setTimeout(() => void look().catch(() => {}), PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [starts, minutes, own]);
  return others;
}
