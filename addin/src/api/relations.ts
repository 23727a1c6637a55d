/** How we stand with a customer, and the things to do that are part of it. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";
import type { NewTask, Relations, Task } from "./types";

export function useRelations(accountId: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["relations", accountId],
    queryFn: ({ signal }) =>
      api<Relations>("GET", `/accounts/${encodeURIComponent(accountId ?? "")}/relations`, { signal }),
    enabled: accountId !== undefined,
    staleTime: 30_000,
  });
}

export type KnownContact = Relations["contacts"][number];
export type ContactChange = components["schemas"]["ContactChangeIn"];

/** Writes what one thinks of a contact under the etag that was read; an answer replaces them in the list. */
export function useChangeContact(accountId: string | undefined) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ contact, change }: { contact: KnownContact; change: ContactChange }) =>
      api<KnownContact>("PATCH", `/contacts/${encodeURIComponent(contact.id)}`, {
        body: change,
        ifMatch: contact.etag,
      }),
    onSuccess: (changed) => {
      client.setQueryData<Relations>(
        ["relations", accountId],
        (known) =>
          known && {
            ...known,
            contacts: known.contacts.map((one) => (one.id === changed.id ? changed : one)),
          },
      );
      return client.invalidateQueries({ queryKey: ["context"] });
    },
    onError: () => forgetRelations(client),
  });
}

export function useAddTask() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (task: NewTask) => api<Task>("POST", "/tasks", { body: task }),
    onSuccess: () => forgetRelations(client),
  });
}

/** Ticks a task off or takes that back; of two who do it at once the second is told. */
export function useTickTask() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, isDone }: { task: Task; isDone: boolean }) =>
      api<Task>("PATCH", `/tasks/${encodeURIComponent(task.id)}`, {
        body: { is_done: isDone },
        ifMatch: task.etag,
      }),
    onSettled: () => forgetRelations(client),
  });
}

export function forgetRelations(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ["relations"] });
}
