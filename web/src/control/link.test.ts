import { describe, expect, test } from "vitest";
import { idleLink, type Link, type LinkAct, type LinkEvent, linkDue, stepLink } from "./link";

class Probe {
  link: Link = idleLink;
  now = 1_000;

  send(event: LinkEvent, after = 0): readonly LinkAct[] {
    this.now += after;
    const [link, acts] = stepLink(this.link, event, this.now, 0);
    this.link = link;
    return acts;
  }

  open(): this {
    this.send({ type: "start" });
    this.send({ type: "opened" });
    this.send({ type: "heard", welcome: true });
    return this;
  }
}

describe("opening", () => {
  test("says hello first and is open after the welcome", () => {
    const probe = new Probe();
    expect(probe.send({ type: "start" })).toEqual(["open"]);
    expect(probe.send({ type: "opened" })).toEqual(["hello"]);
    expect(probe.link.phase).toBe("greeting");
    probe.send({ type: "heard", welcome: true });
    expect(probe.link.phase).toBe("open");
  });

  test("another message before the welcome does not open it", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    probe.send({ type: "opened" });
    probe.send({ type: "heard", welcome: false });
    expect(probe.link.phase).toBe("greeting");
  });

  test("a server that never answers is given up after 5 s", () => {
    const probe = new Probe();
    probe.send({ type: "start" });
    expect(probe.send({ type: "tick" }, 4_999)).toEqual([]);
    expect(probe.send({ type: "tick" }, 1)).toEqual(["close"]);
    expect(probe.link.phase).toBe("waiting");
  });
});

describe("heartbeat", () => {
  test("pings every 2 s", () => {
    const probe = new Probe().open();
    expect(probe.send({ type: "tick" }, 1_999)).toEqual([]);
    expect(probe.send({ type: "tick" }, 1)).toEqual(["ping"]);
    expect(probe.send({ type: "tick" }, 1)).toEqual([]);
  });

  test("5 s without any message is a lost connection", () => {
    const probe = new Probe().open();
    probe.send({ type: "tick" }, 2_000);
    probe.send({ type: "tick" }, 2_000);
    expect(probe.send({ type: "tick" }, 1_000)).toEqual(["close"]);
    expect(probe.link.phase).toBe("waiting");
  });

  test("any message keeps it alive", () => {
    const probe = new Probe().open();
    for (let i = 0; i < 10; i++) {
      probe.send({ type: "tick" }, 2_000);
      probe.send({ type: "heard", welcome: false });
    }
    expect(probe.link.phase).toBe("open");
  });

  test("a laptop that slept for an hour finds the connection lost at its first tick", () => {
    const probe = new Probe().open();
    expect(probe.send({ type: "tick" }, 3_600_000)).toEqual(["close"]);
  });
});

describe("coming back", () => {
  test("0.3 s, doubling to 5 s, and from the beginning after a welcome", () => {
    const probe = new Probe().open();
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      probe.send({ type: "lost" });
      waits.push(probe.link.retryAt - probe.now);
      expect(probe.send({ type: "tick" }, probe.link.retryAt - probe.now)).toEqual(["open"]);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 5000]);
    probe.send({ type: "opened" });
    probe.send({ type: "heard", welcome: true });
    probe.send({ type: "lost" });
    expect(probe.link.retryAt - probe.now).toBe(300);
  });

  test("a change of the network tries at once", () => {
    const probe = new Probe().open();
    expect(probe.send({ type: "hurry" })).toEqual(["ping"]);
    probe.send({ type: "lost" });
    expect(probe.send({ type: "hurry" })).toEqual(["open"]);
    expect(probe.send({ type: "hurry" })).toEqual([]);
  });

  test("a loss is counted once", () => {
    const probe = new Probe().open();
    probe.send({ type: "lost" });
    expect(probe.send({ type: "lost" })).toEqual([]);
    expect(probe.link.failed).toBe(1);
  });
});

test("after stop nothing happens by itself, and start begins anew", () => {
  const probe = new Probe().open();
  expect(probe.send({ type: "stop" })).toEqual(["close"]);
  expect(linkDue(probe.link)).toBeNull();
  for (const type of ["tick", "hurry", "lost", "opened"] as const) {
    expect(probe.send({ type }, 60_000)).toEqual([]);
  }
  expect(probe.link.phase).toBe("stopped");
  expect(probe.send({ type: "start" })).toEqual(["open"]);
});

test("a tick is due exactly when the phase says", () => {
  const probe = new Probe();
  expect(linkDue(probe.link)).toBeNull();
  probe.open();
  expect(linkDue(probe.link)).toBe(probe.now + 2_000);
});
