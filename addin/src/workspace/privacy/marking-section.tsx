/** Whether linked mails and meetings carry a category in Outlook, and if not, why. */
import { makeStyles, Switch, tokens, typographyStyles } from "@fluentui/react-components";
import { useChooseMarking } from "../../api/privacy";
import type { Marking } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { usePrivacyText } from "./texts";

const useStyles = makeStyles({
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  text: { ...typographyStyles.body1, margin: 0 },
  failed: { ...typographyStyles.body1, margin: 0, color: tokens.colorStatusDangerForeground1 },
});

type Scope = "mailbox" | "organisation";

export function MarkingSection({ found }: { readonly found: Marking }) {
  const styles = useStyles();
  const t = usePrivacyText();
  return (
    <>
      {found.has_mailbox && <Choice scope="mailbox" isOn={found.mailbox ?? found.organisation} />}
      {found.can_decide_for_all && <Choice scope="organisation" isOn={found.organisation} />}
      {found.has_mailbox && <State found={found} />}
      <p className={styles.quiet}>{t("marking.guests")}</p>
    </>
  );
}

function Choice({ scope, isOn }: { readonly scope: Scope; readonly isOn: boolean }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const choose = useChooseMarking();
  return (
    <>
      <Switch
        label={t(`marking.${scope}`)}
        checked={choose.isPending ? (choose.variables.is_on ?? isOn) : isOn}
        onChange={(_, { checked }) => choose.mutate({ scope, is_on: checked })}
      />
      {choose.isError && <p className={styles.failed}>{t("failed.text")}</p>}
    </>
  );
}

function State({ found }: { readonly found: Marking }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const { format } = useLocale();
  const isOn = found.mailbox ?? found.organisation;
  return (
    <div role="status">
      {found.waiting > 0 && (
        <p className={styles.text}>
          {t("marking.waiting", { count: found.waiting, number: format.number(found.waiting) })}
        </p>
      )}
      {(isOn || found.marked > 0) && (
        <p className={styles.text}>
          {t("marking.marked", { count: found.marked, number: format.number(found.marked) })}
        </p>
      )}
      {!isOn && found.waiting === 0 && <p className={styles.text}>{t("marking.off")}</p>}
      {isOn && found.missing.length > 0 && (
        <p className={styles.text}>{t("marking.missing", { names: format.list(found.missing) })}</p>
      )}
    </div>
  );
}
