import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/** The licence of the bundled font travels with it, as the OFL asks. */
function fontLicence(): Plugin {
  const path = "node_modules/@fontsource/be-vietnam-pro/LICENSE";
  return {
    name: "font-licence",
    apply: "build",
    generateBundle() {
      const source = readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
      this.emitFile({ type: "asset", fileName: "assets/be-vietnam-pro.LICENSE.txt", source });
    },
  };
}

// `npm run dev` serves the pages and sends everything else to a running `diemcau serve`.
const server = "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [fontLicence()],
  build: {
    // Windows 7 and 8.1, still found in communes, end at Chrome 109 and Firefox 115.
    target: ["chrome109", "firefox115", "safari16.4"],
    // The page's CSP allows no data: URLs and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "assets/licences.md" },
  },
  server: {
    proxy: {
      "/api": server,
      "/media": server,
      "/control": { target: server, ws: true },
      "^/recordings/.*\\.mp4": server,
    },
  },
});
