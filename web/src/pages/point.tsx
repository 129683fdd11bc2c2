import { useEffect, useState } from "preact/hooks";
import { getKeyMeetings, takeKeyToken, type Why, whyOf } from "../api";
import { dateAndTime, texts } from "../i18n";
import { pointTexts } from "../i18n/point";
import { takeKey } from "../meeting/key";
import { navigate } from "../navigation";
import type { KeyMeeting } from "../protocol";
import { pathTo } from "../route";
import { useFetched } from "../ui/fetched";
import { Shell } from "../ui/shell";
import { Failed, Loading, Trouble } from "../ui/status";

/** How often a point that waits asks for its meetings (ms). */
const ASK_MS = 30_000;

/** `/p/#k=…`: a point's permanent link. Its meetings, or the one way in. */
export function PointPage() {
  const t = pointTexts.value;
  const [key] = useState(takeKey);
  const [fetched, again] = useFetched(() => getKeyMeetings(key), [key]);
  const [why, setWhy] = useState<Why | null>(null);
  useEffect(() => {
    const timer = window.setInterval(again, ASK_MS);
    return () => window.clearInterval(timer);
  }, [again]);
  const enter = async (meeting: string) => {
    try {
      navigate(`${pathTo("join", meeting)}#t=${await takeKeyToken(key, meeting)}`);
    } catch (error) {
      setWhy(whyOf(error));
    }
  };
  const here = fetched.state === "here" ? fetched.value : null;
  const phone = fetched.state === "failed" ? fetched.phone : (here?.phone ?? "");
  return (
    <Shell title={here?.name ?? t.title}>
      <section class="card narrow">
        <div>
          <h1>{here?.name ?? t.title}</h1>
          {here && here.unit !== "" && <p class="faint">{here.unit}</p>}
        </div>
        {fetched.state === "loading" && <Loading />}
        {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
        {here && <Meetings meetings={here.meetings} enter={(it) => void enter(it)} />}
        {here && here.meetings.length === 0 && <Next next={here.next} />}
        {here && (
          <div>
            <button
              type="button"
              class="button"
              data-testid="test-room"
              onClick={() => void enter(here.test)}
            >
              {t.test}
            </button>
            <p class="faint">{t.testHint}</p>
          </div>
        )}
        {here && (
          <div>
            <a class="button" href="/tv/" data-testid="open-tv">
              {texts.value.tv.open}
            </a>
            <p class="faint">{texts.value.tv.openHint}</p>
          </div>
        )}
        {why && <Trouble text={texts.value.refusal[why]} />}
        {phone !== "" && (
          <p data-testid="phone">
            {t.call} <a href={`tel:${phone}`}>{phone}</a>
          </p>
        )}
      </section>
    </Shell>
  );
}

/** What comes, where nothing is open yet. */
function Next({ next }: { next: KeyMeeting | null }) {
  if (!next?.starts || !next.opens) {
    return <p data-testid="no-meetings">{pointTexts.value.none}</p>;
  }
  const t = pointTexts.value;
  return (
    <div data-testid="next-meeting">
      <p class="faint">{t.next}</p>
      <h2 class="row-title">{next.title}</h2>
      <p>{t.starts(dateAndTime(next.starts))}</p>
      <p>{t.opens(dateAndTime(next.opens))}</p>
    </div>
  );
}

interface MeetingsProps {
  meetings: readonly KeyMeeting[];
  enter: (meeting: string) => void;
}

function Meetings({ meetings, enter }: MeetingsProps) {
  const t = texts.value;
  if (meetings.length === 0) return null;
  return (
    <ul class="rows" data-testid="meetings">
      {meetings.map((it) => (
        <li key={it.id} class="row">
          <div class="row-text">
            <h2 class="row-title">{it.title}</h2>
            {it.starts && <p class="faint">{dateAndTime(it.starts)}</p>}
          </div>
          <button
            type="button"
            class="button primary large"
            aria-label={t.start.joinNamed(it.title)}
            data-testid={`enter-${it.id}`}
            onClick={() => enter(it.id)}
          >
            {t.start.join}
          </button>
        </li>
      ))}
    </ul>
  );
}
