/** Next steps that are due: which and why, the oldest first; each is given a date here, and leads to its card. */
import { Button, Link, makeStyles, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import { lazy, Suspense, useId, useState } from "react";
import { useDueSteps } from "../../api/next-step";
import { usePipelineChoices, useRowOf } from "../../api/pipeline";
import type { components } from "../../api/schema";
import { useLocale } from "../../i18n/locale-context";
import { useDeeds } from "../opportunities/deeds";
import { Now, usePresent } from "../opportunities/now";
import { Said } from "../opportunities/said";
import { ProposeDate } from "./propose-date";
import { useTasksText } from "./texts";

const Card = lazy(() => import("../opportunities/card/card"));
const FIRST = 5;

type DueStep = components["schemas"]["DueOpportunityOut"];

const useStyles = makeStyles({
  section: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    "@media (max-width: 480px)": { padding: tokens.spacingHorizontalM },
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  item: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  words: { minWidth: 0, flexBasis: "240px", flexGrow: 1 },
  objective: { ...typographyStyles.body1Strong, margin: 0, overflowWrap: "anywhere" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    overflowWrap: "anywhere",
  },
  about: { textAlign: "start", overflowWrap: "anywhere", "@media (pointer: coarse)": { minHeight: "44px" } },
  touch: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

/** Shows nothing where nothing is due. */
export function DueSteps() {
  const styles = useStyles();
  const t = useTasksText();
  const id = useId();
  const now = usePresent();
  const found = useDueSteps().data;
  const [isWhole, setWhole] = useState(false);
  const [said, setSaid] = useState<string>();
  const [opened, setOpened] = useState<string>();
  if (!found || (found.items.length === 0 && said === undefined)) return null;
  const items = found.items.toSorted((one, other) => Date.parse(one.since) - Date.parse(other.since));
  return (
    <Now value={now}>
      <section className={styles.section} aria-labelledby={id}>
        <h2 id={id} className={styles.heading}>
          {t("due.title")}
        </h2>
        <Said words={said} intent="success" dismiss={() => setSaid(undefined)} />
        <ul className={styles.list} aria-labelledby={id}>
          {(isWhole ? items : items.slice(0, FIRST)).map((one) => (
            <DueItem
              key={one.opportunity.id}
              step={one}
              open={() => setOpened(one.opportunity.id)}
              decided={setSaid}
            />
          ))}
        </ul>
        {isWhole && found.count > items.length && (
          <p className={styles.quiet}>{t("due.most", { count: found.count })}</p>
        )}
        {!isWhole && items.length > FIRST && (
          <div>
            <Button className={styles.touch} onClick={() => setWhole(true)}>
              {t("due.more", { count: items.length - FIRST })}
            </Button>
          </div>
        )}
        {opened && <OpenedCard opportunityId={opened} close={() => setOpened(undefined)} />}
      </section>
    </Now>
  );
}

interface DueItemProps {
  readonly step: DueStep;
  readonly open: () => void;
  readonly decided: (words: string) => void;
}

function DueItem({ step, open, decided }: DueItemProps) {
  const styles = useStyles();
  const t = useTasksText();
  const { format } = useLocale();
  const now = usePresent();
  const [isOpen, setOpen] = useState(false);
  const { name, account } = step.opportunity;
  const [strongest] = step.reasons;
  const when = format.distance(new Date(strongest?.since ?? step.since), now);
  return (
    <li className={styles.item}>
      <div className={styles.words}>
        <p className={styles.objective}>{step.objective}</p>
        {strongest && (
          <p className={styles.quiet}>{t("due.because", { why: t(`due.why.${strongest.code}`), when })}</p>
        )}
        <Link as="button" className={styles.about} onClick={open}>
          {[name, account].filter(Boolean).join(", ")}
        </Link>
      </div>
      <Button
        className={styles.touch}
        aria-expanded={isOpen}
        aria-label={t("due.proposeOne", { name })}
        onClick={() => setOpen(!isOpen)}
      >
        {t("due.propose")}
      </Button>
      {isOpen && (
        <ProposeDate
          opportunity={step.opportunity}
          decided={(words) => {
            setOpen(false);
            decided(words);
          }}
        />
      )}
    </li>
  );
}

/** The card as the list of opportunities has it, over this screen. */
function OpenedCard({ opportunityId, close }: { opportunityId: string; close: () => void }) {
  const t = useTasksText();
  const found = useRowOf(opportunityId).data;
  const choices = usePipelineChoices().data;
  const deeds = useDeeds();
  if (!found) return <Spinner size="tiny" label={t("due.opening")} />;
  return (
    <>
      <Said {...deeds.said} />
      <Suspense>
        <Card key={opportunityId} found={found} choices={choices} close={close} deeds={deeds} />
      </Suspense>
    </>
  );
}
