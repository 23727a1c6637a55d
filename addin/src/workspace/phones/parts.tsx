/** What the sections of the phone list screen are built of: a card with a heading, a row, why something failed. */
import { MessageBar, MessageBarBody, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";
import { ApiError } from "../../api/client";
import { usePhonesText } from "./texts";

export const usePartStyles = makeStyles({
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    "@media (max-width: 480px)": { padding: tokens.spacingHorizontalM },
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  lead: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: "4px 0 0",
    maxWidth: "60ch",
  },
  list: { display: "flex", flexDirection: "column", margin: 0, padding: 0, listStyleType: "none" },
  row: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  top: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  name: { ...typographyStyles.body1Strong, margin: 0, overflowWrap: "anywhere" },
  grow: { flexGrow: 1 },
  text: {
    ...typographyStyles.body1,
    margin: 0,
    overflowWrap: "anywhere",
    fontVariantNumeric: "tabular-nums",
  },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    overflowWrap: "anywhere",
  },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  button: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

export function Card(props: { heading: string; lead: string; children: ReactNode }) {
  const styles = usePartStyles();
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.heading}>
          {props.heading}
        </h2>
        <p className={styles.lead}>{props.lead}</p>
      </div>
      {props.children}
    </section>
  );
}

export function Failed({ error }: { error: Error }) {
  const t = usePhonesText();
  const isRefused = error instanceof ApiError && error.failure === "refused";
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {t("failed.title")}: {isRefused ? error.message : t("failed.text")}
      </MessageBarBody>
    </MessageBar>
  );
}
