import type { Way } from "../protocol";
import type { Uplink } from "./redundancy";

/**
 * What support and browser tests want to know of the own media, from one `RTCStatsReport`.
 * Counters run since the peer connection began.
 */
export interface Statistics {
  bytesReceived: number;
  bytesSent: number;
  framesDecoded: number;
  framesDropped: number;
  frameWidth: number;
  frameHeight: number;
  framesPerSecond: number;
  framesSent: number;
  freezes: number;
  /** Audio samples received, and those the browser had to invent. */
  samplesReceived: number;
  samplesConcealed: number;
  audioEnergy: number;
  packetsReceived: number;
  packetsLost: number;
  rttMs: number | null;
  videoCodec: string;
  /** How our packets reach the server; "" while that is not known. */
  path: Path;
}

/** Straight, or by a TURN server that we reach by UDP, TCP or TLS. */
export type Path = "" | Way;

export const noStatistics: Statistics = {
  bytesReceived: 0,
  bytesSent: 0,
  framesDecoded: 0,
  framesDropped: 0,
  frameWidth: 0,
  frameHeight: 0,
  framesPerSecond: 0,
  framesSent: 0,
  freezes: 0,
  samplesReceived: 0,
  samplesConcealed: 0,
  audioEnergy: 0,
  packetsReceived: 0,
  packetsLost: 0,
  rttMs: null,
  videoCodec: "",
  path: "",
};

/** What is known of our voice's way to the server; null before its first report. */
export function uplinkOf(entries: Iterable<Entry>): Uplink | null {
  let report: Entry | null = null;
  let room: number | null = null;
  for (const entry of entries) {
    if (entry.type === "remote-inbound-rtp" && entry.kind === "audio") report = entry;
    const available = entry.availableOutgoingBitrate;
    if (
      entry.type === "candidate-pair" &&
      entry.nominated === true &&
      typeof available === "number"
    )
      room = available;
  }
  if (report === null) return null;
  return { lost: number(report, "fractionLost"), reportedAt: number(report, "timestamp"), room };
}

type Entry = Readonly<Record<string, unknown>>;

function number(entry: Entry, name: string): number {
  const value = entry[name];
  return typeof value === "number" ? value : 0;
}

/** Sums up the entries that matter; members a browser does not report stay 0. */
export function summarise(entries: Iterable<Entry>): Statistics {
  const all = [...entries];
  const sum = { ...noStatistics };
  for (const entry of all) {
    if (entry.type === "inbound-rtp") addInbound(sum, entry);
    else if (entry.type === "outbound-rtp") addOutbound(sum, entry);
    else if (entry.type === "candidate-pair") addPair(sum, entry);
  }
  const picture = all.find((entry) => isPicture(entry) && number(entry, "framesDecoded") > 0);
  const codec = all.find((entry) => picture && entry.id === picture.codecId);
  sum.videoCodec = String(codec?.mimeType ?? "").replace("video/", "");
  sum.path = pathOf(all);
  return sum;
}

/** Chromium names the pair in use on its transport, Firefox marks the pair. */
function pathOf(all: readonly Entry[]): Path {
  const chosen = all.find((entry) => entry.type === "transport")?.selectedCandidatePairId;
  const pair = all.find((entry) => entry.id === chosen || entry.selected === true);
  const local = all.find((entry) => pair && entry.id === pair.localCandidateId);
  if (local === undefined) return "";
  if (local.candidateType !== "relay") return "direct";
  const by = local.relayProtocol;
  return by === "tcp" || by === "tls" ? `relay-${by}` : "relay-udp";
}

function isPicture(entry: Entry): boolean {
  return entry.type === "inbound-rtp" && entry.kind === "video";
}

function addInbound(sum: Statistics, entry: Entry): void {
  sum.bytesReceived += number(entry, "bytesReceived");
  sum.packetsReceived += number(entry, "packetsReceived");
  sum.packetsLost += number(entry, "packetsLost");
  if (entry.kind === "audio") {
    sum.samplesReceived += number(entry, "totalSamplesReceived");
    sum.samplesConcealed += number(entry, "concealedSamples");
    sum.audioEnergy += number(entry, "totalAudioEnergy");
  } else {
    sum.framesDecoded += number(entry, "framesDecoded");
    sum.framesDropped += number(entry, "framesDropped");
    sum.frameWidth = Math.max(sum.frameWidth, number(entry, "frameWidth"));
    sum.frameHeight = Math.max(sum.frameHeight, number(entry, "frameHeight"));
    sum.framesPerSecond = Math.max(sum.framesPerSecond, number(entry, "framesPerSecond"));
    sum.freezes += number(entry, "freezeCount");
  }
}

function addOutbound(sum: Statistics, entry: Entry): void {
  sum.bytesSent += number(entry, "bytesSent");
  if (entry.kind === "video") sum.framesSent += number(entry, "framesSent");
}

function addPair(sum: Statistics, entry: Entry): void {
  const rtt = entry.currentRoundTripTime;
  if (entry.nominated === true && typeof rtt === "number") sum.rttMs = rtt * 1_000;
}
