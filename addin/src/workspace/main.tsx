/** Starts the workspace: configuration, sign-in, API, then React. */
import { createRoot } from "react-dom/client";
import { createApi } from "../api/client";
import { createQueryClient } from "../api/query-client";
import { App } from "./app";
import { readConfig } from "./config";
import { MapStyleContext } from "./map-style";
import { connectSignIn } from "./sign-in";

async function start(root: HTMLElement): Promise<void> {
  const config = readConfig(document);
  const signIn = await connectSignIn(config, new URLSearchParams(location.search).get("user"));
  const api = createApi(config.apiBase, signIn.accessToken);
  createRoot(root).render(
    <MapStyleContext value={config.mapStyle}>
      <App api={api} queryClient={createQueryClient()} signIn={signIn} />
    </MapStyleContext>,
  );
}

const root = document.getElementById("root");
if (root) {
  start(root).catch((error: unknown) => {
    // Nothing is there yet to show it better, not even a language.
    root.textContent = error instanceof Error ? error.message : String(error);
  });
}
