/** In place of a part of the pane that could not be fetched. */
import { Button } from "@fluentui/react-components";
import { PlugDisconnected28Regular } from "@fluentui/react-icons/svg/plug-disconnected";
import { PageMessage } from "../ui/page-message";
import { usePaneText } from "./texts";

interface PartMissingProps {
  readonly retry: () => void;
  /** Gives back what was there before. */
  readonly leave?: () => void;
}

export function PartMissing({ retry, leave }: PartMissingProps) {
  const t = usePaneText();
  return (
    <PageMessage
      icon={<PlugDisconnected28Regular />}
      title={t("state.part.title")}
      text={t("state.part.text")}
    >
      <Button appearance="primary" onClick={retry}>
        {t("action.retry")}
      </Button>
      {leave && <Button onClick={leave}>{t("picker.back")}</Button>}
    </PageMessage>
  );
}
