/** Addresses at which other programs read a calendar, and when one is told of one's day. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { CalendarFeed, CalendarFeedList, CalendarFeedWish, DigestWish } from "./types";

const FEEDS = ["calendar-feeds"];
const WISH = ["digest-wish"];

export function useCalendarFeeds() {
  const api = useApi();
  return useQuery({
    queryKey: FEEDS,
    queryFn: ({ signal }) => api<CalendarFeedList>("GET", "/calendar-feeds", { signal }),
  });
}

export function useMakeCalendarFeed() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: CalendarFeedWish) => api<CalendarFeed>("POST", "/calendar-feeds", { body: wish }),
    onSettled: () => client.invalidateQueries({ queryKey: FEEDS }),
  });
}

export function useEndCalendarFeed() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api("DELETE", `/calendar-feeds/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: FEEDS }),
  });
}

export function useDigestWish() {
  const api = useApi();
  return useQuery({
    queryKey: WISH,
    queryFn: ({ signal }) => api<DigestWish>("GET", "/digest-wish", { signal }),
  });
}

export function useSetDigestWish() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: DigestWish) => api<DigestWish>("PUT", "/digest-wish", { body: wish }),
    onSuccess: (now) => client.setQueryData(WISH, now),
  });
}
