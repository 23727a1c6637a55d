/** The session's cache: known data at once, the fresh answer replaces it. Bounded, and nothing outlives the pane. */
import { type Query, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client";

const RETRY_MS = 10_000;

/** Answers kept for what is not on screen; a pinned pane sees hundreds of mails a day. */
const MOST_IDLE = 240;

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // The client tells offline from unreachable itself; a paused query would tell neither.
        networkMode: "always",
        retry: false,
        staleTime: 0,
        gcTime: 30 * 60_000,
        refetchOnWindowFocus: false,
        refetchInterval: (query) => (isPassing(query.state.error) ? RETRY_MS : false),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  const cache = client.getQueryCache();
  cache.subscribe(({ type, query: added }) => {
    if (type !== "added") return;
    const isIdle = (query: Query) => !query.isActive() && query.state.fetchStatus === "idle";
    const idle = cache.getAll().filter((query) => query !== added && isIdle(query));
    const oldest = idle.sort((one, other) => one.state.dataUpdatedAt - other.state.dataUpdatedAt);
    for (const query of oldest.slice(0, Math.max(0, idle.length - MOST_IDLE))) cache.remove(query);
  });
  return client;
}

/** Failures that go away by themselves, so the pane keeps asking. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.failure === "offline" || error.failure === "unreachable");
}
