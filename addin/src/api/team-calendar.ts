/** Calendars of several people, what waits in them, and moves that are looked at before they are made. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type TeamCalendar = Schemas["TeamCalendarOut"];
export type CalendarPerson = Schemas["CalendarPersonOut"];
export type Entry = Schemas["EntryOut"];
export type EntryKind = Entry["kind"];
export type DayLoad = Schemas["DayLoadOut"];
export type Candidate = Schemas["CandidateOut"];
export type MoveShown = Schemas["MoveShownOut"];
export type Move = Schemas["MoveOut"];
export type CalendarDay = Schemas["DayOut"];
type Table = Schemas["TableOut"];
type Notice = Schemas["NoticeOut"];

/** Whose calendars, when, and what of them; nothing given shows all. */
export interface TeamAsked {
  readonly from: string;
  readonly to: string;
  readonly users?: readonly string[];
  readonly accountId?: string | undefined;
  readonly kinds?: readonly EntryKind[];
}

const LOOK_AGAIN_MS = 60_000;

function queryOf({ from, to, users, accountId, kinds }: TeamAsked): Record<string, string | undefined> {
  return {
    from,
    to,
    users: users?.length ? users.join(",") : undefined,
    account_id: accountId,
    kinds: kinds?.length ? kinds.join(",") : undefined,
  };
}

export function useTeamCalendar(asked: TeamAsked) {
  const api = useApi();
  return useQuery({
    queryKey: ["team-calendar", asked],
    queryFn: ({ signal }) => api<TeamCalendar>("GET", "/team-calendar", { query: queryOf(asked), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useTeamTable() {
  const api = useApi();
  return useMutation({
    mutationFn: ({ asked, as }: { asked: TeamAsked; as: "table" | "file" }) =>
      api<Table>("GET", `/team-calendar/${as}`, { query: queryOf(asked) }),
  });
}

export function useCover(entry: Entry, isAsked: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["team-cover", entry.id, entry.start],
    queryFn: ({ signal }) =>
      api<Schemas["CoverOut"]>("GET", "/team-calendar/cover", {
        query: {
          user_id: entry.user_id,
          from: entry.start,
          to: entry.end,
          account_id: entry.accounts[0]?.id,
        },
        signal,
      }),
    enabled: isAsked,
  });
}

/** Where somebody wants an appointment to begin. */
export interface MoveWish {
  readonly user_id: string;
  readonly event_id: string;
  readonly start: string;
}

export function useMovePreview(wish: MoveWish) {
  const api = useApi();
  return useQuery({
    queryKey: ["move-preview", wish],
    queryFn: ({ signal }) => api<MoveShown>("POST", "/moves/preview", { body: wish, signal }),
    // What is shown must be what holds now: it is about to be done.
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
}

export function useMove() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: MoveWish & { readonly token: string }) => api<Move>("POST", "/moves", { body: wish }),
    onSettled: () => looked(client),
  });
}

export function useCalendarDay() {
  const api = useApi();
  return useQuery({
    queryKey: ["calendar-day"],
    queryFn: ({ signal }) => api<CalendarDay>("GET", "/calendar-day", { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** Keeps a time until a customer answers, or lets it go; nobody is told. */
export function useHolds() {
  const api = useApi();
  const client = useQueryClient();
  const keep = useMutation({
    mutationFn: (wish: Schemas["HoldIn"]) => api<Schemas["HoldOut"]>("POST", "/holds", { body: wish }),
    onSettled: () => looked(client),
  });
  const release = useMutation({
    mutationFn: (holdId: string) => api("DELETE", `/holds/${holdId}`),
    onSettled: () => looked(client),
  });
  return { keep, release };
}

/** What one is told of: what others did in one's own calendar, and that one's day is there. Seen by looking. */
export function useNews() {
  const api = useApi();
  const client = useQueryClient();
  const found = useQuery({
    queryKey: ["notices"],
    queryFn: ({ signal }) => api<{ items: readonly Notice[] }>("GET", "/notices", { signal }),
    // A pinned pane stays open for days.
    refetchInterval: 5 * LOOK_AGAIN_MS,
  });
  const see = useMutation({
    mutationFn: (ids: readonly string[]) => api("POST", "/notices/seen", { body: { ids } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
  const news = found.data?.items.filter((one) => one.seen_at === null) ?? [];
  return { news, see };
}

/** One's day as a text, asked for where a notice tells of it. */
export function useDigestText() {
  const api = useApi();
  return useQuery({
    queryKey: ["digest"],
    queryFn: ({ signal }) => api<Schemas["DigestOut"]>("GET", "/digest", { signal }),
    select: (found) => found.text,
  });
}

function looked(client: ReturnType<typeof useQueryClient>) {
  return Promise.all(
    ["team-calendar", "calendar-day", "visits-due"].map((key) =>
      client.invalidateQueries({ queryKey: [key] }),
    ),
  );
}
