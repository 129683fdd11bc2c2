import { useEffect, useRef, useState } from "preact/hooks";
import { texts } from "../../i18n";
import { filmTexts } from "../../i18n/film";
import { pointingTexts } from "../../i18n/pointing";
import type { Room } from "../../meeting/room";
import { EnlargeIcon, PointIcon, ShareIcon } from "../../ui/icon";
import { MirrorVeil } from "../../ui/mirror";
import { PointerLayer } from "../../ui/pointer";
import type { RoomView } from "./view";

interface SharingProps {
  room: Room;
  view: RoomView;
}

/** Above the pictures while somebody shares: who it is, and the one thing to do about it. */
export function SharingLine({ room, view }: SharingProps) {
  const t = texts.value.room;
  const { presenter, own, isReceiving } = room.share;
  if (presenter.value === null) return null;
  const isOurs = !isReceiving.value && own.value !== null;
  const isContentLarge = view.large.value === "content";
  return (
    <div class="sharing-line" data-testid="sharing">
      <p role="status">
        <ShareIcon />
        <span>{isOurs ? t.youShare : t.shares(presenter.value.name)}</span>
      </p>
      {isOurs && <ShownChoice room={room} />}
      {isOurs && (
        <button
          type="button"
          class="button"
          data-testid="stop-sharing"
          onClick={() => room.share.stop()}
        >
          {t.stopSharing}
        </button>
      )}
      {isReceiving.value && isContentLarge && room.pointing.may.value && (
        <button
          type="button"
          class="button quiet"
          aria-pressed={room.pointing.armed.value}
          data-testid="point"
          onClick={() => room.pointing.toggle()}
        >
          <PointIcon />
          {room.pointing.armed.value ? pointingTexts.value.stop : pointingTexts.value.point}
        </button>
      )}
      {isReceiving.value && (
        <button
          type="button"
          class="button quiet"
          data-testid="enlarge"
          onClick={() => view.swap()}
        >
          <EnlargeIcon />
          {isContentLarge ? t.enlargePeople : t.enlargeContent}
        </button>
      )}
    </div>
  );
}

/** Whether it is pages or a film: letters are to be sharp, films are to move. */
function ShownChoice({ room }: { room: Room }) {
  const t = filmTexts.value;
  const { shown, sound } = room.share;
  const isSilent = sound.value !== null && !room.switches.microphone.value.wanted;
  return (
    <>
      <fieldset class="shown-choice" aria-label={t.kind}>
        {(["pages", "film"] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="button quiet"
            aria-pressed={shown.value === one}
            data-testid={`show-${one}`}
            onClick={() => room.share.show(one)}
          >
            {t[one]}
          </button>
        ))}
      </fieldset>
      {isSilent && (
        <p class="shown-silent" role="status" data-testid="film-silent">
          {t.silent}
        </p>
      )}
    </>
  );
}

/** What another point shares, whole and sharp; one that is small comes to the front when it is clicked. */
export function Content({ room, view }: SharingProps) {
  const t = texts.value.room;
  const video = useRef<HTMLVideoElement>(null);
  const [isHere, setHere] = useState(false);
  const [shape, setShape] = useState(16 / 9);
  const stream = room.content.value;
  const since = room.state.value?.sharing?.since;

  // Another presenter's first picture is waited for anew.
  useEffect(() => {
    const it = video.current;
    if (it === null || stream === null) return;
    setHere(false);
    if (it.srcObject !== stream) it.srcObject = stream;
    void it.play().catch(() => undefined);
    const frame = it.requestVideoFrameCallback(() => setHere(true));
    return () => it.cancelVideoFrameCallback(frame);
  }, [stream, since]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button above does the same by keyboard
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div
      class="shared"
      onClick={() => {
        if (view.large.peek() === "people") view.swap();
      }}
    >
      <video
        ref={video}
        class="content"
        muted
        playsInline
        aria-label={t.sharedContent(room.share.presenter.value?.name ?? "")}
        data-testid="content"
        data-here={isHere}
        onResize={({ currentTarget: it }) => {
          if (it.videoHeight) setShape(it.videoWidth / it.videoHeight);
        }}
      />
      {isHere && (
        <PointerLayer
          pointing={room.pointing}
          shape={shape}
          isLarge={view.large.value === "content"}
        />
      )}
      {!isHere && (
        <p class="shared-wait">
          <span class="spinner" aria-hidden="true" />
          {t.contentComing}
        </p>
      )}
      <MirrorVeil mirror={room.mirror} />
    </div>
  );
}
