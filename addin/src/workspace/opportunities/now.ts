/** The server's present, as the newest answer told it: what "yesterday" is must not depend on this machine's clock. */
import { createContext, useContext } from "react";

export const Now = createContext(new Date(0));

export function useNow(): Date {
  return useContext(Now);
}
