import type { PictureAsked } from "../protocol";
import { CAMERA } from "./constraints";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The part of RTCRtpEncodingParameters (W3C WebRTC, section 5.2.6) that the server decides. */
export interface Encoding {
  active: boolean;
  scaleResolutionDownBy?: number;
  maxFramerate?: number;
  maxBitrate?: number;
}

/** What the camera sends before the server has said what can be used. */
export const UNASKED: PictureAsked = { width: 640, height: 360, fps: 25, kbps: 600 };

/** How a camera's pictures are to be sent: they keep their shape and are never enlarged. */
export function encodingFor(asked: PictureAsked | null, camera: Size): Encoding {
  if (asked === null) return { active: false };
  return {
    active: true,
    scaleResolutionDownBy: Math.max(camera.width / asked.width, camera.height / asked.height, 1),
    maxFramerate: asked.fps,
    maxBitrate: asked.kbps * 1_000,
  };
}

/** Keeps a sender at what is asked for. Changes are carried out one after another, as the browser wants it. */
export class Steering {
  readonly #sender: RTCRtpSender;
  #asked: PictureAsked | null = UNASKED;
  #underWay: Promise<void> = Promise.resolve();

  constructor(sender: RTCRtpSender) {
    this.#sender = sender;
  }

  ask(asked: PictureAsked | null): Promise<void> {
    this.#asked = asked;
    return this.steer();
  }

  /** Carries out what is asked for; to be called when the sender has another track. */
  steer(): Promise<void> {
    this.#underWay = this.#underWay.then(() => this.#apply());
    return this.#underWay;
  }

  async #apply(): Promise<void> {
    const parameters = this.#sender.getParameters();
    const [encoding] = parameters.encodings;
    const { width = CAMERA.width, height = CAMERA.height } =
      this.#sender.track?.getSettings() ?? {};
    const wanted = encodingFor(this.#asked, { width, height });
    if (encoding === undefined || !differs(encoding, wanted)) return;
    Object.assign(encoding, wanted);
    // A connection that has been closed meanwhile sends nothing anyway.
    await this.#sender.setParameters(parameters).catch(() => {});
  }
}

function differs(encoding: RTCRtpEncodingParameters, wanted: Encoding): boolean {
  return Object.entries(wanted).some(([name, value]) => encoding[name as keyof Encoding] !== value);
}
