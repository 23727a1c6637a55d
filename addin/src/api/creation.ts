/** New contacts and opportunities; what is open is asked about again, because it may concern them. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Contact, NewContact, NewOpportunity, Opportunity } from "./types";

export function useCreateContact() {
  const api = useApi();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (contact: NewContact) => api<Contact>("POST", "/contacts", { body: contact }),
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
