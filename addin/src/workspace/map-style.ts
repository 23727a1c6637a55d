/** Where the organisation's own map server describes its tiles; empty where there is none. */
import { createContext, useContext } from "react";

export const MapStyleContext = createContext("");

export function useMapStyle(): string {
  return useContext(MapStyleContext);
}
