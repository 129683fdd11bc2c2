import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/**
 * A page's sheet stays in the document once it was fetched, and those of the rooms are always there:
 * a rule that is not bound to a page by a class of its own changes other pages, and which of them
 * depends on where somebody has been before.
 */

const HERE = new URL(".", import.meta.url);

/** Sheets that style what all pages are made of. */
const COMMON = ["tokens", "fonts", "base", "controls", "tabs", "dialog", "shell"];

/** Sheets beside those that are one page's, and may know each other's classes. */
const FAMILIES = [
  ["console", "console-air", "console-lists", "console-scenes", "console-work"],
  ["room", "join", "sharing", "mirror", "wide", "pointer", "panel", "hall", "papers", "vote", "tv"],
  ["admin", "accounts", "meetings", "meeting-parts"],
];

interface Rule {
  selector: string;
  classes: string[];
}

/** Selectors of a sheet, one for each part of a list; paper without a name is everybody's, too. */
function rulesOf(css: string): Rule[] {
  const bare = css
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, "");
  const heads = [...bare.matchAll(/([^{};]+)\{/g)].map(([, head]) => (head ?? "").trim());
  return heads
    .filter((head) => !head.startsWith("@") || head === "@page")
    .flatMap((head) => head.split(/,(?![^(]*\))/))
    .map((selector) => ({
      selector: selector.trim(),
      classes: [...selector.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name ?? ""),
    }));
}

function familyOf(sheet: string): string {
  if (COMMON.includes(sheet)) return "common";
  return FAMILIES.find((family) => family.includes(sheet))?.[0] ?? sheet;
}

type Families = Map<string, Rule[]>;

function families(sheets: readonly [string, string][]): Families {
  const found: Families = new Map();
  for (const [sheet, css] of sheets) {
    const family = familyOf(sheet);
    found.set(family, [...(found.get(family) ?? []), ...rulesOf(css)]);
  }
  return found;
}

/** Selectors that reach what others have drawn: none of their classes is their family's alone. */
function strays(all: Families): string[] {
  return [...all].flatMap(([family, rules]) => {
    const others = [...all].filter(([name]) => name !== family).flatMap(([, theirs]) => theirs);
    // What all pages are made of is used by all, and is only taken from them where it is made anew.
    const known = new Set(
      (family === "common" ? others.filter(({ classes }) => classes.length === 1) : others).flatMap(
        ({ classes }) => classes,
      ),
    );
    return rules
      .filter(({ classes }) => family !== "common" || classes.length > 0)
      .filter(({ classes }) => classes.every((name) => known.has(name)))
      .map(({ selector }) => `${family}: ${selector}`);
  });
}

describe("rules of style sheets", () => {
  it("bind each rule to a page by a class of its own", () => {
    const names = readdirSync(HERE).filter((name) => name.endsWith(".css") && name !== "index.css");
    const sheets = names.map((name): [string, string] => [
      name.slice(0, -4),
      readFileSync(new URL(name, HERE), "utf8"),
    ]);
    expect(strays(families(sheets))).toEqual([]);
  });

  it("finds a class that two pages have", () => {
    const wide: [string, string] = ["wide", ".wide { display: none }"];
    const admin: [string, string] = [
      "admin",
      ".dialog.wide { width: 60rem } .admin-head { gap: 0 }",
    ];
    const dialog: [string, string] = ["dialog", ".dialog { border: 0 }"];
    expect(strays(families([wide, admin, dialog]))).toEqual(["room: .wide", "admin: .dialog.wide"]);
  });

  it("finds what a page says of all elements, and of all paper", () => {
    const css =
      "@media print { @page { size: A5 } @page help { size: A4 } main, .help-step { margin: 0 } }";
    expect(strays(families([["help", css]]))).toEqual(["help: @page", "help: main"]);
  });
});
