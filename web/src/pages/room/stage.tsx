import { useEffect, useRef, useState } from "preact/hooks";
import { texts } from "../../i18n";
import { local } from "../../media/local";
import { playOn } from "../../media/tone";
import type { Room } from "../../meeting/room";
import { picture } from "../../settings";
import { SpeakerIcon } from "../../ui/icon";
import { Content, SharingLine } from "./sharing";
import { canFillScreen, type RoomView } from "./view";
import { Wide } from "./wide";

interface StageProps {
  room: Room;
  view: RoomView;
  /** Without controls: a screen says what is wrong in its own way, and any key turns the sound on. */
  tv?: boolean;
}

/** The mixed picture and sound: the picture is the page. What is shared stands beside it, larger. */
export function Stage({ room, view, tv = false }: StageProps) {
  const t = texts.value;
  const video = useRef<HTMLVideoElement>(null);
  const [blocked, setBlocked] = useState(false);
  const stream = room.received.value;
  const isReceiving = room.share.isReceiving.value && picture.value !== "sound";
  const speaker = local.chosen.speaker.value;

  useEffect(() => {
    const it = video.current;
    if (it === null || stream === null) return;
    it.srcObject = stream;
    void play(it).then((sounds) => setBlocked(!sounds));
  }, [stream]);

  useEffect(() => {
    // A loudspeaker that was unplugged: the system's own choice goes on.
    if (video.current) playOn(video.current, speaker).catch(() => local.chooseSpeaker(""));
  }, [speaker, stream]);

  const enable = async () => {
    const it = video.current;
    if (it === null) return;
    it.muted = false;
    setBlocked(!(await play(it)));
    if (tv && canFillScreen) document.documentElement.requestFullscreen().catch(() => undefined);
  };

  useEffect(() => {
    if (!tv || !blocked) return;
    const pressed = () => void enable();
    window.addEventListener("keydown", pressed, { once: true });
    return () => window.removeEventListener("keydown", pressed);
  }, [tv, blocked]);

  return (
    <div class={`stage ${isReceiving ? `with-content large-${view.large.value}` : ""}`}>
      {!tv && <SharingLine room={room} view={view} />}
      {isReceiving && <Content room={room} view={view} />}
      {/* biome-ignore lint/a11y/useMediaCaption: a live meeting without captions yet */}
      <video
        ref={video}
        class="picture"
        playsInline
        aria-label={t.room.picture}
        data-testid="picture"
        onClick={() => {
          if (isReceiving && view.large.peek() === "content") view.swap();
        }}
      />
      {!tv && !isReceiving && picture.value !== "sound" && <Wide view={view} />}
      <SoundOnly />
      {!tv && <Veil room={room} />}
      {blocked && (
        <div class="sound-blocked" role="alert">
          {!tv && <p>{t.room.soundBlocked}</p>}
          <button
            type="button"
            class="button primary large"
            data-testid="enable-sound"
            onClick={() => void enable()}
          >
            <SpeakerIcon />
            {tv ? t.tv.enableSound : t.room.enableSound}
          </button>
        </div>
      )}
    </div>
  );
}

/** Over the last picture, which must not look live: the person's own choice, and the way back. */
function SoundOnly() {
  const t = texts.value.room;
  if (picture.value !== "sound") return null;
  return (
    <div class="sound-only" data-testid="sound-only">
      <SpeakerIcon />
      <p>{t.soundOnly}</p>
      <button
        type="button"
        class="button large"
        data-testid="show-picture"
        onClick={() => {
          picture.value = "full";
        }}
      >
        {t.showPicture}
      </button>
    </div>
  );
}

/** Plays with sound; where the browser forbids that, the picture at least. Says whether there is sound. */
async function play(video: HTMLVideoElement): Promise<boolean> {
  try {
    await video.play();
    return !video.muted;
  } catch (error) {
    // Only the missing gesture is a block; a stream that was replaced meanwhile plays by itself.
    if (!(error instanceof DOMException && error.name === "NotAllowedError")) return true;
    video.muted = true;
    await video.play().catch(() => undefined);
    return false;
  }
}

/** A short renewal of the path goes unnoticed; a picture that stands longer must not look live. */
const VEIL_MS = 1_500;

/** Says over the picture that it is not live, for how long, and what to do. */
function Veil({ room }: { room: Room }) {
  const t = texts.value;
  const [now, setNow] = useState(performance.now());
  const broken = room.brokenSince.value;
  const joining = room.received.value === null;
  const ticking = broken !== null;
  useEffect(() => {
    if (!ticking) return;
    const timer = window.setInterval(() => setNow(performance.now()), VEIL_MS / 3);
    return () => window.clearInterval(timer);
  }, [ticking]);
  if (!joining && (broken === null || now - broken < VEIL_MS)) return null;
  return (
    <div class={`veil ${joining ? "joining" : ""}`} data-testid="veil">
      <span class="spinner" aria-hidden="true" />
      <p>{sentence(room)}</p>
      {broken !== null && (
        <p class="faint">{t.room.frozenFor(Math.round((now - broken) / 1_000))}</p>
      )}
    </div>
  );
}

function sentence(room: Room): string {
  const t = texts.value;
  const refusal = room.refusal.value;
  if (!room.online.value) return t.standing.offline;
  if (refusal === "busy") return t.refusal.busy;
  if (room.received.value !== null) return t.standing.reconnecting;
  return refusal === null ? t.standing.joining : t.room.unreachable;
}
