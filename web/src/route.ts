/** The pages by their paths; everything else is "not found". */
export type Route =
  | { readonly page: "start" }
  | { readonly page: "login" }
  | { readonly page: "join"; readonly meeting: string }
  | { readonly page: "room"; readonly meeting: string }
  | { readonly page: "console"; readonly meeting: string }
  | { readonly page: "tv"; readonly meeting: string }
  | { readonly page: "recordings"; readonly meeting: string }
  | { readonly page: "agenda"; readonly meeting: string }
  | { readonly page: "point" }
  | { readonly page: "admin"; readonly section: string; readonly rest: string }
  | { readonly page: "help"; readonly role: string }
  | { readonly page: "unknown" };

const PAGES = ["join", "room", "console", "tv", "recordings", "agenda"] as const;
const PATH = /^\/(\w+)\/([^/]+)\/?$/;
/** `/admin/points/truc-ninh`: a section of the administration, and what it shows of it. */
const ADMIN = /^\/admin(?:\/([\w-]*)(?:\/([^/]*))?)?\/?$/;

const HELP = /^\/help(?:\/([\w-]*))?\/?$/;

export function parseRoute(path: string): Route {
  if (path === "/") return { page: "start" };
  if (/^\/login\/?$/.test(path)) return { page: "login" };
  if (path === "/p/") return { page: "point" };
  const admin = ADMIN.exec(path);
  if (admin) return { page: "admin", section: admin[1] ?? "", rest: admin[2] ?? "" };
  if (path === "/tv/") return { page: "tv", meeting: "" };
  const help = HELP.exec(path);
  if (help) return { page: "help", role: help[1] ?? "" };
  const [, first, second] = PATH.exec(path) ?? [];
  const page = PAGES.find((name) => name === first);
  if (!page || !second) return { page: "unknown" };
  try {
    return { page, meeting: decodeURIComponent(second) };
  } catch {
    return { page: "unknown" };
  }
}

export function pathTo(page: (typeof PAGES)[number], meeting: string): string {
  return `/${page}/${encodeURIComponent(meeting)}`;
}

/** The token of a join link's fragment (`#t=…`), which browsers never send to a server. */
export function tokenOf(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("t");
}

/** The key of a point's permanent link (`/p/#k=…`). */
export function keyOf(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("k");
}

/** What a pasted join link leads to here, or null when it is not one of this site's. */
export function parseJoinLink(text: string, origin: string): string | null {
  let url: URL;
  try {
    url = new URL(text.trim(), origin);
  } catch {
    return null;
  }
  if (url.origin !== origin || parseRoute(url.pathname).page !== "join") return null;
  return url.pathname + url.hash;
}
