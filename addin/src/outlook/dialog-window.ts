/** Signing in through Office's dialog window, for hosts that cannot sign an add-in in by themselves. */
import type { SignIn } from "./access-token";
import { fromOffice } from "./from-office";

type FromDialog =
  | { readonly kind: "token"; readonly token: string; readonly until: number }
  | { readonly kind: "failure"; readonly reason: string };

const PAGE = "/sign-in";
const EARLY_MS = 60_000;

/** The token lives in the pane's memory; when it has run out the person signs in again, which Entra does in a blink. */
export function dialogSignIn(mailbox: string): SignIn {
  let held: Extract<FromDialog, { kind: "token" }> | undefined;
  return {
    accessToken: async ({ forceRefresh }) => {
      if (forceRefresh) held = undefined;
      if (!held || held.until - EARLY_MS < Date.now()) throw new Error("Nobody is signed in.");
      return held.token;
    },
    interactively: async (claims) => {
      const asked = new URLSearchParams({ hint: mailbox, ...(claims && { claims }) });
      const url = `${location.origin}${PAGE}?${asked}`;
      const dialog = await fromOffice<Office.Dialog>((done) =>
        Office.context.ui.displayDialogAsync(url, { height: 60, width: 30, promptBeforeOpen: false }, done),
      );
      held = await answerOf(dialog);
    },
  };
}

function answerOf(dialog: Office.Dialog): Promise<Extract<FromDialog, { kind: "token" }>> {
  return new Promise((resolve, reject) => {
    dialog.addEventHandler(Office.EventType.DialogMessageReceived, (told) => {
      // Only our own page may hand us a token; Outlook names the origin where it can.
      if (!("message" in told) || (told.origin && told.origin !== location.origin)) return;
      dialog.close();
      const answer = JSON.parse(told.message) as FromDialog;
      if (answer.kind === "token") resolve(answer);
      else reject(new Error(answer.reason));
    });
    dialog.addEventHandler(Office.EventType.DialogEventReceived, () =>
      reject(new Error("The sign-in window was closed.")),
    );
  });
}

/** Called in the dialog: hands the answer to the pane that opened it. */
export async function tellPane(answer: FromDialog): Promise<void> {
  await Office.onReady();
  Office.context.ui.messageParent(JSON.stringify(answer), { targetOrigin: location.origin });
}
