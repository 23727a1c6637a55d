/** One quiet line at the foot while something happened that nobody has seen; it opens into what that was. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Alert20Regular } from "@fluentui/react-icons/svg/alert";
import { useEffect, useRef, useState } from "react";
import { useNews } from "../../api/team-calendar";
import { NewsList } from "../../meetings/news-list";
import { useMeetingsText } from "../../meetings/texts";

const useStyles = makeStyles({
  strip: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  line: { width: "100%", justifyContent: "flex-start", minHeight: "36px", ...typographyStyles.caption1 },
  list: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    maxHeight: "50vh",
    overflowY: "auto",
    padding: `0 ${tokens.spacingHorizontalM} ${tokens.spacingVerticalS}`,
  },
});

/** `about` names what is open in Outlook: whoever goes on to something else has read what they wanted. */
export default function NewsStrip({ about }: { about: string | undefined }) {
  const styles = useStyles();
  const t = useMeetingsText();
  const strip = useRef<HTMLElement>(null);
  const [isOpen, setOpen] = useState(false);
  const { news } = useNews();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes when this changes
  useEffect(() => setOpen(false), [about]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const closed = new AbortController();
    const leave = ({ target }: MouseEvent) => {
      if (target instanceof Node && !strip.current?.contains(target)) setOpen(false);
    };
    // After the click has done what it was for, so that nothing moves under the pointer before.
    document.addEventListener("click", leave, { signal: closed.signal });
    return () => closed.abort();
  }, [isOpen]);
  if (news.length === 0) return null;
  return (
    <section ref={strip} className={styles.strip} aria-label={t("news.title")}>
      <Button
        appearance="subtle"
        size="small"
        className={styles.line}
        icon={<Alert20Regular />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? t("news.close") : t("news.count", { count: news.length })}
      </Button>
      {isOpen && (
        <div className={styles.list}>
          <NewsList />
        </div>
      )}
    </section>
  );
}
