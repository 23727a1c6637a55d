/** What should happen next with an opportunity, and why; what is decided about it becomes its next step. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { NextStepAnswer, NextStepDecision } from "./types";

const path = (opportunityId: string) => `/opportunities/${encodeURIComponent(opportunityId)}/next-step`;

export function useNextStep(opportunityId: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["next-step", opportunityId],
    queryFn: ({ signal }) => api<NextStepAnswer>("GET", path(opportunityId ?? ""), { signal }),
    enabled: opportunityId !== undefined,
    staleTime: 60_000,
    // Without a proposal the pane is complete: nothing asks again and again for one.
    refetchInterval: false,
  });
}

export function useDecideNextStep(opportunityId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: NextStepDecision) => api("POST", path(opportunityId), { body: decision }),
    onSuccess: () =>
      Promise.all(["next-step", "context"].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
