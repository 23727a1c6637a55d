/** Starts the stand-in Outlook: configuration, who uses it, their mailbox, then React. */
import { createRoot } from "react-dom/client";
import { graphRequest } from "./graph";
import { loadHostConfig } from "./host-config";
import { OutlookApp } from "./outlook-app";
import { addressOf, readSettings } from "./settings";
import { openAccountPicker, pickedAccount } from "./sign-in";

async function start(root: HTMLElement): Promise<void> {
  const config = await loadHostConfig();
  const picked = await pickedAccount(config, graphRequest(config));
  const settings = readSettings(picked?.asked ?? location.search);
  const user = picked?.user ?? settings.user;
  if (!user) {
    await openAccountPicker(config, graphRequest(config));
    return;
  }
  const complete = { ...settings, user };
  history.replaceState(null, "", addressOf(complete));
  createRoot(root).render(<OutlookApp config={config} initial={complete} />);
}

const root = document.getElementById("root");
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = error instanceof Error ? error.message : String(error);
  });
}
