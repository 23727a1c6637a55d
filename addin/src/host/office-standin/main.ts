/** Stands in for Microsoft's office.js in the demo and in tests: defines `Office` and connects it to the window around. */
import { createAuthBridge } from "./auth-bridge";
import { isDialog, windowDialogs } from "./dialogs";
import { createOffice } from "./office";
import { CONNECT, type FromHost, type FromPane, type HostState } from "./protocol";

/** What a dialog may know: nothing of what is open. */
const ALONE: HostState = {
  item: null,
  selected: [],
  mailboxSet: 1,
  nestedAuth: false,
  theme: {
    bodyBackgroundColor: "",
    bodyForegroundColor: "",
    controlBackgroundColor: "",
    controlForegroundColor: "",
  },
  displayLanguage: navigator.language,
  user: { address: "", name: "" },
  timeZone: "UTC",
};

const channel = new MessageChannel();
const waiting = new Map<number, { resolve: (value: string) => void; reject: (reason: Error) => void }>();
let turns = 0;
const office = createOffice((ask) => {
  turns += 1;
  const turn = turns;
  channel.port1.postMessage({ type: "ask", turn, ask } satisfies FromPane);
  return new Promise((resolve, reject) => waiting.set(turn, { resolve, reject }));
}, windowDialogs);
const bridge = createAuthBridge((message) => channel.port1.postMessage({ type: "authRequest", message }));

channel.port1.addEventListener("message", ({ data }: MessageEvent<FromHost>) => {
  if (data.type === "state") office.follow(data.state);
  else if (data.type === "event") void ran(data.turn, data.name);
  else if (data.type === "answer") answered(data);
  else bridge.receive(data.message);
});
channel.port1.start();

Object.assign(window, { Office: office.api, nestedAppAuthBridge: bridge.api });
if (isDialog()) office.follow(ALONE);
else window.parent.postMessage(CONNECT, window.location.origin, [channel.port2]);

async function ran(turn: number, name: string): Promise<void> {
  const options = await office.run(name);
  channel.port1.postMessage({ type: "completed", turn, options } satisfies FromPane);
}

function answered({ turn, value, fault }: Extract<FromHost, { type: "answer" }>): void {
  const asked = waiting.get(turn);
  waiting.delete(turn);
  if (fault === undefined) asked?.resolve(value ?? "");
  else asked?.reject(new Error(fault));
}
