import { expect, test } from "vitest";
import { nextOf, pathToLogin } from "./account";

test("the login leads back to where it was asked for", () => {
  const path = pathToLogin("/admin/users");
  expect(nextOf(path.slice(path.indexOf("?")))).toBe("/admin/users");
});

test("and nowhere else", () => {
  for (const next of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "/login",
    "/elsewhere",
    "",
  ]) {
    expect(nextOf(`?next=${encodeURIComponent(next)}`)).toBe("/");
  }
  expect(nextOf("")).toBe("/");
});
