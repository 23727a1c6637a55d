/** What happened with an opportunity since it was last reviewed, by itself: mails, meetings, and what was changed. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { PipelineChoices } from "../../../api/pipeline";
import type { ReviewItem } from "../../../api/reviews";
import { useLocale } from "../../../i18n/locale-context";
import { Change } from "../card/history";
import { useNow } from "../now";
import { useListText } from "../texts";
import { useReviewText } from "./texts";

const useStyles = makeStyles({
  side: { minWidth: 0, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none", overflowY: "auto", maxHeight: "420px" },
  one: { padding: `${tokens.spacingVerticalS} 0`, borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  words: { ...typographyStyles.body1, margin: 0, overflowWrap: "anywhere" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0, display: "block" },
});

interface HappenedProps {
  readonly found: ReviewItem;
  readonly choices: PipelineChoices | undefined;
}

export function Happened({ found, choices }: HappenedProps) {
  const styles = useStyles();
  const t = useReviewText();
  const list = useListText();
  const { format } = useLocale();
  const now = useNow();
  const { happened, changes, since } = found;
  const isQuiet = happened.length + changes.length === 0;
  return (
    <section className={styles.side} aria-label={t("happened.title")}>
      <h3 className={styles.heading}>{t("happened.title")}</h3>
      <span className={styles.quiet}>
        {t("happened.since", { when: format.distance(new Date(since), now) })}
      </span>
      {isQuiet && <p className={styles.words}>{t("happened.nothing")}</p>}
      {!isQuiet && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ul className={styles.list} tabIndex={0} aria-label={t("happened.title")}>
          {happened.map((one) => (
            <li key={one.id} className={styles.one}>
              <p className={styles.words}>
                <strong>{list(`kind.${one.kind}`)}</strong> {one.summary ?? one.subject}
              </p>
              <span className={styles.quiet}>
                {[format.distance(new Date(one.ends_at), now), ...one.contacts.map(({ name }) => name)].join(
                  " · ",
                )}
              </span>
            </li>
          ))}
          {changes.map((change) => (
            <li key={change.id} className={styles.one}>
              <Change change={change} choices={choices} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
