// Fails the build when the first load of any page could exceed the budget: a commune on a poor
// line must see the page within seconds. The bundle is not split, so everything counts, fonts too.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET = 150_000;
const LOADED = /\.(html|js|css|woff2|svg)$/;
const ALREADY_COMPRESSED = /\.woff2$/;

const files = readdirSync("dist", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && LOADED.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

const sizes = files.map((path) => {
  const bytes = readFileSync(path);
  return { path, size: ALREADY_COMPRESSED.test(path) ? bytes.length : gzipSync(bytes).length };
});
const total = sizes.reduce((sum, { size }) => sum + size, 0);

for (const { path, size } of sizes) process.stdout.write(`${String(size).padStart(8)} ${path}\n`);
process.stdout.write(`${String(total).padStart(8)} bytes of ${BUDGET} on first load\n`);
if (total >= BUDGET) process.exit(1);
