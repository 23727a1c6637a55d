/** What should happen next with an opportunity, and why; what is decided about it becomes its next step. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";
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

/** One's own opportunities for which a step is due, those with the strongest reasons. */
export function useDueSteps() {
  const api = useApi();
  return useQuery({
    queryKey: ["due-steps"],
    queryFn: ({ signal }) => api<components["schemas"]["DueStepsOut"]>("GET", "/due-steps", { signal }),
    staleTime: 60_000,
  });
}

export function useDecideNextStep(opportunityId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: NextStepDecision) => api("POST", path(opportunityId), { body: decision }),
    onSuccess: () =>
      Promise.all(
        ["next-step", "due-steps", "pipeline", "context"].map((name) =>
          client.invalidateQueries({ queryKey: [name] }),
        ),
      ),
  });
}
