import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAst } from "vite";
import { expect, test } from "vitest";
import { fold } from "../fold";

// Every text of the sources is looked at, also those that only some state of some page would show.

type Lang = "vi" | "en";

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Found {
  readonly text: string;
  readonly lang: Lang | null;
}

/** All sources are read and parsed: 1 s, and several on a busy machine. */
const ALL_MS = 60_000;

const SOURCES = fileURLToPath(new URL("..", import.meta.url));

/** Words that Vietnamese has taken over, names, and names of keys. */
const LOANS = new Set(
  "alt bit byte camera chrome chromium csv ctrl delete edge email enter esc excel firefox hd http https ics id internet kbit micro mb ms ok jpeg pdf png qr safari sha shift stt tcp tls tivi tv udp usb video vn webp wi fi windows xlsx zalo zoom".split(
    " ",
  ),
);

/** A syllable by the rules of Vietnamese spelling, without its marks. */
const SYLLABLE =
  /^(ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?(uye|uya|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|ia|ie|ya|ye|ua|uo|ue|uy|ui|uu|oa|oe|oi|ai|ao|au|ay|eo|eu|iu|oo|[aeiouy])(ch|ng|nh|[cmnpt])?$/;

/** Letters with marks: in English texts there are none but in our own names. */
const MARKED = /\p{M}|đ/iu;
const NAMES = /Điểm Cầu|Tiếng Việt/g;

const isNode = (it: unknown): it is Node =>
  typeof it === "object" && it !== null && typeof (it as { type?: unknown }).type === "string";

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return "";
  if (node.type === "Identifier") return String(node.name);
  return node.type === "Literal" ? String(node.value) : "";
};

/** The language of what stands below a name: `vi`, `helpVi`, `en`, … */
function langOf(name: string, otherwise: Lang | null): Lang | null {
  const [end = ""] = /(vi|en|Vi|En)$/.exec(name) ?? [];
  const isWhole = name === end || /^[A-Z]/.test(end);
  return isWhole && end !== "" ? (end.toLowerCase() as Lang) : otherwise;
}

/** Fields that hold no text for people: names, types, what is compared with, where things are. */
const SKIPPED: Readonly<Record<string, readonly string[]>> = {
  BinaryExpression: ["left", "right"],
  SwitchCase: ["test"],
  MemberExpression: ["property"],
  ImportDeclaration: ["source"],
  ExportNamedDeclaration: ["source"],
  Property: ["key"],
  VariableDeclarator: ["id"],
  TSAsExpression: ["typeAnnotation"],
  TSSatisfiesExpression: ["typeAnnotation"],
};

function* textsIn(node: Node, lang: Lang | null): Generator<Found> {
  if (node.type.startsWith("TSType") || node.type.startsWith("TSInterface")) return;
  if (node.type === "Literal" && typeof node.value === "string") yield { text: node.value, lang };
  if (node.type === "TemplateElement") {
    yield { text: String((node.value as { cooked: string }).cooked), lang };
  }
  const named = node.type === "Property" ? node.key : node.type === "VariableDeclarator" && node.id;
  const below = langOf(nameOf(named), lang);
  const isSum = node.type === "BinaryExpression" && node.operator === "+";
  for (const [field, value] of Object.entries(node)) {
    if (!isSum && SKIPPED[node.type]?.includes(field)) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isNode(one)) yield* textsIn(one, below);
    }
  }
}

const parsed = (path: string): Node =>
  parseAst(readFileSync(`${SOURCES}/${path}`, "utf8"), {
    lang: path.endsWith("x") ? "tsx" : "ts",
  }) as unknown as Node;

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
  (path) => /\.tsx?$/.test(path) && !/\.test\.ts$|protocol\.ts$/.test(path),
);

/** All texts in the catalogues, by language. */
function catalogued(lang: Lang): readonly string[] {
  return files
    .filter((path) => path.startsWith("i18n/"))
    .flatMap((path) => [...textsIn(parsed(path), langOf(/(\w+)\.ts$/.exec(path)?.[1] ?? "", null))])
    .filter((one) => one.lang === lang)
    .map(({ text }) => text);
}

const isForeign = (text: string) => MARKED.test(text.replace(NAMES, "").normalize("NFD"));

test("Vietnamese texts have no word of another language", { timeout: ALL_MS }, () => {
  const texts = catalogued("vi");
  expect(texts.length).toBeGreaterThan(1_000);
  const foreign = texts.flatMap((text) =>
    (text.match(/\p{L}+/gu) ?? [])
      .map(fold)
      .filter((word) => word.length > 1 && !SYLLABLE.test(word) && !LOANS.has(word))
      .map((word) => `${word}: ${text}`),
  );
  expect(foreign).toEqual([]);
});

test("English texts have no Vietnamese word", { timeout: ALL_MS }, () => {
  const texts = catalogued("en");
  expect(texts.length).toBeGreaterThan(1_000);
  expect(texts.filter(isForeign)).toEqual([]);
});

/** Attributes that people read or hear. */
const SPOKEN = new Set(["title", "alt", "placeholder", "label", "aria-label", "aria-description"]);

function* written(node: Node): Generator<string> {
  if (node.type === "JSXText") yield String(node.value);
  if (node.type === "JSXAttribute" && SPOKEN.has(String((node.name as Node).name))) {
    const { value } = node;
    if (isNode(value) && value.type === "Literal") yield String(value.value);
  }
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isNode(one)) yield* written(one);
    }
  }
}

test("every text that people read is in the catalogues", { timeout: ALL_MS }, () => {
  const own = files.filter((path) => !path.startsWith("i18n/"));
  const strays = own.flatMap((path) => {
    const tree = parsed(path);
    const fixed = [...written(tree)].filter((text) => /\p{L}{2}/u.test(text));
    const vietnamese = [...textsIn(tree, null)].map(({ text }) => text).filter(isForeign);
    return [...fixed, ...vietnamese].map((text) => `${path}: ${text.trim()}`);
  });
  expect(strays).toEqual([]);
});
