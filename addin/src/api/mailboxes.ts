/** How far mailboxes are followed: asked again while one looks, often while something is being read. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { FeedList, MailboxPage } from "./types";

const READING_MS = 2_000;
const QUIET_MS = 15_000;

export function useMailboxes() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["mailboxes"],
    queryFn: ({ pageParam, signal }) =>
      api<MailboxPage>("GET", "/mailboxes", { query: { limit: "50", cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => pause(state.data?.pages.flatMap((page) => page.items) ?? []),
  });
}

export function useFeeds(mailboxId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["feeds", mailboxId],
    queryFn: ({ signal }) => api<FeedList>("GET", `/mailboxes/${mailboxId}/feeds`, { signal }),
    refetchInterval: ({ state }) => pause(state.data?.items ?? []),
  });
}

/** Asks for a round of one's own mailbox; what it finds shows in the next answers. */
export function useReadNow(mailboxId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api("POST", `/mailboxes/${mailboxId}/rounds`, { body: {} }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["mailboxes"] }),
        client.invalidateQueries({ queryKey: ["feeds", mailboxId] }),
      ]),
  });
}

function pause(shown: readonly { readonly status: string }[]): number {
  return shown.some(({ status }) => status === "reading" || status === "waiting") ? READING_MS : QUIET_MS;
}
