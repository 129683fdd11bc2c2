import { useEffect, useRef, useState } from "preact/hooks";
import { texts } from "../../i18n";
import { joinTexts } from "../../i18n/join";
import { type Kind, local } from "../../media/local";
import { canChooseSpeaker, playTestTone } from "../../media/tone";
import type { Intent } from "../../meeting/intent";
import { Toggle } from "../../ui/choices";
import { DeviceSelect } from "../../ui/device-select";
import { CameraIcon, CameraOffIcon, MicrophoneIcon, SpeakerIcon } from "../../ui/icon";
import { LevelBar, TrackLevel } from "../../ui/meter";
import { Trouble } from "../../ui/status";

interface DeviceCheckProps {
  intent: Intent;
  change: (intent: Intent) => void;
  /** The meeting has microphones off when points come in: here it is only tried. */
  muted?: boolean;
}

/** Camera, microphone and loudspeaker, each with a proof that it works. */
export function DeviceCheck({ intent, change, muted = false }: DeviceCheckProps) {
  const t = texts.value.join;
  return (
    <section class="card devices" aria-labelledby="devices">
      <h2 id="devices">{t.devices}</h2>
      <Camera
        wanted={intent.camera}
        change={(camera) => {
          change({ ...intent, camera });
          if (camera) void local.open("camera");
          else local.close("camera");
        }}
      />
      <Microphone
        wanted={intent.microphone}
        muted={muted}
        change={(microphone) => {
          change({ ...intent, microphone });
          if (microphone) void local.open("microphone");
        }}
      />
      <Speaker />
    </section>
  );
}

interface DeviceProps {
  wanted: boolean;
  change: (wanted: boolean) => void;
}

function Camera({ wanted, change }: DeviceProps) {
  const t = texts.value.join;
  return (
    <div class="device">
      <SelfView />
      <div class="device-head">
        <label class="device-name" for="camera">
          <CameraIcon />
          {t.camera}
        </label>
        <Toggle label={t.useCamera} on={wanted} onChange={change} testId="use-camera" />
      </div>
      <DeviceSelect kind="camera" id="camera" />
      <DeviceTrouble kind="camera" />
    </div>
  );
}

function SelfView() {
  const t = texts.value.join;
  const video = useRef<HTMLVideoElement>(null);
  const { track, state, trouble } = local.camera.value;
  useEffect(() => {
    if (video.current) video.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  return (
    <div class="self-view">
      <video
        ref={video}
        autoPlay
        muted
        playsInline
        aria-label={t.selfView}
        data-testid="self-view"
        hidden={track === null}
      />
      {track === null && (
        <p>
          <CameraOffIcon />
          {state === "asking" ? t.asking : trouble ? joinTexts.value.noPicture : t.cameraIsOff}
        </p>
      )}
    </div>
  );
}

function Microphone({ wanted, change, muted }: DeviceProps & { muted: boolean }) {
  const t = texts.value.join;
  const { track } = local.microphone.value;
  return (
    <div class="device">
      <div class="device-head">
        <label class="device-name" for="microphone">
          <MicrophoneIcon />
          {t.microphone}
        </label>
        <Toggle
          label={muted ? joinTexts.value.tryMicrophone : t.useMicrophone}
          on={wanted}
          onChange={change}
          testId="use-microphone"
        />
      </div>
      {muted && <p data-testid="comes-muted">{joinTexts.value.muted}</p>}
      <DeviceSelect kind="microphone" id="microphone" />
      <DeviceTrouble kind="microphone" />
      {track !== null && (
        <>
          <TrackLevel label={t.microphoneLevel} track={track} testId="microphone-level" />
          <p class="faint">{t.microphoneHint}</p>
        </>
      )}
    </div>
  );
}

/** What is wrong, what can be done, and that one may come in all the same. */
function DeviceTrouble({ kind }: { kind: Kind }) {
  const t = texts.value;
  const { trouble } = local[kind].value;
  if (trouble === null) return null;
  return (
    <div class="failed">
      <Trouble text={t.trouble[kind][trouble]} testId={`trouble-${kind}`} />
      <p class="faint">{t.join.without[kind]}</p>
      <button
        type="button"
        class="button"
        data-testid={`retry-${kind}`}
        onClick={() => void local.open(kind)}
      >
        {t.retry}
      </button>
    </div>
  );
}

function Speaker() {
  const t = texts.value.join;
  const [state, setState] = useState<"still" | "playing" | "failed">("still");
  const level = useRef(Number.NEGATIVE_INFINITY);
  const play = async () => {
    if (state === "playing") return;
    setState("playing");
    try {
      await playTestTone(local.chosen.speaker.peek(), (db) => {
        level.current = db;
      });
      setState("still");
    } catch {
      setState("failed");
    }
  };
  return (
    <div class="device">
      <label class="device-name" for="speaker">
        <SpeakerIcon />
        {t.speaker}
      </label>
      {canChooseSpeaker ? (
        <DeviceSelect kind="speaker" id="speaker" />
      ) : (
        <output id="speaker">{t.systemDefault}</output>
      )}
      <div class="test-tone">
        <button
          type="button"
          class="button"
          aria-disabled={state === "playing"}
          data-testid="test-tone"
          onClick={() => void play()}
        >
          {state === "playing" ? t.testing : t.testSpeaker}
        </button>
        <LevelBar label={t.speakerLevel} read={() => level.current} testId="speaker-level" />
      </div>
      <p class="faint">{t.speakerHint}</p>
      {state === "failed" && <Trouble text={t.testFailed} />}
    </div>
  );
}
