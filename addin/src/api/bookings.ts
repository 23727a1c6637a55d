/** Free times of ours, appointments that are made, and pages on which customers choose a time themselves. */
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { Booking, BookingPage, Interaction, NewBooking, NewBookingPage, Slots } from "./types";

export interface FreeTimesAsked {
  readonly userIds: readonly string[];
  readonly durationMin: number;
  readonly limit: number;
}

/** When all of these people are surely free; of nobody but the caller where nobody is named. */
export function useFreeTimes({ userIds, durationMin, limit }: FreeTimesAsked, enabled = true) {
  const api = useApi();
  return useQuery({
    queryKey: ["slots", userIds, durationMin, limit],
    queryFn: ({ signal }) =>
      api<Slots>("POST", "/slots", {
        body: { user_ids: userIds, duration_min: durationMin, step_min: 30, limit },
        signal,
      }),
    enabled,
    staleTime: 60_000,
    refetchInterval: false,
  });
}

/** Books at once, and has Outlook invite the guests: call it from a click on what they will get. */
export function useBook(opportunityId: string | undefined) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (booking: NewBooking) => api<Booking>("POST", "/bookings", { body: booking }),
    onSuccess: async (booking) => {
      client.setQueryData<Interaction>(bookedKey(opportunityId), plannedAs(booking));
      await Promise.all(
        ["context", "slots", "interactions"].map((name) => client.invalidateQueries({ queryKey: [name] })),
      );
    },
    // Whoever was quicker has the time now: these are no longer true.
    onError: () => client.invalidateQueries({ queryKey: ["slots"] }),
  });
}

/** What was booked here a moment ago: the calendar itself is read a little later. */
export function useBooked(opportunityId: string): Interaction | undefined {
  return useQuery<Interaction>({ queryKey: bookedKey(opportunityId), queryFn: skipToken }).data;
}

const bookedKey = (opportunityId: string | undefined) => ["booked", opportunityId] as const;

export function useMakeBookingPage() {
  const api = useApi();
  return useMutation({
    mutationFn: (page: NewBookingPage) => api<BookingPage>("POST", "/booking-links", { body: page }),
  });
}

function plannedAs(booking: Booking): Interaction {
  return {
    id: `booking-${booking.id}`,
    kind: "meeting",
    at: booking.start,
    ends_at: booking.end,
    subject: booking.subject,
    summary: null,
    users: [],
    contacts: [],
    opportunity_id: booking.opportunity_id,
  };
}
