/** A person's influence as a small bar, readable without colour and by a screen reader. */
import { makeStyles, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  track: {
    width: "40px",
    height: "4px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralStroke1,
    overflow: "hidden",
    flexShrink: 0,
    forcedColorAdjust: "none",
    "@media (forced-colors: active)": { backgroundColor: "Canvas", outline: "1px solid CanvasText" },
  },
  filled: {
    height: "100%",
    backgroundColor: tokens.colorBrandForeground1,
    "@media (forced-colors: active)": { backgroundColor: "CanvasText" },
  },
});

export function InfluenceBar(props: { value: number; label: string }) {
  const styles = useStyles();
  return (
    <div className={styles.track} role="img" aria-label={props.label} title={props.label}>
      <div className={styles.filled} style={{ width: `${Math.max(0, Math.min(100, props.value))}%` }} />
    </div>
  );
}
