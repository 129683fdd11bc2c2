import { expect, test } from "vitest";
import { noStatistics, summarise } from "./statistics";

test("sums over m-lines, takes the codec of the picture that is shown", () => {
  const sum = summarise([
    { type: "inbound-rtp", kind: "audio", bytesReceived: 100, totalSamplesReceived: 960 },
    {
      type: "inbound-rtp",
      kind: "video",
      bytesReceived: 1_000,
      framesDecoded: 25,
      frameWidth: 1280,
      codecId: "c1",
    },
    { type: "inbound-rtp", kind: "video", bytesReceived: 0, codecId: "c2" },
    { type: "outbound-rtp", kind: "video", bytesSent: 7, framesSent: 3 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.02 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    { type: "codec", id: "c1", mimeType: "video/VP8" },
    { type: "codec", id: "c2", mimeType: "video/H264" },
  ]);
  expect(sum).toMatchObject({
    bytesReceived: 1_100,
    samplesReceived: 960,
    framesDecoded: 25,
    frameWidth: 1280,
    bytesSent: 7,
    framesSent: 3,
    rttMs: 20,
    videoCodec: "VP8",
  });
});

test("nothing in, nothing out", () => {
  expect(summarise([])).toEqual(noStatistics);
});

test.each([
  ["direct", { candidateType: "host" }],
  ["direct", { candidateType: "prflx" }],
  ["relay-udp", { candidateType: "relay", relayProtocol: "udp" }],
  ["relay-tls", { candidateType: "relay", relayProtocol: "tls" }],
])("the way in use is %s", (path, candidate) => {
  const others = [
    { type: "candidate-pair", id: "p0", localCandidateId: "l0" },
    { type: "local-candidate", id: "l0", candidateType: "host" },
    { type: "local-candidate", id: "l1", ...candidate },
  ];
  const pair = { type: "candidate-pair", id: "p1", localCandidateId: "l1" };
  const transport = { type: "transport", id: "t", selectedCandidatePairId: "p1" };
  expect(summarise([...others, pair, transport]).path).toBe(path); // Chromium
  expect(summarise([...others, { ...pair, selected: true }]).path).toBe(path); // Firefox
});
