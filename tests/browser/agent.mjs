// Drives one real browser for browser.py: one JSON object per line on stdin and stdout.
//
//   → {"id": 1, "do": "launch", …}   ← {"id": 1, "value": …}  or  {"id": 1, "error": "…"}
//                                    ← {"event": "console", "page": 1, "level": "error", "text": "…"}
//
// Chromium is spoken to by CDP and Firefox by WebDriver BiDi; puppeteer-core hides the difference.
// When stdin ends, the browser is closed.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const CHROMIUM_FLAGS = [
  "--no-sandbox", // the tests may run as root
  "--no-first-run",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--autoplay-policy=no-user-gesture-required",
  "--use-fake-device-for-media-stream",
  "--allow-loopback-in-peer-connection", // a machine may have nothing but loopback
];

/** Those of `diemcau bench` as well. */
const FIREFOX_PREFS = JSON.parse(
  readFileSync(new URL("../../signaling/bench/firefox.json", import.meta.url), "utf-8"),
);

/** Says yes to camera and microphone; and to a screen, which is then a test picture. */
const FAKE_QUESTIONS = "--use-fake-ui-for-media-stream";

/** Says yes to camera and microphone, and shares the tab of this title. */
const sharing = (title) => [
  "--auto-accept-camera-and-microphone-capture",
  `--auto-select-tab-capture-source-by-title=${title}`,
];

/** Polling interval of `wait`, in ms. */
const POLL_MS = 50;

let browser;
let chromium;
const pages = new Map();
let lastPage = 0;

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const text = (error) => (error instanceof Error ? error.message : String(error));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function options(request) {
  const common = {
    executablePath: request.executable,
    headless: true,
    defaultViewport: request.viewport,
    acceptInsecureCerts: true,
    env: { ...process.env, ...request.env },
    dumpio: Boolean(process.env.DIEMCAU_BROWSER_LOG),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
  if (request.kind === "firefox") {
    const prefs = { ...FIREFOX_PREFS, "intl.accept_languages": request.lang, ...request.prefs };
    return { ...common, browser: "firefox", extraPrefsFirefox: prefs };
  }
  const questions = request.shares ? sharing(request.shares) : [FAKE_QUESTIONS];
  const args = [...CHROMIUM_FLAGS, ...questions, `--lang=${request.lang}`, ...request.args];
  // A tab that is muted is shared without its sound.
  const ignoreDefaultArgs = request.shares ? ["--mute-audio"] : [];
  return { ...common, browser: "chrome", args, ignoreDefaultArgs };
}

function watch(page, id) {
  const report = (level, what) => send({ event: "console", page: id, level, text: what });
  page.on("console", (message) => report(message.type(), message.text()));
  page.on("pageerror", (error) => report("exception", text(error)));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Chromium's player takes its request back when it wants another part of the film.
    if (why === "net::ERR_ABORTED" && request.resourceType() === "media") return;
    report("request", `${request.method()} ${request.url()}: ${why}`);
  });
}

const page = (request) => {
  const found = pages.get(request.page);
  if (!found) throw new Error(`no page ${request.page}`);
  return found;
};

const expression = ({ js, args }) =>
  `(${js})(${args.map((arg) => JSON.stringify(arg)).join(", ")})`;

const CONTROLS =
  /^(button|link|textbox|searchbox|combobox|checkbox|radio|switch|tab|option|treeitem|spinbutton)$/i;

