import { expect, test } from "vitest";
import { withNarrowVoice } from "./narrow";

const ANSWER = [
  "v=0",
  "m=audio 7000 UDP/TLS/RTP/SAVPF 111 63",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=36000;stereo=0",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "m=video 7000 UDP/TLS/RTP/SAVPF 96",
  "",
].join("\r\n");

test("a narrow voice is of fewer bits in rarer packets", () => {
  const narrow = withNarrowVoice(ANSWER, true).split("\r\n");
  expect(narrow[3]).toBe("a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=16000;stereo=0");
  expect(narrow[4]).toBe("a=ptime:60");
  expect(narrow.filter((line) => line !== "a=ptime:60")).toHaveLength(ANSWER.split("\r\n").length);
});

test("otherwise the answer stays as it is", () => {
  expect(withNarrowVoice(ANSWER, false)).toBe(ANSWER);
  expect(withNarrowVoice("v=0\r\n", true)).toBe("v=0\r\n");
});
