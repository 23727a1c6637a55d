/** The keys of a review, always in sight: one learns them while one works. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useReviewText } from "./texts";

export const KEYS = ["c", "n", "1", "p", "l", "s", "j", "z"] as const;

const useStyles = makeStyles({
  keys: {
    display: "flex",
    flexWrap: "wrap",
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    margin: 0,
    "@media (hover: none)": { display: "none" },
  },
  pair: { display: "flex", gap: tokens.spacingHorizontalXS },
  deed: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
});

const WRITTEN: Readonly<Record<string, string>> = { "1": "1–4", j: "j k", n: "n h d a", l: "g l x" };

export function KeyList({ keys }: { keys: readonly (typeof KEYS)[number][] }) {
  const styles = useStyles();
  const t = useReviewText();
  return (
    <dl className={styles.keys} aria-label={t("key.title")}>
      {keys.map((key) => (
        <div key={key} className={styles.pair}>
          <dt>
            <Key>{WRITTEN[key] ?? key}</Key>
          </dt>
          <dd className={styles.deed}>{t(`key.${key}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

const useKeyStyles = makeStyles({
  key: {
    ...typographyStyles.caption1Strong,
    padding: `0 ${tokens.spacingHorizontalXS}`,
    borderRadius: tokens.borderRadiusSmall,
    border: "1px solid currentColor",
    color: "inherit",
    "@media (hover: none)": { display: "none" },
  },
});

export function Key({ children }: { children: string }) {
  const styles = useKeyStyles();
  return <kbd className={styles.key}>{children}</kbd>;
}
