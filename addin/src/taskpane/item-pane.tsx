/** One open item: asks for its context and shows the answer, the wait or the failure. */
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { ApiError } from "../api/client";
import { useMailContext } from "../api/mail-context";
import type { OpenItem } from "../outlook/open-item";
import { contextRequest } from "./context-request";
import { ContextView } from "./context-view";
import { FailureMessage } from "./failure-message";
import { usePaneServices } from "./pane-services";
import { PaneSkeleton } from "./pane-skeleton";
import { usePaneText } from "./texts";

export function ItemPane({ item }: { item: OpenItem }) {
  const t = usePaneText();
  const { outlook } = usePaneServices();
  const context = useMailContext(item.key, contextRequest(item, outlook.mailbox));
  const failure =
    context.error instanceof ApiError ? context.error.failure : context.error ? "unreachable" : null;

  if (failure === "signed_out") {
    return <FailureMessage failure={failure} retry={() => context.refetch()} />;
  }
  if (!context.data) {
    if (failure) return <FailureMessage failure={failure} retry={() => context.refetch()} />;
    return <PaneSkeleton />;
  }
  return (
    <>
      {failure && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {t(failure === "offline" ? "state.offline.kept" : "state.down.kept")}
          </MessageBarBody>
        </MessageBar>
      )}
      <ContextView item={item} context={context.data} />
    </>
  );
}
