/** What a person can begin from anywhere in the pane: a call, a note, a task, a contact, an opportunity, a link. */
import { createContext, useContext } from "react";
import type { Person } from "../api/types";

export type PaneAction =
  | { readonly kind: "call"; readonly contactId?: string }
  | { readonly kind: "note" }
  | { readonly kind: "task" }
  | { readonly kind: "contact"; readonly person: Person }
  | { readonly kind: "opportunity" }
  | { readonly kind: "link" };

export type Begin = (action: PaneAction) => void;

export const PaneActionsContext = createContext<Begin>(() => {});

export function useBegin(): Begin {
  return useContext(PaneActionsContext);
}
