/** A whole-pane message: what is the case, what will appear here, and the one thing to do now. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  message: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXL}`,
    textAlign: "center",
  },
  icon: {
    display: "grid",
    placeItems: "center",
    width: "56px",
    height: "56px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground2,
    fontSize: "28px",
    marginBottom: tokens.spacingVerticalXS,
  },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  text: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0, maxWidth: "280px" },
  // Words keep to one line: what does not fit beside the others stands below them.
  actions: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "center",
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalS,
    whiteSpace: "nowrap",
  },
});

export function PageMessage(props: { icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.message} role="status">
      <div className={styles.icon} aria-hidden>
        {props.icon}
      </div>
      <h1 className={styles.title}>{props.title}</h1>
      <p className={styles.text}>{props.text}</p>
      {props.children && <div className={styles.actions}>{props.children}</div>}
    </div>
  );
}
