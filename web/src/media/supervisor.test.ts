import { describe, expect, test } from "vitest";
import {
  idleSupervisor,
  type MediaAct,
  type MediaEvent,
  type Supervisor,
  stepMedia,
} from "./supervisor";

class Probe {
  media: Supervisor = idleSupervisor;
  now = 1_000;

  send(event: MediaEvent, after = 0): readonly MediaAct[] {
    this.now += after;
    const [media, acts] = stepMedia(this.media, event, this.now, 0);
    this.media = media;
    return acts;
  }

  live(): this {
    this.send({ type: "start" });
    this.send({ type: "joined" });
    this.send({ type: "flow" });
    return this;
  }
}

test("joins, connects, is live with the first packets", () => {
  const probe = new Probe();
  expect(probe.send({ type: "start" })).toEqual(["join"]);
  probe.send({ type: "joined" });
  expect(probe.media.phase).toBe("connecting");
  probe.send({ type: "flow" });
  expect(probe.media.phase).toBe("live");
});

describe("a path that dies", () => {
  test("0.7 s without packets restart ICE", () => {
    const probe = new Probe().live();
    expect(probe.send({ type: "tick" }, 700)).toEqual([]);
    expect(probe.send({ type: "tick" }, 1)).toEqual(["restart"]);
  });

  test("packets after the restart make it live again, without a join", () => {
    const probe = new Probe().live();
    probe.send({ type: "tick" }, 701);
    expect(probe.send({ type: "flow" }, 500)).toEqual([]);
    expect(probe.media.phase).toBe("live");
    expect(probe.send({ type: "tick" }, 600)).toEqual([]);
  });

  test("two seconds of restart without packets join again", () => {
    const probe = new Probe().live();
    probe.send({ type: "tick" }, 701);
    expect(probe.send({ type: "tick" }, 2_000)).toEqual([]);
    expect(probe.send({ type: "tick" }, 1)).toEqual(["join"]);
  });

  test("a refused restart joins again at once", () => {
    const probe = new Probe().live();
    probe.send({ type: "tick" }, 701);
    expect(probe.send({ type: "failed" })).toEqual(["join"]);
  });

  test("a changed network restarts at once and only once", () => {
    const probe = new Probe().live();
    expect(probe.send({ type: "hurry" })).toEqual(["restart"]);
    expect(probe.send({ type: "hurry" })).toEqual([]);
  });
});

describe("a server that is away", () => {
  test("joins are spaced 0.3 s doubling to 5 s", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      probe.send({ type: "failed" });
      waits.push(probe.media.retryAt - probe.now);
      expect(probe.send({ type: "tick" }, probe.media.retryAt - probe.now)).toEqual(["join"]);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 5000]);
  });

  test("a server that says Retry-After is left alone so long", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    probe.send({ type: "failed", retryAfter: 7_000 });
    expect(probe.media.retryAt - probe.now).toBe(7_000);
  });

  test("its return, seen by the control connection, joins at once", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    probe.send({ type: "failed" });
    expect(probe.send({ type: "hurry" })).toEqual(["join"]);
  });

  test("a join without an answer is given up after 10 s, one without packets after 5 s", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    probe.send({ type: "tick" }, 10_001);
    expect(probe.media.phase).toBe("waiting");
    probe.send({ type: "hurry" });
    probe.send({ type: "joined" });
    probe.send({ type: "tick" }, 5_001);
    expect(probe.media.phase).toBe("waiting");
  });
});

test("a session the server has ended is joined again, not in a hot loop", () => {
  const probe = new Probe().live();
  expect(probe.send({ type: "ended" })).toEqual([]);
  expect(probe.media.phase).toBe("waiting");
  expect(probe.send({ type: "tick" }, 300)).toEqual(["join"]);
});

test("late packets of an old connection do not revive a waiting one", () => {
  const probe = new Probe().live();
  probe.send({ type: "ended" });
  probe.send({ type: "flow" });
  expect(probe.media.phase).toBe("waiting");
});

describe("in the lobby", () => {
  test("nothing is tried until we may come in", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    probe.send({ type: "hold" });
    for (const type of ["tick", "hurry", "failed", "joined", "flow", "ended"] as const) {
      expect(probe.send({ type }, 60_000)).toEqual([]);
    }
    expect(probe.media.phase).toBe("held");
    expect(probe.send({ type: "admit" })).toEqual(["join"]);
    probe.send({ type: "failed" });
    expect(probe.media.retryAt - probe.now).toBe(300);
  });

  test("who was about to try again waits, too", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    probe.send({ type: "failed" });
    probe.send({ type: "hold" });
    expect(probe.media.phase).toBe("held");
  });

  test("who is in is neither held nor let in again", () => {
    const probe = new Probe().live();
    expect(probe.send({ type: "hold" })).toEqual([]);
    expect(probe.send({ type: "admit" })).toEqual([]);
    expect(probe.media.phase).toBe("live");
  });
});

test("after stop nothing happens by itself", () => {
  const probe = new Probe().live();
  expect(probe.send({ type: "stop" })).toEqual(["close"]);
  for (const type of ["tick", "hurry", "flow", "failed", "ended", "joined"] as const) {
    expect(probe.send({ type }, 60_000)).toEqual([]);
  }
  expect(probe.media.phase).toBe("stopped");
  expect(probe.send({ type: "start" })).toEqual(["join"]);
});
