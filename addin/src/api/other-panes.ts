/** A pinned pane and one beside a draft of its own window are two pages: what is saved in one is news in the other. */
import type { QueryClient } from "@tanstack/react-query";

const NAME = "trato-panes";

/** Tells other panes of this browser what succeeded here, and asks again when they tell. Returns how to stop. */
export function followOtherPanes(client: QueryClient): () => void {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = () => void client.invalidateQueries();
  const stop = client.getMutationCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "success") channel.postMessage("saved");
  });
  return () => {
    stop();
    channel.close();
  };
}
