/** The history with a customer, page by page, and what a person adds to it. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Interaction, InteractionPage, NewInteraction } from "./types";

const PAGE_SIZE = "10";

export function useHistory(accountId: string | undefined) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["interactions", { accountId }],
    queryFn: ({ pageParam, signal }) =>
      api<InteractionPage>("GET", "/interactions", {
        query: { account_id: accountId, limit: PAGE_SIZE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: accountId !== undefined,
  });
}

export function useLogInteraction() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (interaction: NewInteraction) =>
      api<Interaction>("POST", "/interactions", { body: interaction }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["context"] }),
        client.invalidateQueries({ queryKey: ["interactions"] }),
      ]),
  });
}
