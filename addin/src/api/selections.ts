/** Several mails at once: what each concerns, and one decision for all their threads. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { DecisionsAnswer, SelectionAnswer, ThreadDecisions } from "./types";

interface SelectedIds {
  readonly item_id: string;
  readonly internet_message_id?: string;
  readonly conversation_id?: string;
}

export function useSelectedMails(items: readonly SelectedIds[]) {
  const api = useApi();
  return useQuery({
    queryKey: ["selection", items],
    queryFn: ({ signal }) => api<SelectionAnswer>("POST", "/selections", { body: { items }, signal }),
    placeholderData: (previous) => previous,
  });
}

export function useDecideThreads() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decisions: ThreadDecisions) =>
      api<DecisionsAnswer>("POST", "/threads/decisions", { body: decisions }),
    onSuccess: () =>
      Promise.all(
        ["selection", "context", "relations"].map((name) => client.invalidateQueries({ queryKey: [name] })),
      ),
  });
}
