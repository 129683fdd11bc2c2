/**
 * Whether the own voice is sent twice (RED, RFC 2198): each packet brings a copy of the one before, so
 * that single losses are not heard. It costs the bits of the voice again, so it is for lines that lose
 * and have room. Pure; the browser is told by the order of codecs in the server's answer.
 */
export interface Redundancy {
  readonly on: boolean;
  /** Smoothed fraction of our voice that the server lacks. */
  readonly loss: number;
  /** When the last report was made (ms), by the browser's clock. */
  readonly reportedAt: number;
  /** Nothing worth mentioning has been lost since (ms). */
  readonly calmSince: number;
}

/** What the statistics say of the way up. */
export interface Uplink {
  /** Fraction of the voice lost, in the server's last report, and when that came (ms). */
  readonly lost: number;
  readonly reportedAt: number;
  /** Bits per second that the browser believes to fit, if it says so. */
  readonly room: number | null;
}

export const plain: Redundancy = { on: false, loss: 0, reportedAt: 0, calmSince: 0 };

/** More than one packet in two seconds. */
const LOSSY = 0.015;
const CALM = 0.005;
const CALM_MS = 20_000;
/** A voice, its copy and their headers take 95 kbit/s; a picture should fit as well. */
const ROOM = 250_000;
const WEIGHT = 0.3;

export function judgeUplink(before: Redundancy, uplink: Uplink): Redundancy {
  if (uplink.reportedAt <= before.reportedAt) return before;
  const { reportedAt } = uplink;
  const loss = before.loss + (uplink.lost - before.loss) * WEIGHT;
  const calmSince = loss >= CALM || before.reportedAt === 0 ? reportedAt : before.calmSince;
  const fits = uplink.room === null || uplink.room >= ROOM;
  const wanted = before.on ? reportedAt - calmSince < CALM_MS : loss >= LOSSY;
  return { on: fits && wanted, loss, reportedAt, calmSince };
}

/** The server's answer with RED before Opus or behind it; as it is where it has no RED. */
export function withCopies(answer: string, on: boolean): string {
  const red = /^a=rtpmap:(\d+) red\/48000/m.exec(answer)?.[1];
  const opus = /^a=rtpmap:(\d+) opus\/48000/m.exec(answer)?.[1];
  if (red === undefined || opus === undefined) return answer;
  const order = on ? `${red} ${opus}` : `${opus} ${red}`;
  const both = `(?:${red} ${opus}|${opus} ${red})`;
  return answer.replace(new RegExp(`^(m=audio \\d+ \\S+ )${both}(?=\\r?$| )`, "m"), `$1${order}`);
}
