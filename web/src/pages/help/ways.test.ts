import { expect, test } from "vitest";
import { texts } from "../../i18n";
import { words } from "../../i18n/console";
import { sceneWords } from "../../i18n/console/scenes";
import { helpEn } from "../../i18n/help/en";
import { helpVi } from "../../i18n/help/vi";
import { pointTexts } from "../../i18n/point";
import { todayTexts } from "../../i18n/today";
import { lang } from "../../settings";
import { ROLES, type Step, step, WAYS } from "./ways";

/** The names of the controls in each step of a guide, whose controls are called in Vietnamese. */
function named(guide: typeof helpVi): readonly (readonly [string, readonly string[]])[] {
  const ways = guide.ways(
    texts.value,
    words.value,
    sceneWords.value,
    pointTexts.value,
    todayTexts.value,
  );
  return ROLES.flatMap((role) =>
    WAYS[role].map((name) => {
      const steps: Readonly<Record<string, Step>> = ways[role].steps;
      const text = steps[name]?.text ?? [];
      const names = text.flatMap((piece) => (typeof piece === "string" ? [] : [piece.control]));
      return [`${role}-${name}`, names] as const;
    }),
  );
}

test("a step's text is words and controls in turn", () => {
  expect(step("Ask")`Press ${"Hand"}.`.text).toEqual(["Press ", { control: "Hand" }, "."]);
});

test("both guides lead by the same controls in the same order, so that who walks one walks both", () => {
  lang.value = "vi";
  const walked = named(helpVi);
  expect(named(helpEn)).toEqual(walked);
  for (const [at, names] of walked) expect(names, at).not.toContain("");
});
