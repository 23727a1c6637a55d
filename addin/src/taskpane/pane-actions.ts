/** What a person can begin from anywhere in the pane: a call, a note, a task, a contact, an appointment, a link, … */
import { createContext, useContext } from "react";
import type { Opportunity, Person, StepProposal, StepSlot } from "../api/types";

export type PaneAction =
  | { readonly kind: "call"; readonly contactId?: string }
  | { readonly kind: "note" }
  | { readonly kind: "task" }
  | { readonly kind: "contact"; readonly person: Person }
  | { readonly kind: "opportunity" }
  | {
      readonly kind: "book";
      /** What it is about; an appointment may be about the customer alone. */
      readonly opportunity: Opportunity | null;
      readonly proposal: StepProposal | null;
      /** The time that was clicked; without one the panel offers several. */
      readonly slot?: StepSlot;
    }
  | { readonly kind: "approval"; readonly opportunity: Opportunity }
  | { readonly kind: "privacy" }
  | { readonly kind: "link" };

export type Begin = (action: PaneAction) => void;

export const PaneActionsContext = createContext<Begin>(() => {});

export function useBegin(): Begin {
  return useContext(PaneActionsContext);
}
