/** The rules that make a next step due: read, looked at before they are saved, and taken back. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Rules = Schemas["RulesOut"];
export type RulesWanted = Schemas["RulesIn"];
export type StepRule = Schemas["StepRule"];
export type FrequencyRule = Schemas["FrequencyRule"];
export type ReasonRule = Schemas["ReasonRule"];
export type RulesPreview = Schemas["RulesPreviewOut"];
export type RuleChange = Schemas["RuleChangeOut"];
export type StepKind = StepRule["kind"];

export function useRules() {
  const api = useApi();
  return useQuery({
    queryKey: ["rules"],
    queryFn: ({ signal }) => api<Rules>("GET", "/scheduling-rules", { signal }),
  });
}

export function useRuleChanges() {
  const api = useApi();
  return useQuery({
    queryKey: ["rule-changes"],
    queryFn: ({ signal }) => api<Schemas["RuleChangesOut"]>("GET", "/scheduling-rules/changes", { signal }),
  });
}

export function useRulesPreview() {
  const api = useApi();
  return useMutation({
    mutationFn: (wanted: RulesWanted) =>
      api<RulesPreview>("POST", "/scheduling-rules/preview", { body: wanted }),
  });
}

export function useSaveRules() {
  const api = useApi();
  const client = useQueryClient();
  const settle = (now: Rules | undefined) => {
    if (now) client.setQueryData(["rules"], now);
    // Whoever was first has changed them: what is shown next is theirs.
    else void client.invalidateQueries({ queryKey: ["rules"] });
    return client.invalidateQueries({ queryKey: ["rule-changes"] });
  };
  const save = useMutation({
    mutationFn: ({ wanted, etag }: { wanted: RulesWanted; etag: string }) =>
      api<Rules>("PUT", "/scheduling-rules", { body: wanted, ifMatch: etag }),
    onSettled: settle,
  });
  const undo = useMutation({
    mutationFn: (changeId: string) =>
      api<Rules>("POST", `/scheduling-rules/changes/${changeId}/undoing`, { body: {} }),
    onSettled: settle,
  });
  return { save, undo };
}