/** The nodes that are called so: controls before other things, a whole name before a longer one. */
function ranked(root, words) {
  const all = [];
  const gather = (node) => {
    all.push(node);
    for (const child of node.children ?? []) gather(child);
  };
  gather(root);
  const rank = ({ role, name = "" }) => {
    if (!name.startsWith(words)) return null;
    const isWord = !/^\p{L}/u.test(name.slice(words.length));
    return (CONTROLS.test(role) ? 0 : 3) + (name === words ? 0 : isWord ? 1 : 2);
  };
  return all
    .map((node) => ({ node, rank: rank(node) }))
    .filter((one) => one.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .map(({ node }) => node);
}

/** The element of a node, where people see it. */
function brought(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  element.scrollIntoViewIfNeeded();
  return element;
}

const commands = {
  async launch(request) {
    chromium = request.kind === "chromium";
    browser = await puppeteer.launch(options(request));
    browser.on("disconnected", () => send({ event: "disconnected" }));
    return { pid: browser.process().pid, version: await browser.version() };
  },

  /** A page; `fresh` gives it cookies and storage of its own, `scripts` run before any of its own. */
  async page(request) {
    const where = request.fresh ? await browser.createBrowserContext() : browser;
    const made = await where.newPage();
    for (const script of request.scripts) await made.evaluateOnNewDocument(script);
    lastPage += 1;
    pages.set(lastPage, made);
    watch(made, lastPage);
    return lastPage;
  },

  /** A page that opens by a click on another. */
  async open(request) {
    const opened = new Promise((resolve) => page(request).once("popup", resolve));
    await commands.click(request);
    const made = await opened;
    await made.setViewport(request.viewport);
    lastPage += 1;
    pages.set(lastPage, made);
    watch(made, lastPage);
    return lastPage;
  },

  async goto(request) {
    const { url, until, timeout } = request;
    const response = await page(request).goto(url, { waitUntil: until, timeout });
    return response?.status() ?? null;
  },

  async reload(request) {
    await page(request).reload({ waitUntil: "load", timeout: request.timeout });
  },

  evaluate: (request) => page(request).evaluate(expression(request)),

  /** Evaluates until the result is truthy; a page that is just navigating is asked again. */
  async wait(request) {
    const end = performance.now() + request.timeout;
    let last = "never evaluated";
    for (;;) {
      try {
        const value = await page(request).evaluate(expression(request));
        if (value) return value;
        last = `was ${JSON.stringify(value)}`;
      } catch (error) {
        last = text(error);
      }
      if (performance.now() > end) throw new Error(`waited ${request.timeout} ms: ${last}`);
      await pause(POLL_MS);
    }
  },

  /**
   * Where the thing is whose accessible name is, or begins with, these words; brought into view, and clicked where
   * that is wanted.
   */
  async named(request) {
    const end = performance.now() + request.timeout;
    for (;;) {
      const root = await page(request).accessibility.snapshot({ interestingOnly: false });
      for (const found of root ? ranked(root, request.words) : []) {
        const handle = await found.elementHandle();
        const element = (await handle?.evaluateHandle(brought))?.asElement();
        const box = await element?.boundingBox();
        // An option of a folded list has none.
        if (!box?.width) continue;
        await pause(POLL_MS);
        const later = await element.boundingBox();
        // What still moves would be missed, and what is called so as well is something else.
        if (later?.x !== box.x || later.y !== box.y) break;
        if (request.click) {
          // Nor does what is under way take a click.
          if (await element.evaluate((it) => it.closest("[aria-busy=true]") !== null)) break;
          await element.click();
        }
        return { role: found.role, name: found.name, ...box };
      }
      if (performance.now() > end) throw new Error(`nothing here is called "${request.words}"`);
      await pause(POLL_MS);
    }
  },

  async click(request) {
    const found = page(request).locator(request.selector);
    await found.setTimeout(request.timeout).click();
  },

  /** Drags an element's middle, or another place in it (parts of its size), so many pixels. */
  async drag(request) {
    const element = await page(request).waitForSelector(request.selector);
    const { x, y, width, height } = await element.boundingBox();
    const from = { x: x + width * request.at[0], y: y + height * request.at[1] };
    const at = (part) => [from.x + request.by[0] * part, from.y + request.by[1] * part];
    const { mouse, touchscreen } = page(request);
    if (request.finger) {
      const finger = await touchscreen.touchStart(...at(0));
      for (let step = 1; step <= 5; step += 1) await finger.move(...at(step / 5));
      await finger.end();
      return;
    }
    await mouse.move(...at(0));
    await mouse.down();
    await mouse.move(...at(1), { steps: 5 });
    await mouse.up();
  },

  async type(request) {
    const found = page(request).locator(request.selector);
    await found.setTimeout(request.timeout).wait();
    await page(request).type(request.selector, request.text);
  },

  /** Chooses an option by its value, or by the words on it. */
  async select({ selector, value, label, ...request }) {
    const box = await page(request).waitForSelector(selector, { timeout: request.timeout });
    const named = (it, words) => [...it.options].find((one) => one.label === words)?.value;
    const wanted = value ?? (await box.evaluate(named, label));
    if (wanted === undefined) throw new Error(`no option is called "${label}"`);
    const [chosen] = await box.select(wanted);
    if (chosen !== wanted) throw new Error(`there is no option "${wanted}"`);
  },

  /** A key, with others held where it is written so: "Shift+M". */
  async press(request) {
    const { keyboard } = page(request);
    const held = request.key.split("+");
    const key = held.pop();
    for (const one of held) await keyboard.down(one);
    await keyboard.press(key);
    for (const one of held.reverse()) await keyboard.up(one);
  },
  viewport: (request) => page(request).setViewport(request.viewport),
  media: (request) => page(request).emulateMediaFeatures(request.features),

  screenshot: (request) =>
    page(request).screenshot({
      encoding: "base64",
      type: "png",
      fullPage: request.full,
      optimizeForSpeed: chromium, // the same picture in a larger file; Firefox has no choice
    }),

  /** The page on paper: A4, Chromium only. */
  pdf: async (request) =>
    Buffer.from(await page(request).pdf({ format: "A4", preferCSSPageSize: true })).toString(
      "base64",
    ),

  async close_page(request) {
    await page(request).close();
    pages.delete(request.page);
  },

  async close() {
    await browser?.close();
    browser = undefined;
  },
};

async function serve(line) {
  const request = JSON.parse(line);
  try {
    const value = await commands[request.do](request);
    send({ id: request.id, value: value ?? null });
  } catch (error) {
    send({ id: request.id, error: text(error) });
  }
}

async function end() {
  await commands.close().catch(() => {});
  process.exit(0);
}

const lines = createInterface({ input: process.stdin });
lines.on("line", serve);
lines.on("close", end);
process.stdout.on("error", end); // nobody listens any more
