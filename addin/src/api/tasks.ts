/** Things to do in lists, the steps of an opportunity, and what one does about them. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type TaskRow = Schemas["TaskRowOut"];
export type TaskPage = Schemas["TasksOut"];
export type Process = Schemas["ProcessOut"];
export type StageCourse = Schemas["StageCourseOut"];
export type MailDraft = Schemas["DraftOut"];

export interface TasksAsked {
  readonly who: string;
  readonly which: "open" | "overdue" | "all";
  readonly account?: string | undefined;
  readonly opportunity?: string | undefined;
}

export type TaskDeed =
  | { readonly do: "tick"; readonly isDone: boolean }
  | { readonly do: "skip"; readonly reason: string }
  | { readonly do: "takeUp" }
  | { readonly do: "assign"; readonly to: string };

export function useTasks({ who, which, account, opportunity }: TasksAsked) {
  const api = useApi();
  const narrowed = new URLSearchParams({ who, which });
  if (account) narrowed.set("account_id", account);
  if (opportunity) narrowed.set("opportunity_id", opportunity);
  return useInfiniteQuery({
    queryKey: ["tasks", narrowed.toString()],
    queryFn: ({ signal, pageParam }) => {
      const page = new URLSearchParams(narrowed);
      if (pageParam) page.set("cursor", pageParam);
      return api<TaskPage>("GET", `/tasks?${page}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useProcess(opportunityId: string, etag: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["process", opportunityId, etag],
    queryFn: ({ signal }) =>
      api<Process>("GET", `/opportunities/${encodeURIComponent(opportunityId)}/process`, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function useTaskDraft(taskId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["task-draft", taskId],
    queryFn: ({ signal }) => api<MailDraft>("GET", `/tasks/${encodeURIComponent(taskId)}/draft`, { signal }),
  });
}

/** Of two who change one task at once the second is told; either way what is shown next is as it is now. */
export function useTaskDeed() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, deed }: { task: Pick<TaskRow, "id" | "etag">; deed: TaskDeed }) => {
      const path = `/tasks/${encodeURIComponent(task.id)}`;
      const ifMatch = task.etag;
      if (deed.do === "tick")
        return api<{ etag: string }>("PATCH", path, { body: { is_done: deed.isDone }, ifMatch });
      if (deed.do === "skip")
        return api<{ etag: string }>("PUT", `${path}/skip`, { body: { reason: deed.reason }, ifMatch });
      if (deed.do === "takeUp") return api<{ etag: string }>("DELETE", `${path}/skip`, { ifMatch });
      return api<{ etag: string }>("PUT", `${path}/assignee`, { body: { assignee_id: deed.to }, ifMatch });
    },
    onSettled: () =>
      Promise.all(
        ["tasks", "process", "relations"].map((name) => client.invalidateQueries({ queryKey: [name] })),
      ),
  });
}
