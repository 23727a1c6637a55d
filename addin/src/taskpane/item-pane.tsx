/** One open item: asks for its context and shows the answer, the wait or the failure. */
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useEffect, useState } from "react";
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

  const step = context.error instanceof ApiError ? context.error.step : undefined;

  if (failure === "signed_out" || (failure && step)) {
    return <FailureMessage failure={failure} step={step} retry={() => context.refetch()} />;
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
      <OwnerStrip />
      <ContextView item={item} context={context.data} />
    </>
  );
}

/** Says that the item lies in somebody else's mailbox: what only its owner may read is not shown. */
function OwnerStrip() {
  const t = usePaneText();
  const { outlook } = usePaneServices();
  const [owner, setOwner] = useState<string>();
  useEffect(() => {
    let wanted = true;
    void outlook.owner().then((found) => wanted && setOwner(found));
    return () => {
      wanted = false;
    };
  }, [outlook]);
  if (!owner || owner.toLowerCase() === outlook.mailbox.toLowerCase()) return null;
  return (
    <MessageBar layout="multiline">
      <MessageBarBody>{t("state.delegate", { owner })}</MessageBarBody>
    </MessageBar>
  );
}
