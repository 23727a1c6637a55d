/** Starts the task pane: configuration, Outlook, sign-in, API, then React. */
import { createRoot } from "react-dom/client";
import { createApi } from "../api/client";
import { followOtherPanes } from "../api/other-panes";
import { createQueryClient } from "../api/query-client";
import { nestedSignIn } from "../outlook/access-token";
import { dialogSignIn } from "../outlook/dialog-window";
import { connectOutlook } from "../outlook/outlook";
import { App } from "./app";
import { readConfig } from "./config";

async function start(root: HTMLElement): Promise<void> {
  const config = readConfig(document);
  const outlook = await connectOutlook();
  const signIn = outlook.signsIn
    ? nestedSignIn(config, () => outlook.mailbox)
    : dialogSignIn(outlook.mailbox);
  const api = createApi(config.apiBase, signIn.accessToken);
  document.documentElement.lang = outlook.locale;
  const queryClient = createQueryClient();
  followOtherPanes(queryClient);
  createRoot(root).render(<App api={api} queryClient={queryClient} services={{ outlook, signIn }} />);
}

const root = document.getElementById("root");
if (root) {
  start(root).catch((error: unknown) => {
    // Nothing is there yet to show it better, not even a language.
    root.textContent = error instanceof Error ? error.message : String(error);
  });
}
