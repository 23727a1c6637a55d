/** What the pane will look like, while the answer is on its way: same places, same heights. */
import { makeStyles, Skeleton, SkeletonItem, tokens, typographyStyles } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { usePaneText } from "./texts";

const SLOW_AFTER_MS = 4_000;

const useStyles = makeStyles({
  block: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  row: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "center" },
  lines: { flexGrow: 1, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  slow: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    padding: tokens.spacingHorizontalL,
    margin: 0,
  },
});

export function PaneSkeleton() {
  const styles = useStyles();
  const t = usePaneText();
  const slow = useSlow();
  return (
    <div role="status" aria-busy="true">
      <Skeleton aria-label={t("pane.loading")}>
        <div className={styles.block}>
          <div className={styles.row}>
            <SkeletonItem shape="square" size={36} />
            <div className={styles.lines}>
              <SkeletonItem size={20} style={{ width: "60%" }} />
              <SkeletonItem size={12} style={{ width: "80%" }} />
            </div>
          </div>
          <SkeletonItem size={40} />
          <SkeletonItem size={72} />
        </div>
        {[64, 128].map((height) => (
          <div key={height} className={styles.block}>
            <SkeletonItem size={12} style={{ width: "30%" }} />
            <SkeletonItem style={{ height }} />
          </div>
        ))}
      </Skeleton>
      {slow && <p className={styles.slow}>{t("pane.slow")}</p>}
    </div>
  );
}

function useSlow(): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return slow;
}
