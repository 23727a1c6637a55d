/** What Trato knows about the open mail, draft or appointment: POST /context. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { ContextRequest, MailContext } from "./types";

const contextKey = (itemKey: string) => ["context", itemKey] as const;

/** `itemKey` names the item in the session's cache; `request` is what is asked about it. */
export function useMailContext(itemKey: string, request: ContextRequest) {
  const api = useApi();
  return useQuery({
    queryKey: [...contextKey(itemKey), request],
    queryFn: ({ signal }) => api<MailContext>("POST", "/context", { body: request, signal }),
    // A draft whose recipients change keeps showing what it showed until the answer is there.
    placeholderData: (previous, query) => (query?.queryKey[1] === itemKey ? previous : undefined),
  });
}

/** Applies a server's answer to every cached context at once, then asks again for what follows from it. */
export function updateContexts(
  client: QueryClient,
  change: (context: MailContext) => MailContext,
): Promise<void> {
  client.setQueriesData<MailContext>({ queryKey: ["context"] }, (context) => context && change(context));
  return client.invalidateQueries({ queryKey: ["context"] });
}
