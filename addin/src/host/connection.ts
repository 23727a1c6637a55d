/** One frame of the add-in, pane or commands: its stand-in office.js says hello, then both keep talking. */
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { createAuthBroker } from "./auth-broker";
import {
  type Ask,
  CONNECT,
  type Completion,
  type FromHost,
  type FromPane,
  type HostState,
} from "./office-standin/protocol";
import { useOutlook } from "./outlook-context";

type Answer = (ask: Ask) => Promise<string>;

interface Connection {
  readonly frame: RefObject<HTMLIFrameElement | null>;
  /** Has the add-in run an event; gives how it completed it. */
  readonly fire: (name: string) => Promise<Completion>;
}

export function useConnection(state: HostState, answer: Answer): Connection {
  const { config, user } = useOutlook();
  const frame = useRef<HTMLIFrameElement>(null);
  const port = useRef<MessagePort>(null);
  const latest = useRef({ state, answer });
  latest.current = { state, answer };
  const running = useRef(new Map<number, (completion: Completion) => void>());
  const turns = useRef(0);

  useEffect(() => {
    const broker = createAuthBroker(config, user.upn);
    const connect = (event: MessageEvent<unknown>) => {
      const [offered] = event.ports;
      if (event.data !== CONNECT || event.source !== frame.current?.contentWindow || !offered) return;
      port.current = offered;
      const tell = (message: FromHost) => offered.postMessage(message);
      offered.onmessage = async ({ data }: MessageEvent<FromPane>) => {
        switch (data.type) {
          case "authRequest":
            return tell({ type: "authReply", message: await broker(data.message) });
          case "ask":
            return tell(await answered(data.turn, latest.current.answer(data.ask)));
          case "completed":
            return running.current.get(data.turn)?.(data.options);
        }
      };
      tell({ type: "state", state: latest.current.state });
    };
    window.addEventListener("message", connect);
    return () => window.removeEventListener("message", connect);
  }, [config, user.upn]);

  useEffect(() => {
    const message: FromHost = { type: "state", state };
    port.current?.postMessage(message);
  }, [state]);

  const fire = useCallback((name: string) => {
    turns.current += 1;
    const turn = turns.current;
    const message: FromHost = { type: "event", turn, name };
    return new Promise<Completion>((resolve) => {
      if (!port.current) return resolve({});
      running.current.set(turn, resolve);
      port.current.postMessage(message);
    });
  }, []);

  return { frame, fire };
}

function answered(turn: number, work: Promise<string>): Promise<FromHost> {
  return work.then(
    (value) => ({ type: "answer", turn, value }),
    (error: unknown) => ({ type: "answer", turn, fault: String(error) }),
  );
}
