/** Finds opportunities and accounts by part of a name, within the reader's territory. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { AccountPage, OpportunityPage } from "./types";

const LIMIT = "8";
const MINIMUM_LETTERS = 2;

/** Closed ones too: mail about them still comes. */
export function useOpportunitiesFound(query: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["opportunities", { query }],
    queryFn: ({ signal }) =>
      api<OpportunityPage>("GET", "/opportunities", {
        query: { query, limit: LIMIT },
        signal,
      }),
    enabled: query.length >= MINIMUM_LETTERS,
    placeholderData: keepPreviousData,
  });
}

export function useAccountsFound(query: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["accounts", { query }],
    queryFn: ({ signal }) => api<AccountPage>("GET", "/accounts", { query: { query, limit: LIMIT }, signal }),
    enabled: query.length >= MINIMUM_LETTERS,
    placeholderData: keepPreviousData,
  });
}

/** Every open opportunity of one account, for choosing among them. */
export function useOpenOpportunities(accountId: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["opportunities", { accountId }],
    queryFn: ({ signal }) =>
      api<OpportunityPage>("GET", "/opportunities", {
        query: { account_id: accountId, is_open: "true", limit: "50" },
        signal,
      }),
    enabled: accountId !== undefined,
  });
}
