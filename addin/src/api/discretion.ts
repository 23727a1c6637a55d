/** Undoing all about a sender, and forgetting a person: told in numbers first. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Decided, PersonToForget, Undone } from "./types";

export type ForgettingScope = "mailbox" | "organisation";

const ofSender = (sender: string) => `/decisions?sender=${encodeURIComponent(sender)}`;
const ofPerson = (contactId: string) => `/contacts/${encodeURIComponent(contactId)}/forgetting`;

export function useDecided(sender: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["decided", sender],
    queryFn: ({ signal }) => api<Decided>("GET", ofSender(sender), { signal }),
  });
}

export function useUndoAllOf(sender: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<Undone>("DELETE", ofSender(sender)),
    onSettled: () =>
      Promise.all([["decided"], ["context"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useWouldGo(contactId: string) {
  const api = useApi();
  return useMutation({
    mutationFn: (scope: ForgettingScope) =>
      api<PersonToForget>("GET", `${ofPerson(contactId)}?scope=${scope}`),
  });
}

export function useForgetPerson(contactId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ scope, back }: { readonly scope: ForgettingScope; readonly back: boolean }) =>
      back
        ? api("DELETE", `${ofPerson(contactId)}?scope=${scope}`)
        : api("POST", ofPerson(contactId), { body: { scope } }),
    onSettled: () =>
      Promise.all([["exclusions"], ["context"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
