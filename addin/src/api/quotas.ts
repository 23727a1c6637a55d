/** Quotas, what was attained of them, the sales behind a figure, and commissions. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import { fileOf } from "./phone-files";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Attainment = Schemas["AttainmentOut"];
export type AttainmentRow = Schemas["AttainmentRowOut"];
export type Quotas = Schemas["QuotasOut"];
export type Quota = Schemas["QuotaOut"];
export type Measure = Quota["measure"];
export type QuotaFile = Schemas["QuotaFileOut"];
export type Credits = Schemas["CreditsOut"];
export type Statements = Schemas["StatementsOut"];
export type Commissions = Schemas["CommissionsOut"];

export interface AttainmentAsked {
  readonly period: string;
  readonly by: "user" | "team" | "territory" | "product";
  readonly measure: Measure;
  readonly only: "all" | "reached" | "behind";
}

export function useAttainment(asked: AttainmentAsked) {
  const api = useApi();
  return useQuery({
    queryKey: ["quotas", "attainment", asked],
    queryFn: ({ signal }) => api<Attainment>("GET", "/quotas/attainment", { query: { ...asked }, signal }),
  });
}

export function useQuotas(period: string, measure: Measure) {
  const api = useApi();
  return useQuery({
    queryKey: ["quotas", "grid", period, measure],
    queryFn: ({ signal }) => api<Quotas>("GET", "/quotas", { query: { period, measure }, signal }),
  });
}

export function useCredits(period: string, userId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["quotas", "credits", period, userId],
    queryFn: ({ signal }) =>
      api<Credits>("GET", "/quotas/credits", { query: { period, user_id: userId }, signal }),
  });
}

export function useCommissions() {
  const api = useApi();
  return useQuery({
    queryKey: ["quotas", "commissions"],
    queryFn: ({ signal }) => api<Commissions>("GET", "/commissions", { signal }),
  });
}

export function useStatements(commissionId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["quotas", "statements", commissionId],
    queryFn: ({ signal }) => api<Statements>("GET", `/commissions/${commissionId}/statements`, { signal }),
  });
}

export type QuotaDeed =
  | { readonly do: "set"; readonly quota: Schemas["QuotaIn"] }
  | { readonly do: "change"; readonly quota: Quota; readonly amount: string }
  | { readonly do: "drop"; readonly quota: Quota };

export function useQuotaDeed() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (deed: QuotaDeed): Promise<unknown> => {
      if (deed.do === "set") return api<Quota>("POST", "/quotas", { body: deed.quota });
      const path = `/quotas/${deed.quota.id}`;
      if (deed.do === "drop") return api("DELETE", path, { ifMatch: deed.quota.etag });
      return api<Quota>("PUT", path, { body: { amount: deed.amount }, ifMatch: deed.quota.etag });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["quotas"] }),
  });
}

/** Tells what a file would do, then does it. */
export function useQuotaFile() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, isToDo }: { file: File; isToDo: boolean }) => {
      const { content } = await fileOf(file, {});
      return api<QuotaFile>("POST", isToDo ? "/quotas/imports" : "/quotas/preview", { body: { content } });
    },
    onSettled: (_, __, { isToDo }) => isToDo && client.invalidateQueries({ queryKey: ["quotas"] }),
  });
}
