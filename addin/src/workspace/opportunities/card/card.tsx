/** One opportunity whole, beside the list: all its fields, people, lines, headlines, how it ended or may end, its history. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Dismiss24Regular } from "@fluentui/react-icons/svg/dismiss";
import { lazy, type ReactNode, Suspense, useEffect, useId, useRef } from "react";
import { type PipelineChoices, type PipelineRow, type RowDeed, usePipelineRow } from "../../../api/pipeline";
import { useLocale } from "../../../i18n/locale-context";
import type { Deeds } from "../deeds";
import { Editable } from "../editable";
import { FIELDS, type FieldKey } from "../fields";
import { useColumns } from "../table/columns";
import { Fact } from "../table/list-cards";
import { useListText } from "../texts";
import { Ending } from "./ending";
import { Headlines } from "./headlines";
import { History } from "./history";
import { Lines } from "./lines";
import { DecisionMaker, People } from "./people";
import { SalesProcess } from "./process";

const CourseCharts = lazy(() => import("./course-charts"));

const useStyles = makeStyles({
  card: {
    position: "fixed",
    insetBlock: 0,
    insetInlineEnd: 0,
    zIndex: 2,
    width: "min(480px, 100%)",
    boxSizing: "border-box",
    padding: tokens.spacingHorizontalL,
    overflowY: "auto",
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    boxShadow: tokens.shadow64,
  },
  top: {
    display: "flex",
    alignItems: "flex-start",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
  },
  title: { ...typographyStyles.subtitle1, margin: 0, outlineStyle: "none", overflowWrap: "anywhere" },
  plain: { display: "block", padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalSNudge}` },
  account: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0 },
  heading: {
    ...typographyStyles.subtitle2,
    margin: `${tokens.spacingVerticalXL} 0 ${tokens.spacingVerticalXS}`,
  },
  facts: {
    display: "grid",
    gridTemplateColumns: "minmax(110px, 40%) 1fr",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalM,
    margin: 0,
  },
});

const FIRST: readonly FieldKey[] = ["stage", "close_date", "amount", "next_date", "next_objective"];
const LATER: readonly FieldKey[] = [
  "name", "owner_id", "probability", "monthly_amount", "invoice_date", "created_on", "product_names",
  "main_competitor", "competitors",
]; // biome-ignore format: names in rows

interface CardProps {
  readonly found: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly close: () => void;
  readonly deeds: Deeds;
}

/** Beside the list, which stays in reach; on a phone over it. Whoever closes it is where they were. */
export default function Card({ found, choices, close, deeds }: CardProps) {
  const styles = useStyles();
  const t = useListText();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const row = usePipelineRow(found).data;
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <section
      role="dialog"
      aria-labelledby={id}
      className={styles.card}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div className={styles.top}>
        <h2 id={id} ref={heading} tabIndex={-1} className={styles.title}>
          {row.opportunity.name}
        </h2>
        <Button
          appearance="subtle"
          icon={<Dismiss24Regular />}
          aria-label={t("card.close")}
          onClick={close}
        />
      </div>
      <Body row={row} choices={choices} deeds={deeds} />
    </section>
  );
}

interface BodyProps {
  readonly row: PipelineRow;
  readonly choices: PipelineChoices | undefined;
  readonly deeds: Deeds;
}

function Body({ row, choices, deeds }: BodyProps) {
  const styles = useStyles();
  const t = useListText();
  const { format } = useLocale();
  const act = (deed: RowDeed) => deeds.act(row, deed);
  const own = useColumns(choices).filter(({ key, field }) => field && key.startsWith("custom."));
  const fields = (keys: readonly FieldKey[]) =>
    keys.map((key) => (
      <Fact key={key} term={t(`field.${key}`)}>
        <Editable
          field={FIELDS[key]}
          row={row}
          choices={choices}
          label={t(`field.${key}`)}
          save={(field, typed) => deeds.save(row, field, typed)}
        />
      </Fact>
    ));
  const about = [row.account?.name, row.group, row.territory].filter((one): one is string => Boolean(one));
  return (
    <>
      <p className={styles.account}>{format.list(about)}</p>
      <Ending row={row} act={act} />
      <Part heading={t("card.next")}>
        <dl className={styles.facts}>{fields(FIRST)}</dl>
      </Part>
      <SalesProcess row={row} />
      <Part heading={t("card.people")}>
        <dl className={styles.facts}>
          <DecisionMaker row={row} deeds={deeds} />
          {fields(["wants"])}
        </dl>
        <People row={row} />
      </Part>
      <Part heading={t("card.headlines")}>
        <Headlines row={row} />
      </Part>
      <Part heading={t("card.lines")}>
        <Lines
          key={row.opportunity.etag}
          row={row}
          choices={choices}
          act={act}
          isBusy={deeds.isPending}
          save={(typed) => deeds.save(row, FIELDS.amount, typed)}
        />
      </Part>
      <Part heading={t("card.fields")}>
        <dl className={styles.facts}>
          {fields(LATER)}
          {own.map(({ key, name, field }) => (
            <Fact key={key} term={name}>
              {field && (
                <Editable
                  field={field}
                  row={row}
                  choices={choices}
                  label={name}
                  save={(which, typed) => deeds.save(row, which, typed)}
                />
              )}
            </Fact>
          ))}
          {row.units && (
            <Fact term={t("field.units")}>
              <span className={styles.plain}>{format.number(Number(row.units))}</span>
            </Fact>
          )}
        </dl>
      </Part>
      <Part heading={t("card.history")}>
        <Suspense>
          <CourseCharts row={row} choices={choices} />
        </Suspense>
        <History row={row} choices={choices} act={act} />
      </Part>
    </>
  );
}

function Part({ heading, children }: { heading: string; children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={styles.heading}>
        {heading}
      </h3>
      {children}
    </section>
  );
}
