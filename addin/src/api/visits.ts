/** Which customers are due for a visit, plans of the way to them, and what becomes of a plan. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type VisitDue = Schemas["VisitDueOut"];
export type VisitPlan = Schemas["VisitPlanOut"];
export type VisitDay = Schemas["VisitDayOut"];
export type VisitStop = Schemas["VisitStopOut"];
export type VisitWish = Schemas["VisitPlanIn"];

export function useVisitsDue(userId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["visits-due", userId],
    queryFn: ({ signal }) =>
      api<Schemas["VisitsDueOut"]>("GET", "/visits-due", { query: { user_id: userId }, signal }),
  });
}

export function usePlanVisits() {
  const api = useApi();
  return useMutation({
    mutationFn: (wish: VisitWish) => api<VisitPlan>("POST", "/visit-plans", { body: wish }),
  });
}

/** Puts a stop into the rep's own calendar. It has no guests, so nobody is told. */
export function useNoteVisit() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: {
      readonly key: string;
      readonly start: string;
      readonly duration_min: number;
      readonly subject: string;
      readonly place: string;
      readonly organizer_id: string;
    }) => api<Schemas["BookingOut"]>("POST", "/bookings", { body: wish }),
    onSettled: () => client.invalidateQueries({ queryKey: ["team-calendar"] }),
  });
}
