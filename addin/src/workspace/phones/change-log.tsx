/** The undo log: what was written on either side, the newest first, each with the way back. */
import { Button, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useId } from "react";
import { type PhoneDeed, usePhoneChanges, usePhoneDeed } from "../../api/phones";
import type { PhoneChange } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { type DifferencesText, useDifferencesText } from "../../phones/texts";
import { fieldName, inWords } from "../../phones/value";
import { Card } from "../sections";
import { Failed, usePartStyles } from "./parts";
import { type PhonesText, usePhonesText } from "./texts";

export function ChangeLog() {
  const styles = usePartStyles();
  const t = usePhonesText();
  const found = usePhoneChanges();
  const deed = usePhoneDeed();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const now = new Date(found.data?.pages[0]?.now ?? 0);
  return (
    <Card heading={t("changes.title")} lead={t("changes.lead")}>
      {deed.isError && <Failed error={deed.error} />}
      {deed.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>{t("done.undone")}</MessageBarBody>
        </MessageBar>
      )}
      {found.data && items.length === 0 && <p className={styles.quiet}>{t("changes.none")}</p>}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t("changes.label")}>
          {items.map((one) => (
            <Change key={one.id} change={one} now={now} isBusy={deed.isPending} act={deed.mutate} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className={styles.button} onClick={() => void found.fetchNextPage()}>
          {t("changes.more")}
        </Button>
      )}
    </Card>
  );
}

interface ChangeProps {
  readonly change: PhoneChange;
  readonly now: Date;
  readonly isBusy: boolean;
  readonly act: (deed: PhoneDeed) => void;
}

function Change({ change, now, isBusy, act }: ChangeProps) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const fields = useDifferencesText();
  const { format } = useLocale();
  const id = useId();
  return (
    <li className={styles.row} aria-labelledby={id}>
      <div className={styles.top}>
        <h3 id={id} className={styles.name}>
          {change.contact.name}
        </h3>
        <span className={`${styles.quiet} ${styles.grow}`}>
          {t(`change.${change.side}`)} · {format.distance(new Date(change.at), now)}
        </span>
        {change.undone_at ? (
          <span className={styles.quiet}>{t("change.undone")}</span>
        ) : (
          <Button
            size="small"
            className={styles.button}
            disabled={isBusy}
            onClick={() => act({ do: "undo", changeId: change.id })}
          >
            {t("change.undo")}
          </Button>
        )}
      </div>
      <p className={styles.text}>{told(change, t, fields)}</p>
    </li>
  );
}

function told({ field, before, after }: PhoneChange, t: PhonesText, fields: DifferencesText): string {
  if (field === "*") return t(before === null ? "change.added" : "change.removed");
  const change = t("change.fromTo", { before: inWords(before, fields), after: inWords(after, fields) });
  return `${fieldName(field, fields)}: ${change}`;
}
