import { useEffect, useState } from "preact/hooks";
import { getRecordings } from "../api";
import { dateAndTime, duration, fileSize, texts } from "../i18n";
import type { RecordingInfo } from "../protocol";
import { pathTo } from "../route";
import { keptToken } from "../tokens";
import { useFetched } from "../ui/fetched";
import { DownloadIcon, PlayIcon, RecordIcon } from "../ui/icon";
import { Shell } from "../ui/shell";
import { Failed, Loading, Trouble } from "../ui/status";

/** A growing recording gets longer while one looks at the list, and one that was cut off is finished. */
const REFRESH_MS = 5_000;

/** `/recordings/{meeting}`: what was recorded, to watch here or to take along. */
export function RecordingsPage({ meeting }: { meeting: string }) {
  const t = texts.value;
  const [fetched, again] = useFetched(
    (signal) => getRecordings(meeting, keptToken(meeting), signal),
    [meeting],
  );
  const recordings = fetched.state === "here" ? fetched.value.recordings : [];
  const changing = recordings.some(({ state }) => state === "running" || state === "recovering");
  useEffect(() => {
    if (!changing) return;
    const timer = window.setInterval(again, REFRESH_MS);
    return () => window.clearInterval(timer);
  }, [changing, again]);
  return (
    <Shell title={t.recordings.page}>
      <section class="card">
        <div class="card-head">
          <div>
            <h1>{t.recordings.page}</h1>
            {recordings[0] && <p class="faint">{recordings[0].title}</p>}
          </div>
          <a class="button" href={pathTo("join", meeting)}>
            {t.recordings.toMeeting}
          </a>
        </div>
        {fetched.state === "loading" && <Loading />}
        {fetched.state === "failed" && <Failed why={fetched.why} retry={again} />}
        {fetched.state === "here" && <List recordings={recordings} />}
      </section>
    </Shell>
  );
}

interface Watched {
  readonly id: string;
  /** The address as it was when the person pressed: its key changes with every fetch of the list. */
  readonly url: string;
  /** Pressing again loads a growing file anew. */
  readonly time: number;
}

function List({ recordings }: { recordings: readonly RecordingInfo[] }) {
  const t = texts.value;
  const [watched, setWatched] = useState<Watched | null>(null);
  if (recordings.length === 0) return <p class="empty">{t.recordings.none}</p>;
  return (
    <ul class="rows" data-testid="recordings">
      {recordings.map((recording) => (
        <li key={recording.id} class="row wrap" data-testid={`recording-${recording.id}`}>
          <Line
            recording={recording}
            watch={() =>
              setWatched({ id: recording.id, url: recording.url, time: performance.now() })
            }
          />
          {watched?.id === recording.id && (
            <Player key={watched.time} recording={recording} url={watched.url} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ recording, watch }: { recording: RecordingInfo; watch: () => void }) {
  const t = texts.value;
  const started = dateAndTime(recording.started);
  return (
    <>
      <div class="row-text">
        <h2 class="row-title">{started}</h2>
        <p class="facts">
          <State recording={recording} />
          {recording.state !== "recovering" && (
            <span>
              <span class="hidden">{t.recordings.length} </span>
              {duration(recording.seconds)}
            </span>
          )}
          <span>
            <span class="hidden">{t.recordings.size} </span>
            {fileSize(recording.bytes)}
          </span>
        </p>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          aria-label={t.recordings.playNamed(started)}
          data-testid="play"
          onClick={watch}
        >
          <PlayIcon />
          {t.recordings.play}
        </button>
        <a
          class="button"
          href={recording.url}
          download={`${recording.id}.mp4`}
          aria-label={t.recordings.downloadNamed(started)}
        >
          <DownloadIcon />
          {t.recordings.download}
        </a>
      </div>
    </>
  );
}

function State({ recording }: { recording: RecordingInfo }) {
  const text = texts.value.recordings.state[recording.state];
  if (recording.state !== "running") return <span>{text}</span>;
  return (
    <span class="mark on-air" data-testid="running">
      <RecordIcon />
      {text}
    </span>
  );
}

function Player({ recording, url }: { recording: RecordingInfo; url: string }) {
  const t = texts.value;
  const [failed, setFailed] = useState(false);
  return (
    <div class="player">
      {/* biome-ignore lint/a11y/useMediaCaption: nobody writes captions of a meeting yet */}
      <video
        src={url}
        controls
        autoPlay
        playsInline
        aria-label={t.recordings.player(dateAndTime(recording.started))}
        data-testid="player"
        onError={() => setFailed(true)}
      />
      {failed && <Trouble text={t.recordings.playFailed} />}
      {recording.state === "running" && !failed && <p class="faint">{t.recordings.growing}</p>}
    </div>
  );
}
