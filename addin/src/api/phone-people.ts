/** Who calls, and which contacts are on one's phone with what of them waits for a word. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { PhonePeople, WhoCalls } from "./types";

export function usePhonePeople(contactIds: readonly string[]) {
  const api = useApi();
  const ids = contactIds.slice(0, 50).join(",");
  return useQuery({
    queryKey: ["phone-people-of", ids],
    queryFn: ({ signal }) =>
      api<PhonePeople>("GET", "/phone-people", { query: { contact_ids: ids }, signal }),
    enabled: ids !== "",
  });
}

export function useWhoCalls(number: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["who-calls", number],
    queryFn: ({ signal }) => api<WhoCalls>("GET", `/phones/${encodeURIComponent(number)}`, { signal }),
    enabled: number !== "",
  });
}
