/** Why a screen can show nothing, and the one thing to do about it. */
import { Button, makeStyles } from "@fluentui/react-components";
import { CloudOff28Regular } from "@fluentui/react-icons/svg/cloud-off";
import { LockClosed28Regular } from "@fluentui/react-icons/svg/lock-closed";
import { PersonAccounts24Regular } from "@fluentui/react-icons/svg/person-accounts";
import { PlugDisconnected28Regular } from "@fluentui/react-icons/svg/plug-disconnected";
import { useState } from "react";
import type { ApiError } from "../api/client";
import { PageMessage } from "../ui/page-message";
import { PermissionMessage } from "../ui/permission-step";
import { useSignIn } from "./sign-in-context";
import { useWorkspaceText } from "./texts";

const useStyles = makeStyles({
  middle: { minHeight: "100%", display: "grid", placeContent: "center" },
});

export function Failure({ error, retry }: { error: ApiError; retry: () => Promise<unknown> }) {
  const styles = useStyles();
  const signIn = useSignIn();
  if (error.step) {
    return (
      <div className={styles.middle}>
        <PermissionMessage step={error.step} signIn={signIn.start} retry={retry} />
      </div>
    );
  }
  return (
    <div className={styles.middle}>
      {error.failure === "signed_out" ? <SignedOut /> : <NotThere error={error} retry={retry} />}
    </div>
  );
}

function NotThere({ error, retry }: { error: ApiError; retry: () => Promise<unknown> }) {
  const t = useWorkspaceText();
  if (error.failure === "not_found") {
    return (
      <PageMessage
        icon={<LockClosed28Regular />}
        title={t("failure.notYours.title")}
        text={t("failure.notYours.text")}
      >
        <SwitchAccount />
      </PageMessage>
    );
  }
  const isOffline = error.failure === "offline";
  return (
    <PageMessage
      icon={isOffline ? <CloudOff28Regular /> : <PlugDisconnected28Regular />}
      title={isOffline ? t("failure.offline.title") : t("failure.down.title")}
      text={isOffline ? t("failure.offline.text") : t("failure.down.text")}
    >
      <Button appearance="primary" onClick={() => void retry()}>
        {t("action.retry")}
      </Button>
    </PageMessage>
  );
}

function SignedOut() {
  const t = useWorkspaceText();
  const signIn = useSignIn();
  const [refusal, setRefusal] = useState<string>();
  const start = () =>
    signIn.start().catch((error: unknown) => {
      setRefusal(error instanceof Error ? error.message : String(error));
    });
  return (
    <PageMessage
      icon={<PersonAccounts24Regular />}
      title={t("failure.signedOut.title")}
      text={refusal ? t("failure.signedOut.failed", { reason: refusal }) : t("failure.signedOut.text")}
    >
      <Button appearance="primary" onClick={() => void start()}>
        {t("action.signIn")}
      </Button>
    </PageMessage>
  );
}

function SwitchAccount() {
  const t = useWorkspaceText();
  const signIn = useSignIn();
  return <Button onClick={() => void signIn.end()}>{t("account.signOut")}</Button>;
}
