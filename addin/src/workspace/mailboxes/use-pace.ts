/** How fast mails come in, seen over the last answers: nothing is promised before two answers differ. */
import { useRef } from "react";

const SEEN_MS = 30_000;

interface Pace {
  readonly perSecond: number;
  readonly minutesLeft: number;
}

export function usePace(done: number, estimated: number, now: Date): Pace | null {
  const seen = useRef<{ readonly at: number; readonly done: number }[]>([]);
  const at = now.getTime();
  const last = seen.current.at(-1);
  // Fewer than before: a full round began anew.
  if (last && last.done > done) seen.current = [];
  if (last?.at !== at) seen.current = [...seen.current.filter((one) => one.at > at - SEEN_MS), { at, done }];
  const first = seen.current[0];
  if (!first || first.done >= done || first.at >= at) return null;
  const perSecond = (done - first.done) / ((at - first.at) / 1000);
  return {
    perSecond: perSecond >= 10 ? Math.round(perSecond) : Math.round(perSecond * 10) / 10,
    minutesLeft: Math.max(1, Math.ceil((estimated - done) / perSecond / 60)),
  };
}
