/** The arrows between the entries of a calendar: one of them is reached by Tab (a roving tabindex, ARIA practices). */
import type { KeyboardEvent } from "react";

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Moves between entries in order of time: in a row the next of the same person comes before the next person's. */
export function walk(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  const here = (event.target as HTMLElement).closest<HTMLElement>(".trato-entry");
  if (step === undefined || !here) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(".trato-entry")];
  const next = all[all.indexOf(here) + step];
  if (!next) return;
  here.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}
