/** How we stand with a customer, and the things to do that are part of it. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
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
