/** The next step where Trato lacks a permission, or Entra wants one more proof; shared by the pane and the workspace. */
import { Button } from "@fluentui/react-components";
import { Key24Regular } from "@fluentui/react-icons/svg/key";
import { ShieldKeyhole24Regular } from "@fluentui/react-icons/svg/shield-keyhole";
import { useState } from "react";
import { catalogueHook } from "../i18n/locale-context";
import { permissionEn } from "../i18n/permission-en";
import { permissionEs } from "../i18n/permission-es";
import { PageMessage } from "./page-message";

const usePermissionText = catalogueHook<typeof permissionEn>({ en: permissionEn, es: permissionEs });

/** As the API's failures tell it: an address, empty where only an administrator knows it, or claims to sign in with. */
interface PermissionStep {
  readonly consentUrl?: string | undefined;
  readonly claims?: string | undefined;
}

interface PermissionStepProps {
  readonly step: PermissionStep;
  /** Signs in with what Entra asks for; where it leaves the page, it never comes back here. */
  readonly signIn: (claims: string | undefined) => Promise<void>;
  readonly retry: () => Promise<unknown>;
}

export function PermissionMessage({ step, signIn, retry }: PermissionStepProps) {
  return step.consentUrl === undefined ? (
    <OneMoreProof claims={step.claims} signIn={signIn} retry={retry} />
  ) : (
    <Consent url={step.consentUrl} retry={retry} />
  );
}

function Consent({ url, retry }: { url: string; retry: () => Promise<unknown> }) {
  const t = usePermissionText();
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <PageMessage
      icon={<ShieldKeyhole24Regular />}
      title={t("consent.title")}
      text={url ? t("consent.text") : t("consent.admin")}
    >
      {url && (
        <>
          <Button as="a" appearance="primary" href={url} target="_blank" rel="noreferrer">
            {t("consent.open")}
          </Button>
          <Button onClick={() => void copy()}>{isCopied ? t("consent.copied") : t("consent.copy")}</Button>
        </>
      )}
      <Button onClick={() => void retry()}>{t("step.retry")}</Button>
    </PageMessage>
  );
}

function OneMoreProof({ claims, signIn, retry }: Omit<PermissionStepProps, "step"> & PermissionStep) {
  const t = usePermissionText();
  const [refusal, setRefusal] = useState<string>();
  const start = () =>
    signIn(claims).then(retry, (error: unknown) => {
      setRefusal(error instanceof Error ? error.message : String(error));
    });
  return (
    <PageMessage
      icon={<Key24Regular />}
      title={t("claims.title")}
      text={refusal ? t("claims.failed", { reason: refusal }) : t("claims.text")}
    >
      <Button appearance="primary" onClick={() => void start()}>
        {t("claims.signIn")}
      </Button>
    </PageMessage>
  );
}
