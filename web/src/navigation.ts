import { signal } from "@preact/signals";
import { parseRoute, type Route } from "./route";

/** The page that is shown. */
export const route = signal<Route>(parseRoute(location.pathname));

/** Goes to a page of ours without loading it anew. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  route.value = parseRoute(location.pathname);
  window.scrollTo(0, 0);
}

export function followHistory(): void {
  const follow = () => {
    route.value = parseRoute(location.pathname);
  };
  window.addEventListener("popstate", follow);
  // A join link pasted over the address of a join page changes the fragment only.
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const path = pathOf(event);
    if (path === null) return;
    event.preventDefault();
    navigate(path);
  });
}

/** The path of a plain click on a link to one of our pages, else null. */
function pathOf(event: MouseEvent): string | null {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!plain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest("a");
  if (!link || link.target || link.hasAttribute("download")) return null;
  const here = link.origin === location.origin && !link.hash;
  return here && parseRoute(link.pathname).page !== "unknown" ? link.pathname : null;
}
