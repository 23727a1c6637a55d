/** Stands in for Microsoft's office.js in the demo and in tests: defines `Office` and connects it to the window around. */
import { createAuthBridge } from "./auth-bridge";
import { createOffice } from "./office";
import { CONNECT, type FromHost } from "./protocol";

const channel = new MessageChannel();
const office = createOffice();
const bridge = createAuthBridge((message) => channel.port1.postMessage({ type: "authRequest", message }));

channel.port1.addEventListener("message", ({ data }: MessageEvent<FromHost>) => {
  if (data.type === "state") office.follow(data.state);
  else bridge.receive(data.message);
});
channel.port1.start();

Object.assign(window, { Office: office.api, nestedAppAuthBridge: bridge.api });
window.parent.postMessage(CONNECT, window.location.origin, [channel.port2]);
