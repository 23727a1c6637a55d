/** How far mailboxes are followed: asked again while one looks, often while something is being read. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { ChoiceKind, ChoiceList, FeedList, MailboxPage } from "./types";

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

export function useChoices(mailboxId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["choices", mailboxId],
    queryFn: ({ signal }) => api<ChoiceList>("GET", `/mailboxes/${mailboxId}/choices`, { signal }),
    // Names that were asked for come with the next round.
    refetchInterval: ({ state: { data } }) =>
      data && [data.contacts, data.tasks].some((one) => one.is_open && one.items.length === 0)
        ? READING_MS
        : false,
  });
}

/** Has exactly these contact folders or To Do lists read from now on. */
export function useChoose(mailboxId: string, kind: ChoiceKind) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (followed: readonly string[]) =>
      api<ChoiceList>("PUT", `/mailboxes/${mailboxId}/choices/${kind}`, { body: { followed } }),
    onSuccess: (now) => client.setQueryData(["choices", mailboxId], now),
    onSettled: () => client.invalidateQueries({ queryKey: ["feeds", mailboxId] }),
  });
}

function pause(shown: readonly { readonly status: string }[]): number {
  return shown.some(({ status }) => status === "reading" || status === "waiting") ? READING_MS : QUIET_MS;
}
