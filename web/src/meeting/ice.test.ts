import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { iceServersOf, keepIceServersFresh, rememberIceServers } from "./ice";

const OLD = [{ urls: ["turn:old"], username: "1", credential: "a" }];
const NEW = [{ urls: ["turn:new"], username: "2", credential: "b" }];
const HALF_HOUR = 1_800_000;

beforeEach(() => {
  vi.useFakeTimers();
  rememberIceServers("m", OLD);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A server that answers, or a way on which nothing comes back until the request is given up. */
function network(answers: boolean) {
  const fetch = vi.fn((_url: string, init: RequestInit): Promise<Response> => {
    if (answers) return Promise.resolve(Response.json({ ice_servers: NEW }));
    return new Promise((_, fail) => {
      init.signal?.addEventListener("abort", () => fail(init.signal?.reason));
    });
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

test("what was learned lately is used without a request", async () => {
  const fetch = network(true);
  expect(await iceServersOf("m", "t", new AbortController().signal)).toEqual(OLD);
  expect(fetch).not.toHaveBeenCalled();
});

test("what has become old is renewed, by a recovery or ahead of it", async () => {
  const fetch = network(true);
  vi.advanceTimersByTime(HALF_HOUR);
  expect(await iceServersOf("m", "t", new AbortController().signal)).toEqual(NEW);
  rememberIceServers("m", OLD);
  const stop = keepIceServersFresh("m", "t");
  await vi.advanceTimersByTimeAsync(HALF_HOUR);
  expect(await iceServersOf("m", "t", new AbortController().signal)).toEqual(NEW);
  expect(fetch).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(HALF_HOUR / 2);
  expect(fetch).toHaveBeenCalledTimes(2);
  stop();
  await vi.advanceTimersByTimeAsync(2 * HALF_HOUR);
  expect(fetch).toHaveBeenCalledTimes(2);
});

test("a broken way does not hold a recovery up", async () => {
  network(false);
  vi.advanceTimersByTime(HALF_HOUR);
  const got = vi.fn();
  void iceServersOf("m", "t", new AbortController().signal).then(got);
  await vi.advanceTimersByTimeAsync(499);
  expect(got).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(got).toHaveBeenCalledWith(OLD);
});

test("a request ends with the attempt that it was for", async () => {
  network(false);
  const attempt = new AbortController();
  const servers = iceServersOf("unheard-of", "t", attempt.signal);
  attempt.abort();
  await expect(servers).rejects.toThrow();
});
