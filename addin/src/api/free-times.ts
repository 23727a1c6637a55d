/** Times at which a colleague is surely free. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type FreeSlot = Schemas["SlotOut"];

const MOST = 3;

export function useFreeTimes(userId: string, minutes: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["free-times", userId, minutes],
    queryFn: ({ signal }) =>
      api<Schemas["SlotsOut"]>("POST", "/slots", {
        body: { user_ids: [userId], duration_min: minutes, limit: MOST, step_min: 30 },
        signal,
      }),
  });
}
