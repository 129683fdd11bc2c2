import { useState } from "preact/hooks";
import { visitor } from "../account";
import { getMeetings } from "../api";
import { texts } from "../i18n";
import { navigate } from "../navigation";
import type { MeetingSummary } from "../protocol";
import { parseJoinLink, pathTo } from "../route";
import { useFetched } from "../ui/fetched";
import { Shell } from "../ui/shell";
import { Failed, Loading, Trouble } from "../ui/status";
import { OfThisPoint, Today } from "./today";

/** `/`: what this is, the meetings that are open to all, and the way in by a link. */
export function StartPage() {
  const t = texts.value;
  return (
    <Shell title="">
      <section class="hero">
        <h1>{t.start.title}</h1>
        <p>{t.start.about}</p>
      </section>
      {visitor.value?.account && <Today />}
      <OfThisPoint />
      <OpenMeetings />
      <ByLink />
    </Shell>
  );
}

function OpenMeetings() {
  const t = texts.value;
  const [fetched, again] = useFetched(getMeetings, []);
  return (
    <section class="card" aria-labelledby="open-meetings">
      <h2 id="open-meetings">{t.start.openMeetings}</h2>
      {fetched.state === "loading" && <Loading />}
      {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
      {fetched.state === "here" && <MeetingList meetings={fetched.value.meetings} />}
    </section>
  );
}

function MeetingList({ meetings }: { meetings: readonly MeetingSummary[] }) {
  const t = texts.value;
  const leads = visitor.value?.rights.includes("floor") ?? false;
  if (meetings.length === 0) return <p class="empty">{t.start.none}</p>;
  return (
    <ul class="rows" data-testid="meetings">
      {meetings.map((meeting) => (
        <li key={meeting.id} class="row">
          <div class="row-text">
            <h3>{meeting.title}</h3>
            <p class="faint">{t.start.present(meeting.present)}</p>
          </div>
          <div class="actions">
            <a
              class="button primary"
              href={pathTo("join", meeting.id)}
              aria-label={t.start.joinNamed(meeting.title)}
              data-testid={`join-${meeting.id}`}
            >
              {t.start.join}
            </a>
            <a
              class="button"
              href={pathTo("recordings", meeting.id)}
              aria-label={t.start.recordingsNamed(meeting.title)}
            >
              {t.start.recordings}
            </a>
            {leads && (
              <a
                class="button"
                href={pathTo("console", meeting.id)}
                aria-label={`${t.start.lead}: ${meeting.title}`}
                data-testid={`lead-${meeting.id}`}
              >
                {t.start.lead}
              </a>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function ByLink() {
  const t = texts.value;
  const [link, setLink] = useState("");
  const [wrong, setWrong] = useState(false);
  const follow = (event: Event) => {
    event.preventDefault();
    const path = parseJoinLink(link, location.origin);
    setWrong(path === null);
    if (path !== null) navigate(path);
  };
  return (
    <section class="card" aria-labelledby="by-link">
      <h2 id="by-link">{t.start.byLink}</h2>
      <form class="field-row" onSubmit={follow}>
        <div class="field">
          <label for="link">{t.start.link}</label>
          <input
            id="link"
            type="text"
            inputMode="url"
            autoComplete="off"
            required
            aria-describedby="link-hint"
            aria-invalid={wrong}
            value={link}
            data-testid="link"
            onInput={(event) => setLink(event.currentTarget.value)}
          />
          <p id="link-hint" class="faint">
            {t.start.linkHint}
          </p>
        </div>
        <button type="submit" class="button primary">
          {t.start.go}
        </button>
      </form>
      {wrong && <Trouble text={t.start.linkWrong} />}
    </section>
  );
}
