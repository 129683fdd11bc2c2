import { expect, test } from "vitest";
import { judgeUplink, plain, type Redundancy, withCopies } from "./redundancy";

function reports(
  before: Redundancy,
  lost: number,
  count: number,
  room: number | null = null,
): Redundancy {
  let state = before;
  for (let n = 0; n < count; n += 1) {
    state = judgeUplink(state, { lost, reportedAt: state.reportedAt + 1_000, room });
  }
  return state;
}

test("a line that loses gets copies, and keeps them for a while", () => {
  const calm = reports(plain, 0, 10);
  expect(calm.on).toBe(false);
  const lossy = reports(calm, 0.05, 2);
  expect(lossy.on).toBe(true);
  expect(reports(lossy, 0, 10).on).toBe(true);
  expect(reports(lossy, 0, 40).on).toBe(false);
});

test("one packet lost is no reason", () => {
  expect(reports(reports(plain, 0, 10), 0.02, 1).on).toBe(false);
});

test("a narrow line gets none, whatever it loses", () => {
  expect(reports(plain, 0.2, 10, 100_000).on).toBe(false);
  const lossy = reports(plain, 0.2, 10, 600_000);
  expect(lossy.on).toBe(true);
  expect(reports(lossy, 0.2, 1, 100_000).on).toBe(false);
});

test("a report counts once", () => {
  const state = reports(plain, 0.2, 1);
  expect(judgeUplink(state, { lost: 0.9, reportedAt: state.reportedAt, room: null })).toBe(state);
});

const ANSWER = [
  "v=0",
  "m=audio 7000 UDP/TLS/RTP/SAVPF 111 63",
  "a=rtpmap:111 opus/48000/2",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "m=video 7000 UDP/TLS/RTP/SAVPF 111 63",
  "",
].join("\r\n");

test("the order of the answer's codecs says it, and can be turned back", () => {
  const copied = withCopies(ANSWER, true);
  expect(copied).toContain("m=audio 7000 UDP/TLS/RTP/SAVPF 63 111\r\n");
  expect(copied).toContain("m=video 7000 UDP/TLS/RTP/SAVPF 111 63\r\n");
  expect(withCopies(copied, true)).toBe(copied);
  expect(withCopies(copied, false)).toBe(ANSWER);
});

test("an answer without RED stays as it is", () => {
  const firefox = ANSWER.replace("a=rtpmap:63 red/48000/2\r\n", "");
  expect(withCopies(firefox, true)).toBe(firefox);
});
