/** The little of the Network Information API that some browsers have. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Calls `changed` when the browser goes off line, comes back, or moves from one kind of network to another.
 * Returns a function that stops listening.
 */
export function networkChanges(changed: (online: boolean) => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener("online", () => changed(true), { signal });
  window.addEventListener("offline", () => changed(false), { signal });

  const { connection } = navigator as Navigator & { readonly connection?: NetworkInformation };
  let type = connection?.type;
  connection?.addEventListener(
    "change",
    () => {
      // The event also tells of estimated speeds, which say nothing about our path.
      if (connection.type === type) return;
      type = connection.type;
      changed(navigator.onLine);
    },
    { signal },
  );
  return () => listening.abort();
}
