/** Windows that the add-in opens over the pane, and the way back from within one. */
import type { Dialogs } from "./office";

const TOLD = "office-standin/dialog";
const LOOK_MS = 300;

export const windowDialogs: Dialogs = {
  open: (url, onMessage, onClose) => {
    const opened = window.open(url, "_blank", "popup,width=480,height=640");
    const stop = new AbortController();
    const listen = ({ source, data, origin }: MessageEvent<{ kind?: string; message?: string }>) => {
      if (source === opened && data?.kind === TOLD) onMessage(data.message ?? "", origin);
    };
    window.addEventListener("message", listen, { signal: stop.signal });
    const timer = setInterval(() => {
      if (opened && !opened.closed) return;
      end();
      onClose();
    }, LOOK_MS);
    const end = () => {
      clearInterval(timer);
      stop.abort();
    };
    return () => {
      end();
      opened?.close();
    };
  },
  messageParent: (message) => {
    const opener: Window | null = window.opener;
    opener?.postMessage({ kind: TOLD, message }, window.location.origin);
  },
};

/** Whether this page was opened by another: a dialog has no Outlook around it. */
export function isDialog(): boolean {
  return window.parent === window && window.opener !== null;
}
