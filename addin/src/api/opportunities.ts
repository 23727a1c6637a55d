/** Changes an opportunity; a change that somebody else overtook is refused by its etag. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import { ApiError } from "./client";
import { updateContexts } from "./mail-context";
import type { Opportunity, OpportunityChange } from "./types";

export function useChangeOpportunity(opportunity: Opportunity) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: OpportunityChange) =>
      api<Opportunity>("PATCH", `/opportunities/${encodeURIComponent(opportunity.id)}`, {
        body: change,
        ifMatch: opportunity.etag,
      }),
    onSuccess: (changed) => {
      const replace = (other: Opportunity) => (other.id === changed.id ? changed : other);
      return updateContexts(client, (context) => ({
        ...context,
        opportunities: context.opportunities.map(replace),
        ...(context.link?.opportunity && {
          link: { ...context.link, opportunity: replace(context.link.opportunity) },
        }),
      }));
    },
    onError: (error) => {
      if (error instanceof ApiError && error.failure === "stale") {
        return client.invalidateQueries({ queryKey: ["context"] });
      }
      return undefined;
    },
  });
}
