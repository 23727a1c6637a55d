/** The sales process of an opportunity: the steps of its stage, ticked off by what happened or by hand, and before. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import type { PipelineRow } from "../../../api/pipeline";
import { type StageCourse, useProcess } from "../../../api/tasks";
import { useLocale } from "../../../i18n/locale-context";
import { type TaskDeeds, useTaskDeeds } from "../../tasks/deeds";
import { Said } from "../../tasks/said";
import { TaskItem } from "../../tasks/task-item";
import { useTasksText } from "../../tasks/texts";
import { useNow } from "../now";

const useStyles = makeStyles({
  heading: {
    ...typographyStyles.subtitle2,
    margin: `${tokens.spacingVerticalXL} 0 ${tokens.spacingVerticalXS}`,
  },
  stage: { ...typographyStyles.body1Strong, margin: `${tokens.spacingVerticalS} 0 0` },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  earlier: { ...typographyStyles.body1, cursor: "pointer", paddingTop: tokens.spacingVerticalM },
});

/** Shows nothing where the process has no steps for this opportunity. */
export function SalesProcess({ row }: { row: PipelineRow }) {
  const styles = useStyles();
  const t = useTasksText();
  const found = useProcess(row.opportunity.id, row.opportunity.etag).data;
  const deeds = useTaskDeeds();
  if (!found || found.stages.length === 0) return null;
  const [present, ...before] = found.stages;
  const current = present && present.left_at === null ? present : undefined;
  const earlier = current ? before : found.stages;
  return (
    <section aria-label={t("process.heading")}>
      <h3 className={styles.heading}>{t("process.heading")}</h3>
      {found.pipeline && <p className={styles.quiet}>{found.pipeline}</p>}
      {current ? (
        <Stage stage={current} deeds={deeds} />
      ) : (
        <p className={styles.quiet}>{t("process.none")}</p>
      )}
      <Said deeds={deeds} />
      {earlier.length > 0 && (
        <details>
          <summary className={styles.earlier}>{t("process.earlier")}</summary>
          {earlier.map((one) => (
            <Stage key={one.key} stage={one} deeds={deeds} />
          ))}
        </details>
      )}
    </section>
  );
}

function Stage({ stage, deeds }: { stage: StageCourse; deeds: TaskDeeds }) {
  const styles = useStyles();
  const t = useTasksText();
  const { format } = useLocale();
  const now = useNow();
  const at = new Date(stage.left_at ?? stage.started_at);
  return (
    <>
      <h4 className={styles.stage}>{stage.name}</h4>
      <p className={styles.quiet}>
        {t(stage.left_at ? "process.left" : "process.since", { when: format.distance(at, now) })}
      </p>
      <ul className={styles.list} aria-label={stage.name}>
        {stage.steps.map((step) => (
          <TaskItem key={step.id} task={step} deeds={deeds} now={now} />
        ))}
      </ul>
    </>
  );
}
