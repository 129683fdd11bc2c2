import { expect, test } from "vitest";
import { ways } from "../../i18n/help";
import { lang } from "../../settings";
import { ROLES, type Step, step, WAYS } from "./ways";

/** The names of the controls in each step, role by role. */
function named(): readonly (readonly [string, readonly string[]])[] {
  return ROLES.flatMap((role) =>
    WAYS[role].map((name) => {
      const steps: Readonly<Record<string, Step>> = ways.value[role].steps;
      const text = steps[name]?.text ?? [];
      const names = text.flatMap((piece) => (typeof piece === "string" ? [] : [piece.control]));
      return [`${role}-${name}`, names] as const;
    }),
  );
}

test("a step's text is words and controls in turn", () => {
  expect(step("Ask")`Press ${"Hand"}.`.text).toEqual(["Press ", { control: "Hand" }, "."]);
});

test("both languages name the same controls, and none without a name", () => {
  lang.value = "vi";
  const first = named();
  lang.value = "en";
  const second = named();
  for (const [i, [at, names]] of first.entries()) {
    expect([at, second[i]?.[1].length]).toEqual([at, names.length]);
    expect(names, at).not.toContain("");
  }
});
