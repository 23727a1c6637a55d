/** Where an opportunity stands in its sales process: one bar a stage, filled up to the current one. */
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  steps: { display: "flex", gap: "3px" },
  step: {
    flexGrow: 1,
    height: "6px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralStroke1,
    forcedColorAdjust: "none",
    "@media (forced-colors: active)": { backgroundColor: "Canvas", outline: "1px solid CanvasText" },
  },
  reached: {
    backgroundColor: tokens.colorBrandForeground1,
    "@media (forced-colors: active)": { backgroundColor: "CanvasText" },
  },
});

export function StageSteps(props: { position: number; of: number; label: string }) {
  const styles = useStyles();
  const steps = Array.from({ length: props.of }, (_, index) => index + 1);
  return (
    <div className={styles.steps} role="img" aria-label={props.label} title={props.label}>
      {steps.map((step) => (
        <div key={step} className={mergeClasses(styles.step, step <= props.position && styles.reached)} />
      ))}
    </div>
  );
}
