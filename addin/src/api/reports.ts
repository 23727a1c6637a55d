/** What came out of a meeting: one report a date, which any of us may go on with. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import { forgetRelations } from "./relations";
import type { MeetingReport, NewMeetingReport } from "./types";

const reportPath = (eventId: string) => `/events/${encodeURIComponent(eventId)}/report`;

export function useMeetingReport(eventId: string | undefined, startsAt: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["report", eventId, startsAt],
    queryFn: ({ signal }) =>
      api<{ report: MeetingReport | null }>("GET", reportPath(eventId ?? ""), {
        query: { starts_at: startsAt },
        signal,
      }),
    enabled: eventId !== undefined,
  });
}

export function useWriteReport(eventId: string, startsAt: string | undefined) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ report, etag }: { report: NewMeetingReport; etag: string | undefined }) => {
      const query = startsAt ? `?starts_at=${encodeURIComponent(startsAt)}` : "";
      return api<MeetingReport>("PUT", `${reportPath(eventId)}${query}`, { body: report, ifMatch: etag });
    },
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: ["report", eventId] }), forgetRelations(client)]),
  });
}
