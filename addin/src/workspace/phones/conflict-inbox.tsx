/** What waits for a word: both values side by side, and one button for each way to settle it. */
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useId } from "react";
import { type PhoneDeed, usePhoneConflicts, usePhoneDeed } from "../../api/phones";
import type { PhoneConflict } from "../../api/types";
import { Difference } from "../../phones/difference";
import { Card } from "../sections";
import { Failed, usePartStyles } from "./parts";
import { usePhonesText } from "./texts";

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
  const id = useId();
  return (
    <li className={styles.row} aria-labelledby={id}>
      <h3 id={id} className={styles.name}>
        {conflict.contact.name}
      </h3>
      <Difference
        conflict={conflict}
        isBusy={isBusy}
        settle={(choice) => act({ do: "settle", conflictId: conflict.id, choice })}
      />
    </li>
  );
}
