/** The way through the stages and how the close date moved: two small charts, each with who changed what as a table. */
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";
import {
  type FieldChange,
  type PipelineChoices,
  type PipelineRow,
  useFieldHistory,
} from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import { useNow } from "../now";
import { useListText } from "../texts";
import { type DateCourse, dateCourse, type StageCourse, stageCourse } from "./courses";

const HEIGHT = 96;

const useStyles = makeStyles({
  figure: { margin: `${tokens.spacingVerticalS} 0 ${tokens.spacingVerticalL}` },
  name: { ...typographyStyles.body1Strong, display: "block" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2 },
  rows: {
    display: "grid",
    gridTemplateColumns: "minmax(64px, max-content) minmax(0, 1fr) max-content",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalS,
    rowGap: tokens.spacingVerticalXS,
    marginTop: tokens.spacingVerticalS,
  },
  label: { ...typographyStyles.caption1, maxWidth: "128px", overflowWrap: "anywhere" },
  number: { ...typographyStyles.caption1, textAlign: "end", fontVariantNumeric: "tabular-nums" },
  track: {
    position: "relative",
    height: "12px",
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  span: {
    position: "absolute",
    insetBlock: 0,
    minWidth: "3px",
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorBrandForeground1,
    "@media (forced-colors: active)": { backgroundColor: "CanvasText", forcedColorAdjust: "none" },
  },
  plot: {
    position: "relative",
    height: `${HEIGHT}px`,
    margin: "8px 6px",
    color: tokens.colorBrandForeground1,
  },
  lines: { position: "absolute", inset: 0, width: "100%", height: "100%", overflow: "visible" },
  level: { stroke: tokens.colorNeutralStroke2, strokeWidth: "1px" },
  dot: {
    position: "absolute",
    width: "8px",
    height: "8px",
    boxSizing: "border-box",
    transform: "translate(-50%, 50%)",
    borderRadius: tokens.borderRadiusCircular,
    border: `2px solid ${tokens.colorBrandForeground1}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  ends: {
    ...typographyStyles.caption1,
    display: "flex",
    justifyContent: "space-between",
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
  },
  axis: { gridColumn: "2 / 3" },
  summary: {
    ...typographyStyles.caption1,
    width: "fit-content",
    cursor: "pointer",
    padding: `${tokens.spacingVerticalXS} 0`,
    "@media (pointer: coarse)": { minHeight: "44px", boxSizing: "border-box", paddingTop: "14px" },
  },
  table: { width: "100%", borderCollapse: "collapse", fontVariantNumeric: "tabular-nums" },
  cell: {
    ...typographyStyles.caption1,
    textAlign: "start",
    verticalAlign: "top",
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: "anywhere",
  },
});

interface CourseChartsProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
}

/** Shows nothing while there is nothing to tell. */
export default function CourseCharts({ row, choices }: CourseChartsProps) {
  const now = useNow();
  const history = useFieldHistory(row.opportunity.id).data?.items;
  if (!history || !choices) return null;
  const end = row.closure ? new Date(row.closure.closed_at) : now;
  const since = row.created_on ? new Date(row.created_on) : undefined;
  const stages = stageCourse(history, choices.stages, since, end);
  const dates = dateCourse(history, since, end);
  return (
    <>
      {stages && <Stages course={stages} choices={choices} />}
      {dates && <Dates course={dates} />}
    </>
  );
}

function Stages({ course, choices }: { course: StageCourse; choices: PipelineChoices }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const nameOf = (key: unknown) =>
    choices.stages.find((one) => one.key === key)?.name ?? (typeof key === "string" ? key : "");
  return (
    <Chart name={t("course.stages")} changes={course.changes} shown={nameOf}>
      <div className={styles.rows} aria-hidden="true">
        {course.rows.map(({ key, name, spans, days }) => (
          <Row key={key} name={name} days={t("course.days", { count: days })}>
            {spans.map(({ from, to }) => (
              <span
                key={from}
                className={styles.span}
                style={{ left: `min(${100 * from}%, 100% - 3px)`, width: `${100 * (to - from)}%` }}
              />
            ))}
          </Row>
        ))}
        <div className={`${styles.ends} ${styles.axis}`}>
          <span>{format.day(course.start.toISOString(), now)}</span>
          <span>{format.day(course.end.toISOString(), now)}</span>
        </div>
      </div>
    </Chart>
  );
}

function Row({ name, days, children }: { name: string; days: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <span className={styles.label}>{name}</span>
      <span className={styles.track}>{children}</span>
      <span className={styles.number}>{days}</span>
    </>
  );
}

function Dates({ course }: { course: DateCourse }) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const now = useNow();
  const dayOf = (day: unknown) => (typeof day === "string" ? format.day(day, now) : "");
  const moved =
    course.days === 0
      ? t("course.asAtFirst")
      : t(course.days > 0 ? "course.later" : "course.earlier", { count: Math.abs(course.days) });
  return (
    <Chart name={t("course.dates")} about={moved} changes={course.changes} shown={dayOf}>
      <div aria-hidden="true">
        <div className={styles.ends}>
          <span>{dayOf(course.latest)}</span>
        </div>
        <div className={styles.plot}>
          {/* Drawn in per cent of whatever room there is; what is not a line stands beside it. */}
          <svg className={styles.lines} viewBox="0 0 100 100" preserveAspectRatio="none" role="presentation">
            {[0, 100].map((level) => (
              <path
                key={level}
                className={styles.level}
                d={`M0 ${level}H100`}
                vectorEffect="non-scaling-stroke"
              />
            ))}
            <path
              d={pathOf(course)}
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          {course.points.map(({ at, height }) => (
            <span
              key={at}
              className={styles.dot}
              style={{ left: `${100 * at}%`, bottom: `${100 * height}%` }}
            />
          ))}
        </div>
        <div className={styles.ends}>
          <span>{dayOf(course.earliest)}</span>
        </div>
        <div className={styles.ends}>
          <span>{t("course.saidOn", { day: format.day(course.start.toISOString(), now) })}</span>
          <span>{format.day(course.end.toISOString(), now)}</span>
        </div>
      </div>
    </Chart>
  );
}

/** Steps: each day holds until another is said, the last one to the end. */
function pathOf({ points }: DateCourse): string {
  const [first, ...others] = points;
  if (!first) return "";
  const level = (height: number) => (100 * (1 - height)).toFixed(2);
  const steps = others.map(({ at, height }) => `H${(100 * at).toFixed(2)}V${level(height)}`);
  return `M${(100 * first.at).toFixed(2)} ${level(first.height)}${steps.join("")}H100`;
}

interface ChartProps {
  readonly name: string;
  readonly about?: string;
  readonly changes: readonly FieldChange[];
  readonly shown: (value: unknown) => string;
  readonly children: ReactNode;
}

/** A picture for the eye, and the same as a table for whoever wants to know who and when, or hears the page. */
function Chart({ name, about, changes, shown, children }: ChartProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const id = useId();
  return (
    <figure className={styles.figure} aria-labelledby={id}>
      <figcaption>
        <span id={id} className={styles.name}>
          {name}
        </span>
        {about && <span className={styles.quiet}>{about}</span>}
      </figcaption>
      {children}
      <details>
        <summary className={styles.summary}>{t("course.table", { count: changes.length })}</summary>
        <table className={styles.table} aria-labelledby={id}>
          <thead>
            <tr>
              {(["when", "before", "after", "who"] as const).map((head) => (
                <th key={head} scope="col" className={styles.cell}>
                  {t(`course.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map((one) => (
              <tr key={one.id}>
                <td className={styles.cell}>{format.stamp(new Date(one.at))}</td>
                <td className={styles.cell}>{shown(one.before) || t("edit.empty")}</td>
                <td className={styles.cell}>{shown(one.after) || t("edit.empty")}</td>
                <td className={styles.cell}>{one.actor?.name ?? t("card.byTrato")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
