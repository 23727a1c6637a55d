/** One search over everything about customers, and the questions reps ask of one. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Answer, Question, SearchAnswer } from "./types";

const LIMIT = "6";

export function useSearch(query: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["search", query],
    queryFn: ({ signal }) =>
      api<SearchAnswer>("GET", "/search", { query: { q: query, limit: LIMIT }, signal }),
    enabled: query !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** What is asked, of which account if of one, and the words some questions need. */
export interface Asked {
  readonly question: Question;
  readonly accountId?: string;
  readonly product?: string;
  readonly name?: string;
}

export function useAnswer({ question, accountId, product, name }: Asked) {
  const api = useApi();
  return useQuery({
    queryKey: ["answers", question, accountId, product, name],
    queryFn: ({ signal }) =>
      api<Answer>("GET", `/answers/${question}`, {
        query: { account_id: accountId, product, name },
        signal,
      }),
    staleTime: 30_000,
  });
}
