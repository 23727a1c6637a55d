/** The ways of seeing the opportunities, each with an address of its own. */
import { Link, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { type MouseEvent, type ReactElement, useEffect, useRef } from "react";
import { LOOKS, type Look, type Question, searchOf } from "./question";
import { useListText } from "./texts";

const useStyles = makeStyles({
  looks: {
    position: "relative",
    display: "flex",
    flexWrap: "wrap",
    columnGap: tokens.spacingHorizontalXL,
    // On a phone one row that scrolls: three rows of it would take the room of what one came for.
    "@media (max-width: 480px)": {
      flexWrap: "nowrap",
      overflowX: "auto",
      columnGap: tokens.spacingHorizontalL,
    },
  },
  look: {
    ...typographyStyles.body1,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minHeight: "40px",
    flexShrink: 0,
    whiteSpace: "nowrap",
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
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const shown = row.current?.querySelector<HTMLElement>(`[data-look="${question.look}"]`);
    // Only sideways: the page stays where it is.
    if (row.current && shown) row.current.scrollLeft = shown.offsetLeft - row.current.clientWidth / 3;
  }, [question.look]);
  return (
    <nav ref={row} className={styles.looks} aria-label={t("look.label")}>
      {LOOKS.map((look) => (
        <Link
          key={look}
          data-look={look}
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
