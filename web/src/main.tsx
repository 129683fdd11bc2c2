import "./styles/index.css";
import { render } from "preact";
import { App } from "./app";
import { type Debug, debug } from "./debug";
import { followLang } from "./i18n";
import { followHistory } from "./navigation";
import { followTheme } from "./theme";

declare global {
  interface Window {
    readonly __diemcau: Debug;
  }
}

Object.defineProperty(window, "__diemcau", { value: debug });
followLang();
followTheme();
followHistory();

const place = document.getElementById("app");
if (place) render(<App />, place);
