/** Changes what a thread or an event is linked to; each change can be undone by the next. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import { ApiError } from "./client";
import { updateContexts } from "./mail-context";
import type { Link, LinkChoice, LinkTarget, MailContext } from "./types";

/** Links as a person chose; `etag` is that of the link the person saw, absent where there was none. */
export function useChooseLink(target: LinkTarget) {
  const api = useApi();
  return useLinkMutation(target, ({ choice, etag }: { choice: LinkChoice; etag: string | undefined }) =>
    api<Link>("PUT", `${path(target)}/link`, { body: choice, ifMatch: etag }),
  );
}

/** The link as it stands beside the open item now; what was made meanwhile may have moved it. */
export function useLinkNow(target: LinkTarget): () => Link | undefined {
  const client = useQueryClient();
  return () => {
    const shown = client.getQueryCache().findAll({ queryKey: ["context"], type: "active" });
    const contexts = shown.map(({ state }) => state.data as MailContext | undefined);
    return contexts.find((context) => context && concerns(context, target))?.link ?? undefined;
  };
}

/** Back to what the rules say. */
export function useUndoLink(target: LinkTarget) {
  const api = useApi();
  return useLinkMutation(target, () => api<Link | undefined>("DELETE", `${path(target)}/link`));
}

/** "Not business": leaves the conversation out of the history, or takes it back in. */
export function useExclusion(target: LinkTarget) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: "excluded" | "counted") =>
      wanted === "excluded"
        ? api("PUT", `${path(target)}/exclusion`, { body: {} })
        : api("DELETE", `${path(target)}/exclusion`),
    onSuccess: (_, wanted) =>
      updateContexts(client, (context) =>
        wanted === "excluded" && concerns(context, target) ? { ...context, state: "excluded" } : context,
      ),
  });
}

function useLinkMutation<V>(target: LinkTarget, mutationFn: (variables: V) => Promise<Link | undefined>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (link) =>
      updateContexts(client, (context) =>
        concerns(context, target) && link
          ? { ...context, link, account: link.account ?? context.account ?? null }
          : context,
      ),
    onError: (error) => {
      if (error instanceof ApiError && error.failure === "stale") {
        return client.invalidateQueries({ queryKey: ["context"] });
      }
      return undefined;
    },
  });
}

function concerns(context: MailContext, target: LinkTarget): boolean {
  return (target.kind === "threads" ? context.thread_id : context.event_id) === target.id;
}

function path(target: LinkTarget): string {
  return `/${target.kind}/${encodeURIComponent(target.id)}`;
}
