/** One block of the pane under a quiet heading. */
import { makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";

const useStyles = makeStyles({
  section: {
    // The border ends where the text does, with or without a scrollbar beside it.
    margin: `0 ${tokens.spacingHorizontalL}`,
    padding: `${tokens.spacingVerticalM} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  top: {
    display: "flex",
    alignItems: "center",
    justifyContent: "space-between",
    minHeight: "24px",
    marginBottom: tokens.spacingVerticalXS,
  },
  heading: { ...typographyStyles.caption1Strong, color: tokens.colorNeutralForeground3, margin: 0 },
});

export function Section(props: {
  heading: string;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const styles = useStyles();
  const id = useId();
  return (
    <section aria-labelledby={id} className={mergeClasses(styles.section, props.className)}>
      <div className={styles.top}>
        <h2 id={id} className={styles.heading}>
          {props.heading}
        </h2>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
