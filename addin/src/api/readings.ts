/** What the open mail's text says: the sender's card, questions, times. The server reads it once and keeps nothing. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Reading, ReadingRequest } from "./types";

/** `text` gives the mail's text when it is needed; `itemKey` names the mail in the session's cache. */
export function useReading(
  itemKey: string,
  about: Omit<ReadingRequest, "body"> | undefined,
  text: () => Promise<string>,
) {
  const api = useApi();
  return useQuery({
    queryKey: ["reading", itemKey],
    queryFn: async ({ signal }) => {
      const body = (await text()).slice(0, LONGEST);
      return api<Reading>("POST", "/readings", { body: { ...about, body }, signal });
    },
    enabled: about !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // A mail whose text Outlook does not give is shown without what it says.
    retry: false,
    refetchInterval: false,
  });
}

const LONGEST = 200_000;
