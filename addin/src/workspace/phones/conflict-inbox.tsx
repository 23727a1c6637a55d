/** What waits for a word: both values side by side, and one button for each way to settle it. */
import { Button, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useId } from "react";
import { type PhoneDeed, usePhoneConflicts, usePhoneDeed } from "../../api/phones";
import type { PhoneConflict } from "../../api/types";
import { Card, Failed, usePartStyles } from "./parts";
import { usePhonesText } from "./texts";
import { fieldName, inWords } from "./value";

export function ConflictInbox() {
  const styles = usePartStyles();
  const t = usePhonesText();
  const found = usePhoneConflicts();
  const deed = usePhoneDeed();
  const items = found.data?.items ?? [];
  return (
    <Card heading={t("conflicts.title")} lead={t("conflicts.lead")}>
      {deed.isError && <Failed error={deed.error} />}
      {deed.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>{t("done.settled")}</MessageBarBody>
        </MessageBar>
      )}
      {found.data && items.length === 0 && <p className={styles.quiet}>{t("conflicts.none")}</p>}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t("conflicts.label")}>
          {items.map((one) => (
            <Conflict key={one.id} conflict={one} isBusy={deed.isPending} act={deed.mutate} />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface ConflictProps {
  readonly conflict: PhoneConflict;
  readonly isBusy: boolean;
  readonly act: (deed: PhoneDeed) => void;
}

function Conflict({ conflict, isBusy, act }: ConflictProps) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const id = useId();
  const { field } = conflict;
  const isWhole = field === "gone" || field === "changed_after_removal";
  return (
    <li className={styles.row} aria-labelledby={id}>
      <div className={styles.top}>
        <h3 id={id} className={styles.name}>
          {conflict.contact.name}
        </h3>
        <span className={styles.quiet}>{isWhole ? t(`conflict.${field}`) : fieldName(field, t)}</span>
      </div>
      {!isWhole && (
        <>
          <p className={styles.text}>
            <span className={styles.quiet}>{t("conflict.ours")}:</span> {inWords(conflict.ours, t)}
          </p>
          <p className={styles.text}>
            <span className={styles.quiet}>{t("conflict.theirs")}:</span> {inWords(conflict.theirs, t)}
          </p>
        </>
      )}
      <div className={styles.foot}>
        {conflict.choices.map((choice) => (
          <Button
            key={choice}
            className={styles.button}
            disabled={isBusy}
            onClick={() => act({ do: "settle", conflictId: conflict.id, choice })}
          >
            {t(`choice.${choice}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}
