/** The ways of seeing the opportunities, each with an address of its own. */
import { Link, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import type { MouseEvent, ReactElement } from "react";
import { LOOKS, type Look, type Question, searchOf } from "./question";
import { useListText } from "./texts";

const useStyles = makeStyles({
  looks: { display: "flex", flexWrap: "wrap", columnGap: tokens.spacingHorizontalXL },
  look: {
    ...typographyStyles.body1,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minHeight: "40px",
    color: tokens.colorNeutralForeground1,
    borderBottom: "3px solid transparent",
    textDecorationLine: "none",
    ":hover": { textDecorationLine: "none", borderBottomColor: tokens.colorNeutralStroke1 },
    "@media (pointer: coarse)": { minHeight: "44px" },
  },
  current: {
    ...typographyStyles.body1Strong,
    borderBottomColor: tokens.colorCompoundBrandStroke,
    ":hover": { borderBottomColor: tokens.colorCompoundBrandStroke },
  },
  icon: { display: "flex", fontSize: "20px" },
});

interface LooksProps {
  readonly question: Question;
  readonly ask: (question: Question) => void;
  readonly iconOf: (look: Look) => ReactElement;
}

export function Looks({ question, ask, iconOf }: LooksProps) {
  const styles = useStyles();
  const t = useListText();
  const follow = (look: Look) => (event: MouseEvent) => {
    // A new tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    ask({ ...question, look, review: undefined });
  };
  return (
    <nav className={styles.looks} aria-label={t("look.label")}>
      {LOOKS.map((look) => (
        <Link
          key={look}
          appearance="subtle"
          href={location.pathname + searchOf({ ...question, look, review: undefined })}
          className={mergeClasses(styles.look, look === question.look && styles.current)}
          onClick={follow(look)}
          {...(look === question.look && { "aria-current": "page" as const })}
        >
          <span className={styles.icon} aria-hidden>
            {iconOf(look)}
          </span>
          {t(`look.${look}`)}
        </Link>
      ))}
    </nav>
  );
}
