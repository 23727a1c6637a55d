/** The view that opens first on this device. */
import type { SavedView } from "../../../api/saved-views";

const KEY = "trato-first-view";

export interface StartView {
  readonly id: string;
  readonly question: string;
}

export function startView(): StartView | undefined {
  const kept = localStorage.getItem(KEY);
  if (kept === null) return undefined;
  const found = JSON.parse(kept) as Partial<StartView>;
  return found.id !== undefined && found.question !== undefined
    ? { id: found.id, question: found.question }
    : undefined;
}

export function startWith(view: SavedView | undefined): void {
  if (view === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify({ id: view.id, question: view.question }));
}
