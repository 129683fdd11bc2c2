import { expect, test } from "vitest";
import { keyOf, parseJoinLink, parseRoute, pathTo, tokenOf } from "./route";

test("the pages", () => {
  expect(parseRoute("/")).toEqual({ page: "start" });
  expect(parseRoute("/login")).toEqual({ page: "login" });
  const admin = { page: "admin", section: "units", rest: "" };
  expect(parseRoute("/admin/units")).toEqual(admin);
  expect(parseRoute("/admin/units/a")).toEqual({ ...admin, rest: "a" });
  for (const page of ["join", "room", "console", "tv", "recordings", "agenda"] as const) {
    expect(parseRoute(`/${page}/demo`)).toEqual({ page, meeting: "demo" });
    expect(parseRoute(pathTo(page, "họp 1"))).toEqual({ page, meeting: "họp 1" });
  }
});

test("the administration and a point's permanent link", () => {
  expect(parseRoute("/admin")).toEqual({ page: "admin", section: "", rest: "" });
  expect(parseRoute("/admin/points/")).toEqual({ page: "admin", section: "points", rest: "" });
  expect(parseRoute("/admin/points/a")).toEqual({ page: "admin", section: "points", rest: "a" });
  expect(parseRoute("/admin/points/a/b")).toEqual({ page: "unknown" });
  expect(parseRoute("/p/")).toEqual({ page: "point" });
  expect(parseRoute("/tv/")).toEqual({ page: "tv", meeting: "" });
  expect(keyOf("#k=a-_b")).toBe("a-_b");
});

test("the guide, for all and for a role", () => {
  expect(parseRoute("/help")).toEqual({ page: "help", role: "" });
  expect(parseRoute("/help/")).toEqual({ page: "help", role: "" });
  expect(parseRoute("/help/delegate")).toEqual({ page: "help", role: "delegate" });
});

test("anything else is unknown", () => {
  for (const path of ["/join", "/join/", "/room/a/b", "/elsewhere/demo", "/join/%"]) {
    expect(parseRoute(path)).toEqual({ page: "unknown" });
  }
});

test("the token comes from the fragment", () => {
  expect(tokenOf("#t=abc.def-_")).toBe("abc.def-_");
  expect(tokenOf("")).toBeNull();
});

test("a pasted link must be one of ours", () => {
  const here = "https://hop.example.vn";
  expect(parseJoinLink(`  ${here}/join/demo#t=x `, here)).toBe("/join/demo#t=x");
  expect(parseJoinLink("/join/demo", here)).toBe("/join/demo");
  expect(parseJoinLink("https://elsewhere.vn/join/demo#t=x", here)).toBeNull();
  expect(parseJoinLink("javascript:alert(1)", here)).toBeNull();
  expect(parseJoinLink("xin chào", here)).toBeNull();
});
