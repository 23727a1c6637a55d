/** What a rule covers of what is there: the numbers, what could not come back, and a few of one's own mails. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";
import type { ExclusionPreview } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { usePrivacyText } from "./texts";

const useStyles = makeStyles({
  panel: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  title: { ...typographyStyles.body1Strong, margin: 0 },
  text: { ...typographyStyles.body1, margin: 0 },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  numbers: { fontVariantNumeric: "tabular-nums" },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  mail: { padding: `${tokens.spacingVerticalXXS} 0`, overflowWrap: "anywhere" },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

export function PreviewPanel({ found, children }: { found: ExclusionPreview; children?: ReactNode }) {
  const styles = useStyles();
  const t = usePrivacyText();
  const { format } = useLocale();
  const id = useId();
  const counted = (count: number) => ({ count, number: format.number(count) });
  const parts = [
    [found.mails, "preview.mails"],
    [found.events, "preview.events"],
    [found.interactions, "preview.interactions"],
    [found.links, "preview.links"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, key]) => t(key, counted(count)));
  return (
    <section className={styles.panel} aria-labelledby={id} role="status">
      <h3 id={id} className={styles.title}>
        {t("preview.title")}
      </h3>
      <p className={mergeClasses(styles.text, styles.numbers)}>
        {told.length === 0 ? t("preview.nothing") : told.join(" · ")}
      </p>
      {!found.is_complete && <p className={styles.quiet}>{t("preview.more")}</p>}
      {found.lost > 0 && <p className={styles.quiet}>{t("preview.lost", counted(found.lost))}</p>}
      {found.sample.length > 0 && (
        <div>
          <p className={styles.quiet}>{t("preview.sample")}</p>
          <ul className={styles.list}>
            {found.sample.map((mail) => (
              <li key={`${mail.at} ${mail.sender} ${mail.subject}`} className={styles.mail}>
                {mail.subject || t("preview.noSubject")}
                <p className={styles.quiet}>
                  {mail.sender} · {format.stamp(new Date(mail.at))}
                </p>
              </li>
            ))}
          </ul>
        </div>
      )}
      {children && <div className={styles.foot}>{children}</div>}
    </section>
  );
}
