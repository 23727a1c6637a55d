/** The server's present, as the newest answer told it: what "yesterday" is must not depend on this machine's clock. */
import { createContext, useContext, useMemo, useState } from "react";
import { useMe } from "../../api/me";

export const Now = createContext(new Date(0));

export function useNow(): Date {
  return useContext(Now);
}

/** The server's present as it was told at sign-in, and how long this page has been open since. */
export function usePresent(): Date {
  const told = useMe().data?.now;
  const [since] = useState(() => performance.now());
  return useMemo(
    () => new Date(told === undefined ? 0 : Date.parse(told) + performance.now() - since),
    [told, since],
  );
}
