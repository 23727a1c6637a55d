/** Half-typed notes, kept while the pane lives, each with the mail it was begun beside. */
import type { NewInteraction } from "../api/types";

interface Draft {
  readonly kind: NewInteraction["kind"];
  readonly text: string;
}

const drafts = new Map<string, Draft>();

export function draftOf(itemKey: string): Draft | undefined {
  return drafts.get(itemKey);
}

export function keepDraft(itemKey: string, draft: Draft): void {
  drafts.set(itemKey, draft);
}

export function forgetDraft(itemKey: string): void {
  drafts.delete(itemKey);
}
