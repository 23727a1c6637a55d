/** Why nothing can be shown, and what to do about it. */
import { Button } from "@fluentui/react-components";
import { CloudOff28Regular } from "@fluentui/react-icons/svg/cloud-off";
import { LockClosed28Regular } from "@fluentui/react-icons/svg/lock-closed";
import { PersonAccounts24Regular } from "@fluentui/react-icons/svg/person-accounts";
import { PlugDisconnected28Regular } from "@fluentui/react-icons/svg/plug-disconnected";
import { useState } from "react";
import type { ApiError, PermissionStep } from "../api/client";
import { PageMessage } from "../ui/page-message";
import { PermissionMessage } from "../ui/permission-step";
import { usePaneServices } from "./pane-services";
import { usePaneText } from "./texts";

interface FailureMessageProps {
  readonly failure: ApiError["failure"];
  readonly step?: PermissionStep | undefined;
  readonly retry: () => Promise<unknown>;
}

export function FailureMessage({ failure, step, retry }: FailureMessageProps) {
  const t = usePaneText();
  const { signIn } = usePaneServices();
  if (step) return <PermissionMessage step={step} signIn={signIn.interactively} retry={retry} />;
  const again = (
    <Button appearance="primary" onClick={retry}>
      {t("action.retry")}
    </Button>
  );
  switch (failure) {
    case "signed_out":
      return <SignedOut retry={retry} />;
    case "offline":
      return (
        <PageMessage
          icon={<CloudOff28Regular />}
          title={t("state.offline.title")}
          text={t("state.offline.text")}
        >
          {again}
        </PageMessage>
      );
    case "not_found":
      return (
        <PageMessage
          icon={<LockClosed28Regular />}
          title={t("state.notFound.title")}
          text={t("state.notFound.text")}
        />
      );
    case "unreachable":
    case "refused":
    case "stale":
      return (
        <PageMessage
          icon={<PlugDisconnected28Regular />}
          title={t("state.down.title")}
          text={t("state.down.text")}
        >
          {again}
        </PageMessage>
      );
  }
}

function SignedOut({ retry }: { retry: () => Promise<unknown> }) {
  const t = usePaneText();
  const { signIn } = usePaneServices();
  const [refusal, setRefusal] = useState<string>();
  const start = () =>
    signIn.interactively().then(retry, (error: unknown) => {
      setRefusal(error instanceof Error ? error.message : String(error));
    });
  return (
    <PageMessage
      icon={<PersonAccounts24Regular />}
      title={t("state.signedOut.title")}
      text={refusal ? t("state.signedOut.failed", { reason: refusal }) : t("state.signedOut.text")}
    >
      <Button appearance="primary" onClick={start}>
        {t("action.signIn")}
      </Button>
    </PageMessage>
  );
}
