import { type Signal, signal } from "@preact/signals";
import { onComputer } from "../stored";
import { cameraConstraints, microphoneConstraints } from "./constraints";
import { isGone, type Trouble, troubleAhead, troubleOf } from "./trouble";

export type Kind = "camera" | "microphone";

/** One input: its track while it is open, and what is wrong where it cannot be opened. */
interface Input {
  readonly state: "off" | "asking" | "on" | "trouble";
  readonly track: MediaStreamTrack | null;
  readonly trouble: Trouble | null;
}

const OFF: Input = { state: "off", track: null, trouble: null };
const ASKING: Input = { state: "asking", track: null, trouble: null };
const KINDS = ["camera", "microphone"] as const;

type Devices = Readonly<Record<Kind | "speaker", readonly MediaDeviceInfo[]>>;

/** Camera, microphone and loudspeaker of this computer. */
class LocalMedia {
  readonly camera: Signal<Input> = signal(OFF);
  readonly microphone: Signal<Input> = signal(OFF);
  readonly devices: Signal<Devices> = signal({ camera: [], microphone: [], speaker: [] });
  /** Chosen device ids; "" is the system's own choice. */
  readonly chosen: Readonly<Record<Kind | "speaker", Signal<string>>> = {
    camera: signal(onComputer("camera").get() ?? ""),
    microphone: signal(onComputer("microphone").get() ?? ""),
    speaker: signal(onComputer("speaker").get() ?? ""),
  };

  constructor() {
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#devicesChanged());
  }

  /** Opens an input where it is not open. Never throws: trouble is a state. */
  async open(kind: Kind): Promise<void> {
    const input = this[kind];
    if (input.peek().state === "on" || input.peek().state === "asking") return;
    const ahead = troubleAhead(window.isSecureContext, navigator.mediaDevices !== undefined);
    if (ahead) {
      input.value = { state: "trouble", track: null, trouble: ahead };
      return;
    }
    input.value = ASKING;
    try {
      this.#opened(kind, await this.#ask(kind));
    } catch (error) {
      input.value = { state: "trouble", track: null, trouble: troubleOf(error) };
    }
    await this.#list();
  }

  /** Opens both with one question to the person, where browsers allow that. */
  async openBoth(): Promise<void> {
    const closed = KINDS.every((kind) => this[kind].peek().state === "off");
    if (!closed || navigator.mediaDevices === undefined) {
      await Promise.all(KINDS.map((kind) => this.open(kind)));
      return;
    }
    for (const kind of KINDS) this[kind].value = ASKING;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: cameraConstraints(this.chosen.camera.peek()),
        audio: microphoneConstraints(this.chosen.microphone.peek()),
      });
      for (const track of stream.getTracks()) {
        this.#opened(track.kind === "video" ? "camera" : "microphone", track);
      }
      await this.#list();
    } catch (error) {
      await Promise.all(KINDS.map((kind) => this.#openAfter(kind, troubleOf(error))));
    }
  }

  /** Asking for both has failed: find out which one is to blame, without a second question where it was no. */
  async #openAfter(kind: Kind, trouble: Trouble): Promise<void> {
    if (this[kind].peek().state !== "asking") return;
    if (trouble === "denied" && !(await isGranted(kind))) {
      this[kind].value = { state: "trouble", track: null, trouble };
      return;
    }
    this[kind].value = OFF;
    await this.open(kind);
  }

  /** Closes an input; the camera's light goes out. */
  close(kind: Kind): void {
    this[kind].peek().track?.stop();
    this[kind].value = OFF;
  }

  closeAll(): void {
    this.close("camera");
    this.close("microphone");
  }

  /** Takes another device, at once where the input is open. */
  async choose(kind: Kind, deviceId: string): Promise<void> {
    this.#remember(kind, deviceId);
    if (this[kind].peek().state === "off") return;
    this.close(kind);
    await this.open(kind);
  }

  chooseSpeaker(deviceId: string): void {
    this.#remember("speaker", deviceId);
  }

  #remember(kind: Kind | "speaker", deviceId: string): void {
    this.chosen[kind].value = deviceId;
    onComputer(kind).set(deviceId);
  }

  /** Asks for the chosen device, and for any other where that one is gone. */
  async #ask(kind: Kind): Promise<MediaStreamTrack> {
    const deviceId = this.chosen[kind].peek();
    try {
      return await capture(kind, deviceId);
    } catch (error) {
      if (deviceId === "" || !isGone(error)) throw error;
      return capture(kind, "");
    }
  }

  #opened(kind: Kind, track: MediaStreamTrack): void {
    if (this[kind].peek().state !== "asking") {
      track.stop(); // Closed again while the browser was asking.
      return;
    }
    if (kind === "camera") track.contentHint = "motion"; // Under a poor line, keep it moving.
    track.onended = () => void this.#unplugged(kind);
    this[kind].value = { state: "on", track, trouble: null };
  }

  /** The device went away in the middle: another one takes over where there is one. */
  async #unplugged(kind: Kind): Promise<void> {
    this[kind].value = { state: "trouble", track: null, trouble: "unplugged" };
    await this.#list();
    if (this.devices.peek()[kind].length > 0) await this.open(kind);
  }

  /** Something was plugged in: heal what lacked it. */
  async #devicesChanged(): Promise<void> {
    await this.#list();
    for (const kind of KINDS) {
      const { trouble } = this[kind].peek();
      const lacks = trouble === "missing" || trouble === "unplugged";
      if (lacks && this.devices.peek()[kind].length > 0) await this.open(kind);
    }
  }

  async #list(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices();
    this.devices.value = {
      camera: named(all, "videoinput"),
      microphone: named(all, "audioinput"),
      speaker: named(all, "audiooutput"),
    };
  }
}

async function capture(kind: Kind, deviceId: string): Promise<MediaStreamTrack> {
  const constraints =
    kind === "camera"
      ? { video: cameraConstraints(deviceId) }
      : { audio: microphoneConstraints(deviceId) };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0];
  if (!track) throw new DOMException("no track", "NotFoundError");
  return track;
}

/** Whether the person has allowed this kind before; browsers that do not tell count as no. */
async function isGranted(kind: Kind): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: kind as PermissionName });
    return state === "granted";
  } catch {
    return false;
  }
}

/** The browser's own stand-ins: nameless before permission, or "the default", which is our "". */
const STAND_INS = ["", "default", "communications"];

function named(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): MediaDeviceInfo[] {
  return all.filter((device) => device.kind === kind && !STAND_INS.includes(device.deviceId));
}

/** The join page opens the devices, the room takes them over. */
export const local = new LocalMedia();
