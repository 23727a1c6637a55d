/** Contacts that are likely one person: both, why, and what one may do; a merge can be taken apart again. */
import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useState } from "react";
import { useDuplicates, usePhoneDeed } from "../../api/phones";
import type { Duplicate, ListedPerson } from "../../api/types";
import { Card } from "../sections";
import { Failed, usePartStyles } from "./parts";
import { type PhonesText, usePhonesText } from "./texts";

const PARTS = ["name", "company", "email", "number", "address", "birthday", "mark"] as const;

export function DuplicateCards() {
  const styles = usePartStyles();
  const t = usePhonesText();
  const found = useDuplicates();
  const deed = usePhoneDeed();
  const [merged, setMerged] = useState<string>();
  const items = found.data?.items ?? [];
  const merge = (kept: ListedPerson, gone: ListedPerson) =>
    deed.mutate({ do: "merge", keptId: kept.id, goneId: gone.id }, { onSuccess: ({ id }) => setMerged(id) });
  return (
    <Card heading={t("duplicates.title")} lead={t("duplicates.lead")}>
      {deed.isError && <Failed error={deed.error} />}
      {merged && (
        <MessageBar intent="success">
          <MessageBarBody>{t("duplicates.merged")}</MessageBarBody>
          <MessageBarActions>
            <Button
              disabled={deed.isPending}
              onClick={() =>
                deed.mutate({ do: "take-apart", mergeId: merged }, { onSuccess: () => setMerged(undefined) })
              }
            >
              {t("duplicates.apart")}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {found.data && items.length === 0 && <p className={styles.quiet}>{t("duplicates.none")}</p>}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t("duplicates.label")}>
          {items.map((one) => (
            <li key={`${one.first.id}-${one.second.id}`} className={styles.row}>
              <Somebody person={one.first} />
              <Somebody person={one.second} />
              <p className={styles.quiet}>{t("duplicates.why", { reasons: reasons(one, t) })}</p>
              <div className={styles.foot}>
                <Button
                  className={styles.button}
                  disabled={deed.isPending}
                  onClick={() => merge(one.first, one.second)}
                >
                  {t("duplicates.merge", { name: one.first.name })}
                </Button>
                <Button
                  className={styles.button}
                  disabled={deed.isPending}
                  onClick={() => merge(one.second, one.first)}
                >
                  {t("duplicates.merge", { name: one.second.name })}
                </Button>
                <Button
                  className={styles.button}
                  disabled={deed.isPending}
                  onClick={() => deed.mutate({ do: "never", firstId: one.first.id, secondId: one.second.id })}
                >
                  {t("duplicates.never")}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Somebody({ person }: { person: ListedPerson }) {
  const styles = usePartStyles();
  const rest = [person.company, ...person.numbers.map((one) => one.shown), ...person.emails];
  return (
    <p className={styles.text}>
      <strong>{person.name}</strong> {rest.filter(Boolean).join(" · ")}
    </p>
  );
}

function reasons({ reasons: told }: Duplicate, t: PhonesText): string {
  return PARTS.filter((part) => told.some((one) => one.part === part && one.weight > 0))
    .map((part) => t(`part.${part}`))
    .join(", ");
}
