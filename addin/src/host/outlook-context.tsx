/** What every part of the stand-in needs: who uses it, their mailbox, and how it looks. */
import { createContext, useContext } from "react";
import type { GraphGet } from "./graph";
import type { HostConfig, HostUser } from "./host-config";
import type { Ask, Completion, HostItem, HostMail } from "./office-standin/protocol";
import type { Settings } from "./settings";

interface OutlookValue {
  readonly config: HostConfig;
  readonly user: HostUser;
  readonly graph: GraphGet;
  readonly now: Date;
  readonly timeZone: string;
  readonly settings: Settings;
  readonly change: (settings: Partial<Settings>) => void;
}

/** What a view shows the add-in, and how it does what the add-in asks. */
export type Wanted = Extract<Ask, { kind: "newMail" | "newAppointment" }>;

export interface Shown {
  readonly item: HostItem | null;
  readonly selected: readonly HostMail[];
  readonly answer?: (ask: Ask) => Promise<string>;
}

export interface ViewProps {
  /** What an add-in wants written, until the view has taken it over. */
  readonly wanted: Wanted | null;
  readonly taken: () => void;
  readonly onShow: (shown: Shown) => void;
  /** Has the add-in run one of Outlook's events. */
  readonly fire: (name: string) => Promise<Completion>;
}

export const NOTHING_SHOWN: Shown = { item: null, selected: [] };

export const OutlookContext = createContext<OutlookValue | null>(null);

export function useOutlook(): OutlookValue {
  const value = useContext(OutlookContext);
  if (!value) throw new Error("useOutlook outside its provider");
  return value;
}
