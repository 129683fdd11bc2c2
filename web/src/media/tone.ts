import { audioContext, LevelMeter } from "./level";

/** Three rising notes (Hz): a chime is told from a fault in the line at once, a single beep is not. */
const NOTES = [523.25, 659.25, 783.99];
const NOTE_S = 0.35;
const LOUDNESS = 0.25;

/** Whether this browser lets a page choose the loudspeaker. */
export const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;

/** Plays on a chosen loudspeaker; "" is the system's own choice. */
export async function playOn(element: HTMLMediaElement, deviceId: string): Promise<void> {
  if (canChooseSpeaker && element.sinkId !== deviceId) await element.setSinkId(deviceId);
}

/** A computer without any sound output never plays: this long after the last note we say so. */
const PATIENCE_MS = 2_000;

/**
 * A test tone for the loudspeaker. `onLevel` hears its loudness (dBFS) some 20 times a second. Rejects where the
 * browser cannot play.
 */
export async function playTestTone(deviceId: string, onLevel: (db: number) => void): Promise<void> {
  const context = audioContext();
  const output = context.createMediaStreamDestination();
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(output);
  const player = new Audio();
  player.srcObject = output.stream;
  const meter = new LevelMeter(gain);
  const timer = window.setInterval(() => onLevel(meter.read()), 50);
  try {
    await playOn(player, deviceId);
    await Promise.race([player.play(), lasting()]);
    const last = chime(context, gain);
    await Promise.race([ended(last), lasting()]);
  } finally {
    window.clearInterval(timer);
    meter.close();
    gain.disconnect();
    player.srcObject = null;
    onLevel(Number.NEGATIVE_INFINITY);
  }
}

/** Two falling notes (Hz), as a bell in a hall that asks for attention. */
const BELL = [880, 659.25];
const BELL_S = 0.9;

/** Rings once on a loudspeaker. Rejects where the browser does not let the page make sound. */
export async function playBell(deviceId: string): Promise<void> {
  const context = audioContext();
  const output = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = output.stream;
  await playOn(player, deviceId);
  await player.play();
  const strokes = BELL.map((frequency, i) => strike(context, output, frequency, i * NOTE_S));
  await Promise.all(strokes.map(ended));
  player.srcObject = null;
}

/** One stroke: at once there, and slowly fading. */
function strike(context: AudioContext, to: AudioNode, frequency: number, after: number) {
  const from = context.currentTime + after;
  const note = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: LOUDNESS });
  gain.gain.setValueAtTime(LOUDNESS, from);
  gain.gain.exponentialRampToValueAtTime(0.001, from + BELL_S);
  note.connect(gain).connect(to);
  note.start(from);
  note.stop(from + BELL_S);
  return note;
}

function ended(note: OscillatorNode): Promise<void> {
  return new Promise((resolve) => {
    note.onended = () => resolve();
  });
}

function lasting(): Promise<never> {
  const chimeMs = NOTES.length * NOTE_S * 1_000;
  return new Promise((_, reject) => {
    const complain = () => reject(new Error("nothing was played"));
    window.setTimeout(complain, chimeMs + PATIENCE_MS);
  });
}

/** Schedules the notes, each swelling and fading so that none clicks; returns the last one. */
function chime(context: AudioContext, gain: GainNode): OscillatorNode {
  const start = context.currentTime + 0.1;
  const notes = NOTES.map((frequency, i) => {
    const from = start + i * NOTE_S;
    const note = new OscillatorNode(context, { frequency });
    note.connect(gain);
    note.start(from);
    note.stop(from + NOTE_S);
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.04);
    gain.gain.linearRampToValueAtTime(0, from + NOTE_S);
    return note;
  });
  const last = notes.at(-1);
  if (!last) throw new Error("a chime has notes");
  return last;
}
