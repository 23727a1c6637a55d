/** New contacts and opportunities; what is open is asked about again, because it may concern them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Alike, Contact, NewContact, NewOpportunity, Opportunity } from "./types";

export function useCreateContact() {
  const api = useApi();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (contact: NewContact) => api<Contact>("POST", "/contacts", { body: contact }),
    onSuccess: refresh,
  });
}

/** Whom of our contacts somebody with a new address is likely: to be asked, never joined by itself. */
export function useAlike(address: string, name: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["alike", address, name],
    queryFn: async ({ signal }) => {
      const query = { address, name: name || undefined };
      return (await api<{ items: Alike[] }>("GET", "/contacts/alike", { query, signal })).items;
    },
    retry: false,
    refetchInterval: false,
  });
}

export function useAddAddress() {
  const api = useApi();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ contact, address }: { readonly contact: Contact; readonly address: string }) =>
      api<Contact>("POST", `/contacts/${contact.id}/addresses`, { body: { address } }),
    onSuccess: refresh,
  });
}

export function useCreateOpportunity() {
  const api = useApi();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (opportunity: NewOpportunity) =>
      api<Opportunity>("POST", "/opportunities", { body: opportunity }),
    onSuccess: refresh,
  });
}

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ["context", "relations", "opportunities", "interactions"].map((name) =>
        client.invalidateQueries({ queryKey: [name] }),
      ),
    );
}
