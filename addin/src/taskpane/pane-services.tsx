/** Hands the connected Outlook and the sign-in to the components. */
import { createContext, useContext } from "react";
import type { SignIn } from "../outlook/access-token";
import type { Outlook } from "../outlook/outlook";

interface PaneServices {
  readonly outlook: Outlook;
  readonly signIn: SignIn;
}

export const PaneServicesContext = createContext<PaneServices | null>(null);

export function usePaneServices(): PaneServices {
  const services = useContext(PaneServicesContext);
  if (!services) throw new Error("usePaneServices outside its provider");
  return services;
}
