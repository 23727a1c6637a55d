/** Who changed which rules; the last change can be taken back. */
import { Button } from "@fluentui/react-components";
import { type RuleChange, useRuleChanges } from "../../api/rules";
import { useLocale } from "../../i18n/locale-context";
import { useRuleStyles } from "./parts";
import { useRulesText } from "./texts";

interface ChangeLogProps {
  readonly stages: readonly { readonly key: string; readonly name: string }[];
  readonly isBusy: boolean;
  readonly undo: (change: RuleChange) => void;
}

export function ChangeLog({ stages, isBusy, undo }: ChangeLogProps) {
  const styles = useRuleStyles();
  const t = useRulesText();
  const { format } = useLocale();
  const found = useRuleChanges();
  const named = (key: string) => stages.find((stage) => stage.key === key)?.name ?? key;
  const about = (change: RuleChange) =>
    [
      change.stages.length > 0 && t("log.stages", { names: format.list(change.stages.map(named)) }),
      change.groups.length > 0 && t("log.groups", { names: format.list(change.groups) }),
      format.list(change.reasons.map((code) => t(`why.${code}`))),
    ]
      .filter(Boolean)
      .join(" · ");
  const by = (change: RuleChange) =>
    [
      change.by || t("log.folder"),
      format.stamp(new Date(change.at)),
      change.source === "undo" ? t("log.undo") : "",
    ]
      .filter(Boolean)
      .join(", ");
  return (
    <section className={styles.card} aria-label={t("log.title")}>
      <h2 className={styles.heading}>{t("log.title")}</h2>
      {found.data?.items.length === 0 && <p className={styles.quiet}>{t("log.none")}</p>}
      <ul className={styles.list}>
        {found.data?.items.map((change) => (
          <li key={change.id} className={styles.row}>
            <div>
              <p className={styles.text}>{about(change)}</p>
              <p className={styles.quiet}>{by(change)}</p>
            </div>
            {change.can_undo && (
              <Button
                className={styles.button}
                size="small"
                disabled={isBusy}
                aria-label={t("log.undoNamed", { when: format.stamp(new Date(change.at)) })}
                onClick={() => undo(change)}
              >
                {t("save.undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
