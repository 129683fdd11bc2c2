// An independent WebRTC stack (werift, pure TypeScript) that joins a meeting as a point.
//
//   node point_werift.mjs URL TOKEN FOLDER
//
// Sends FOLDER/send.ivf (VP8) and FOLDER/send.opus (packets of 20 ms, each after its length in two
// bytes, big endian), over and over. Writes what it receives to received.ivf and received.opus in
// the same forms. Prints one JSON object per line: the state of the connection, and once a second
// what it has sent and received. Leaves by DELETE when standard input ends.

import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RtpHeader,
  RtpPacket,
  useAbsSendTime,
  useOPUS,
  useSdesMid,
  useVP8,
  Vp8Packetizer,
  Vp8RtpPayload,
} from "werift";

const [url, token, folder] = process.argv.slice(2);
const count = { video_sent: 0, audio_sent: 0, pli: 0, frames: 0, keyframes: 0, audio: 0 };
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

function readIvf(path) {
  const file = readFileSync(path);
  const frames = [];
  for (let at = 32; at < file.length; ) {
    const size = file.readUInt32LE(at);
    frames.push(file.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  return frames;
}

function readPackets(path) {
  const file = readFileSync(path);
  const packets = [];
  for (let at = 0; at < file.length; ) {
    const size = file.readUInt16BE(at);
    packets.push(file.subarray(at + 2, at + 2 + size));
    at += 2 + size;
  }
  return packets;
}

/** Writes IVF as ffmpeg reads it: the size is found in the frames, times count 90 kHz. */
function ivfWriter(path) {
  const out = createWriteStream(path);
  const head = Buffer.alloc(32);
  head.write("DKIF", 0);
  head.writeUInt16LE(32, 6);
  head.write("VP80", 8);
  head.writeUInt16LE(1280, 12);
  head.writeUInt16LE(720, 14);
  head.writeUInt32LE(90000, 16);
  head.writeUInt32LE(1, 20);
  out.write(head);
  return (frame, timestamp) => {
    const prefix = Buffer.alloc(12);
    prefix.writeUInt32LE(frame.length, 0);
    prefix.writeBigUInt64LE(BigInt(timestamp), 4);
    out.write(prefix);
    out.write(frame);
  };
}

function receiveVideo(track) {
  const write = ivfWriter(join(folder, "received.ivf"));
  let parts = [];
  let expected;
  let broken = true; // until a keyframe
  track.onReceiveRtp.subscribe(({ header, payload }) => {
    if (expected !== undefined && header.sequenceNumber !== expected) broken = true;
    expected = (header.sequenceNumber + 1) & 0xffff;
    const vp8 = Vp8RtpPayload.deSerialize(payload);
    if (vp8.isPartitionHead) {
      parts = [];
      if (vp8.isKeyframe) broken = false;
    }
    parts.push(vp8.payload);
    if (!header.marker || broken) return;
    const frame = Buffer.concat(parts);
    count.frames += 1;
    if ((frame[0] & 1) === 0) count.keyframes += 1;
    write(frame, header.timestamp);
  });
}

function receiveAudio(track) {
  const out = createWriteStream(join(folder, "received.opus"));
  track.onReceiveRtp.subscribe(({ payload }) => {
    count.audio += 1;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(payload.length);
    out.write(length);
    out.write(payload);
  });
}

/** Calls `tick` every `period` ms without drifting. */
function every(period, tick) {
  const start = performance.now();
  let n = 0;
  const next = () => {
    tick(n);
    n += 1;
    setTimeout(next, Math.max(0, start + n * period - performance.now()));
  };
  next();
}

function send(audio, video) {
  const frames = readIvf(join(folder, "send.ivf"));
  const packetizer = new Vp8Packetizer();
  every(40, (n) => {
    const frame = Buffer.from(frames[n % frames.length]);
    for (const packet of packetizer.packetize(frame, n * 3600)) video.writeRtp(packet);
    count.video_sent += 1;
  });
  const packets = readPackets(join(folder, "send.opus"));
  every(20, (n) => {
    const header = new RtpHeader({
      payloadType: 96,
      sequenceNumber: n & 0xffff,
      timestamp: (n * 960) >>> 0,
      marker: n === 0,
    });
    audio.writeRtp(new RtpPacket(header, packets[n % packets.length]));
    count.audio_sent += 1;
  });
}

const authorization = { Authorization: `Bearer ${token}` };

async function join_(peer) {
  await peer.setLocalDescription(await peer.createOffer());
  const headers = { ...authorization, "Content-Type": "application/sdp" };
  const body = peer.localDescription.sdp;
  const response = await fetch(url, { method: "POST", headers, body });
  const answer = await response.text();
  if (response.status !== 201) throw new Error(`${response.status} ${answer}`);
  await peer.setRemoteDescription({ type: "answer", sdp: answer });
  return new URL(response.headers.get("Location"), url);
}

const peer = new RTCPeerConnection({
  codecs: { audio: [useOPUS()], video: [useVP8()] },
  headerExtensions: { audio: [useSdesMid()], video: [useSdesMid(), useAbsSendTime()] },
});
const audio = new MediaStreamTrack({ kind: "audio" });
const video = new MediaStreamTrack({ kind: "video" });
const voice = peer.addTransceiver(audio, { direction: "sendrecv" });
const camera = peer.addTransceiver(video, { direction: "sendrecv" });
peer.addTransceiver("video", { direction: "sendrecv" }); // shared content, idle
voice.onTrack.subscribe(receiveAudio);
camera.onTrack.subscribe(receiveVideo);
camera.sender.onPictureLossIndication.subscribe(() => {
  count.pli += 1;
});
peer.connectionStateChange.subscribe((state) => {
  say({ state });
  if (state === "connected") {
    send(audio, video);
    every(1000, () => say({ count }));
  }
});

const resource = await join_(peer);
process.stdin.on("data", () => {});
process.stdin.on("end", async () => {
  await fetch(resource, { method: "DELETE", headers: authorization });
  await peer.close();
  say({ state: "left", count });
  process.exit(0);
});
