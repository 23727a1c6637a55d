/** The session's cache: known data at once, the fresh answer replaces it. Nothing outlives the pane. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client";

const RETRY_MS = 10_000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
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
}

/** Failures that go away by themselves, so the pane keeps asking. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.failure === "offline" || error.failure === "unreachable");
}
