/** Calendar files into one's own calendar: looked at first, brought in by a click, taken back whole. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type CalendarForecast = Schemas["CalendarForecastOut"];
export type FileDate = Schemas["FileDateOut"];
export type CalendarImport = Schemas["CalendarImportOut"];

const IMPORTS = ["calendar-imports"];

export function usePreviewCalendarFile() {
  const api = useApi();
  return useMutation({
    mutationFn: (content: string) =>
      api<CalendarForecast>("POST", "/calendar-files/preview", { body: { content } }),
  });
}

export function useImportCalendarFile() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { content: string; name: string; places: readonly number[] }) =>
      api<CalendarImport>("POST", "/calendar-imports", { body: wish }),
    onSettled: () => client.invalidateQueries({ queryKey: IMPORTS }),
  });
}

export function useCalendarImports() {
  const api = useApi();
  return useQuery({
    queryKey: IMPORTS,
    queryFn: ({ signal }) => api<Schemas["CalendarImportsOut"]>("GET", "/calendar-imports", { signal }),
  });
}

export function useUndoCalendarImport() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api<CalendarImport>("POST", `/calendar-imports/${id}/undoing`, { body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: IMPORTS }),
  });
}
