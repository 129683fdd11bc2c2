import { expect, test } from "vitest";
import { fragmentOf, withFragment } from "./fragment";

const OFFER = [
  "v=0",
  "o=- 1 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0 1",
  "a=ice-options:trickle",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:newu",
  "a=ice-pwd:newpassword",
  "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host",
  "a=mid:0",
  "a=rtpmap:111 opus/48000/2",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=ice-ufrag:newu",
  "a=mid:1",
  "",
].join("\r\n");

test("the fragment has the credentials and candidates of the first m-line only", () => {
  expect(fragmentOf(OFFER).split("\r\n")).toEqual([
    "a=group:BUNDLE 0 1",
    "a=ice-options:trickle",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=ice-ufrag:newu",
    "a=ice-pwd:newpassword",
    "a=candidate:1 1 udp 1 192.0.2.1 5000 typ host",
    "a=mid:0",
    "",
  ]);
});

const ANSWER = [
  "v=0",
  "a=ice-lite",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=ice-ufrag:oldu",
  "a=ice-pwd:oldpassword",
  "a=candidate:1 1 udp 1 198.51.100.1 40000 typ host",
  "a=mid:0",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=ice-ufrag:oldu",
  "a=ice-pwd:oldpassword",
  "a=mid:1",
  "",
].join("\r\n");

test("every m-line of the answer gets the new credentials, candidates only when there are new ones", () => {
  const kept = withFragment(ANSWER, "a=ice-ufrag:u2\r\na=ice-pwd:p2\r\n");
  expect(kept).not.toContain("old");
  expect(kept.match(/a=ice-ufrag:u2/g)).toHaveLength(2);
  expect(kept).toContain("198.51.100.1");
  const moved = withFragment(
    ANSWER,
    "a=ice-ufrag:u2\r\na=ice-pwd:p2\r\na=candidate:1 1 udp 1 198.51.100.2 40000 typ host\r\n",
  );
  expect(moved).not.toContain("198.51.100.1");
  expect(moved).toContain("198.51.100.2");
});

test("a fragment without credentials is an error", () => {
  expect(() => withFragment(ANSWER, "a=mid:0\r\n")).toThrow("no ICE credentials");
});
