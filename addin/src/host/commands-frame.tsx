/** What Outlook runs by itself beside a draft, in a frame that nobody sees. */
import { useEffect } from "react";
import { useConnection } from "./connection";
import type { Ask, Completion, HostState } from "./office-standin/protocol";

interface CommandsFrameProps {
  readonly state: HostState;
  readonly answer: (ask: Ask) => Promise<string>;
  /** Hands out how to have an event run. */
  readonly onReady: (fire: (name: string) => Promise<Completion>) => void;
}

export function CommandsFrame({ state, answer, onReady }: CommandsFrameProps) {
  const { frame, fire } = useConnection(state, answer);
  useEffect(() => onReady(fire), [fire, onReady]);
  return <iframe key={state.displayLanguage} ref={frame} src="/commands" title="Trato" hidden />;
}
