/** Where in the workspace one is: the path in the address, so that a link, a reload and the back button work. */
import { useSyncExternalStore } from "react";

const MOVED = "trato-moved";

export function usePath(): string {
  return useSyncExternalStore(listen, () => location.pathname);
}

export function go(path: string): void {
  if (path === location.pathname) return;
  history.pushState(null, "", path);
  dispatchEvent(new Event(MOVED));
}

function listen(changed: () => void): () => void {
  const stop = new AbortController();
  addEventListener("popstate", changed, { signal: stop.signal });
  addEventListener(MOVED, changed, { signal: stop.signal });
  return () => stop.abort();
}
