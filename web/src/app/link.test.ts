import { describe, expect, test } from "vitest";
import { type Command, IDLE, type Link, type LinkEvent, SILENCE, shown, step, type Transport } from "./link";

/** A link and its clock: `at` seconds from the start, things happen, and ticks run in between. */
function page(transport: Transport = "socket") {
  let link: Link = IDLE;
  let now = 0;
  let commands: Command[] = [];
  const happen = (event: LinkEvent) => {
    const [next, more] = step(link, event, now, 0.5);
    link = next;
    commands.push(...more);
  };
  const wait = (seconds: number) => {
    for (const end = now + seconds * 1000; now < end; ) {
      now += 500;
      happen({ type: "tick" });
    }
  };
  const done = () => {
    const all = commands.map((c) => (c.do === "connect" ? `connect ${c.transport}` : c.do));
    commands = [];
    return all;
  };
  happen({ type: "wanted", transport });
  return { happen, wait, done, shown: () => shown(link, now), link: () => link };
}

describe("The link", () => {
  test("opens the socket first and says live once it is heard", () => {
    const p = page();
    expect(p.done()).toEqual(["connect socket"]);
    expect(p.shown()).toBe("starting");
    p.happen({ type: "heard" });
    expect(p.shown()).toBe("live");
  });

  test("goes on to the event stream after two refused handshakes", () => {
    const p = page();
    p.happen({ type: "lost", code: 1006 });
    p.wait(2);
    p.happen({ type: "lost", code: 1006 });
    expect(p.done().filter((c) => c.startsWith("connect"))).toEqual([
      "connect socket",
      "connect socket",
      "connect stream",
    ]);
    p.happen({ type: "heard" });
    expect(p.shown()).toBe("live");
  });

  test("takes a socket that stays mute ten seconds for a refused one", () => {
    const p = page();
    p.wait(40);
    expect(p.done()).toContain("connect stream");
  });

  test("asks every twenty seconds when the stream is held back too, and tries the socket again ten minutes later", () => {
    const p = page("stream");
    p.wait(21);
    p.wait(30);
    expect(p.shown()).toBe("compatible");
    p.done();
    p.wait(60);
    expect(p.done()).toEqual(["poll", "poll", "poll"]);
    p.wait(490);
    expect(p.done()).toContain("connect socket");
    expect(p.shown()).toBe("compatible");
    p.happen({ type: "heard" });
    expect(p.shown()).toBe("live");
    p.wait(30);
    expect(p.done()).not.toContain("poll");
  });

  test("a better transport that fails again leaves the one that works in place", () => {
    const p = page("poll");
    p.done();
    p.wait(601);
    p.happen({ type: "lost", code: 1006 });
    expect(p.link().transport).toBe("poll");
    expect(p.shown()).toBe("compatible");
    p.done();
    p.wait(25);
    expect(p.done()).toContain("poll");
  });

  test("calls a link lost after thirty-five silent seconds", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.done();
    p.wait(SILENCE / 1000 - 1);
    expect(p.done()).toEqual([]);
    p.wait(4);
    expect(p.done()).toEqual(["disconnect", "connect socket"]);
  });

  test("shows « Reconnexion » three seconds after a loss, not before", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.happen({ type: "lost", code: 1006 });
    expect(p.shown()).toBe("live");
    p.wait(4);
    expect(p.shown()).toBe("reconnecting");
  });

  test("a service that restarts is waited for, without giving up the socket", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.happen({ type: "lost", code: 1001 });
    for (let i = 0; i < 6; i++) {
      p.happen({ type: "requestFailed" });
      p.wait(20);
      p.happen({ type: "lost", code: 1006 });
    }
    expect(p.shown()).toBe("offline");
    expect(p.done()).not.toContain("connect stream");
    p.happen({ type: "requestAnswered" });
    p.wait(31);
    p.happen({ type: "heard" });
    expect(p.shown()).toBe("live");
  });

  test("a socket that stops passing while requests do is given up", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.happen({ type: "lost", code: 1006 });
    p.wait(2);
    p.happen({ type: "lost", code: 1006 });
    p.happen({ type: "requestAnswered" });
    p.wait(3);
    p.happen({ type: "lost", code: 1006 });
    p.wait(3);
    p.happen({ type: "lost", code: 1006 });
    expect(p.done()).toContain("connect stream");
  });

  test("an ended session holds everything until someone signs in again", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.done();
    p.happen({ type: "lost", code: 4401 });
    expect(p.done()).toEqual(["sessionOver"]);
    p.wait(120);
    expect(p.done()).toEqual([]);
    p.happen({ type: "resumed" });
    expect(p.done()).toEqual(["connect socket"]);
  });

  test("a view that is no longer allowed is taken away", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.done();
    p.happen({ type: "lost", code: 4403 });
    expect(p.done()).toEqual(["reloadView"]);
  });

  test("a heartbeat ahead of our data for five seconds asks for the whole picture, once", () => {
    const p = page();
    p.happen({ type: "heard", seq: 10 });
    p.happen({ type: "heard", told: 12 });
    p.done();
    p.wait(4);
    expect(p.done()).toEqual([]);
    p.wait(3);
    expect(p.done()).toEqual(["resubscribe"]);
    p.happen({ type: "heard", told: 12 });
    p.wait(10);
    expect(p.done()).toEqual([]);
  });

  test("a push that comes in time is not asked for again", () => {
    const p = page();
    p.happen({ type: "heard", seq: 10 });
    p.happen({ type: "heard", told: 11 });
    p.wait(2);
    p.happen({ type: "heard", seq: 11 });
    p.done();
    p.wait(10);
    expect(p.done()).toEqual([]);
  });

  test("without network it says so, and comes back by itself", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.happen({ type: "offline" });
    expect(p.shown()).toBe("offline");
    p.done();
    p.wait(60);
    expect(p.done()).toEqual([]);
    p.happen({ type: "online" });
    expect(p.done()).toEqual(["connect socket"]);
  });

  test("a page hidden for ten minutes lets go, and reconnects when it is seen again", () => {
    const p = page();
    p.happen({ type: "heard" });
    p.happen({ type: "hidden" });
    p.done();
    for (let i = 0; i < 37; i++) {
      p.happen({ type: "heard" });
      p.wait(16);
    }
    p.wait(20);
    expect(p.done()).toEqual(["disconnect"]);
    p.happen({ type: "visible" });
    expect(p.done()).toEqual(["connect socket"]);
  });
});
