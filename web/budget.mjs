// Fails the build when the first load of any page could exceed the budget: a commune on a poor
// line must see the page within seconds. What index.html names is loaded by everybody, and so are the fonts;
// a part that a page fetches later has a budget of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET = 150_000;
const LATER = 60_000;
const LOADED = /\.(html|js|css|woff2|svg)$/;
const ALREADY_COMPRESSED = /\.woff2$/;

const index = readFileSync("dist/index.html", "utf8");
const sizes = readdirSync("dist", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && LOADED.test(entry.name))
  .map(({ name, parentPath }) => {
    const path = join(parentPath, name);
    const bytes = readFileSync(path);
    const size = ALREADY_COMPRESSED.test(name) ? bytes.length : gzipSync(bytes).length;
    const later = /\.(js|css)$/.test(name) && !index.includes(name);
    return { path, size, later };
  });
const total = sizes.filter(({ later }) => !later).reduce((sum, { size }) => sum + size, 0);

for (const { path, size, later } of sizes) {
  process.stdout.write(`${String(size).padStart(8)} ${path}${later ? " (later)" : ""}\n`);
}
process.stdout.write(`${String(total).padStart(8)} bytes of ${BUDGET} on first load\n`);
if (total >= BUDGET || sizes.some(({ later, size }) => later && size >= LATER)) process.exit(1);
