/** The keys of the list, shown with "?". */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { useListText } from "../texts";

const useStyles = makeStyles({
  keys: {
    display: "grid",
    gridTemplateColumns: "auto 1fr",
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    margin: 0,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  key: { ...typographyStyles.body1Strong, minWidth: "20px", textAlign: "center" },
  deed: { ...typographyStyles.body1, margin: 0 },
});

const KEYS = [
  ["j", "keys.down"],
  ["k", "keys.up"],
  ["o", "keys.open"],
  ["e", "keys.edit"],
  ["z", "keys.undo"],
  ["?", "keys.help"],
] as const;

export function Keys() {
  const styles = useStyles();
  const t = useListText();
  return (
    <dl className={styles.keys} aria-label={t("keys.title")}>
      {KEYS.map(([key, deed]) => (
        <div key={key} style={{ display: "contents" }}>
          <dt className={styles.key}>
            <kbd>{key}</kbd>
          </dt>
          <dd className={styles.deed}>{t(deed)}</dd>
        </div>
      ))}
    </dl>
  );
}
