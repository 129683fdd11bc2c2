import { expect, test } from "vitest";
import { hear, type Shown, shownBy, unheard } from "./film";

const LOUD = -20;
const SILENT = Number.NEGATIVE_INFINITY;

/** What is shown after each look, four a second, at a sound of these levels. */
function shown(levels: readonly number[]): Shown[] {
  let heard = unheard;
  let what: Shown = "pages";
  return levels.map((db, look) => {
    heard = hear(heard, db, look * 250);
    what = shownBy(heard, what, look * 250);
    return what;
  });
}

const seconds = (count: number, db: number) => Array<number>(count * 4).fill(db);

test("a tab that sounds for a while is a film", () => {
  expect(shown(seconds(3, LOUD)).at(-1)).toBe("film");
});

test("one that rings, or hums below what is heard, is not", () => {
  expect(shown([...seconds(1, LOUD), ...seconds(5, SILENT), ...seconds(1, LOUD)])).not.toContain(
    "film",
  );
  expect(shown(seconds(30, -60))).not.toContain("film");
});

test("a pause does not end a film, a long silence does", () => {
  const film = seconds(3, LOUD);
  expect(shown([...film, ...seconds(15, SILENT)]).at(-1)).toBe("film");
  expect(shown([...film, ...seconds(25, SILENT)]).at(-1)).toBe("pages");
});
