/** Who decides, whether we met them, and who else there is at the customer: role, influence, how to reach them. */
import { Checkbox, makeStyles, Select, tokens, typographyStyles } from "@fluentui/react-components";
import type { PipelineRow } from "../../../api/pipeline";
import { useRelations } from "../../../api/relations";
import type { Deeds } from "../deeds";
import { useNow } from "../now";
import { Fact } from "../table/list-cards";
import { useListText } from "../texts";
import { PersonItem } from "./person-item";

const useStyles = makeStyles({
  maker: { display: "flex", flexWrap: "wrap", alignItems: "center" },
  select: { minWidth: 0, flexGrow: 1, "& select": { minWidth: 0, width: "100%" } },
  list: { margin: `${tokens.spacingVerticalS} 0 0`, padding: 0, listStyleType: "none" },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, overflowWrap: "anywhere" },
});

interface DecisionMakerProps {
  readonly row: PipelineRow;
  readonly deeds: Deeds;
}

/** "Met" ticks itself when a meeting with them has ended; by hand it is for what no calendar knew. */
export function DecisionMaker({ row, deeds: { act, change } }: DecisionMakerProps) {
  const styles = useStyles();
  const t = useListText();
  const now = useNow();
  const people = useRelations(row.account?.id).data?.contacts ?? [];
  const maker = row.opportunity.decision_maker;
  const id = maker?.contact_id ?? "";
  const known = maker && !people.some((one) => one.id === id) ? [{ id, name: maker.name }] : [];
  const decides = t("field.decision_maker");
  return (
    <Fact term={decides}>
      <span className={styles.maker}>
        <Select
          className={styles.select}
          appearance="filled-lighter"
          aria-label={decides}
          value={id}
          onChange={(_, { value }) =>
            change(row, decides, { decision_maker_id: value || null }, { decision_maker_id: id || null })
          }
        >
          <option value="">–</option>
          {[...known, ...people].map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
        {maker && (
          <Checkbox
            checked={maker.met}
            label={t("field.met")}
            onChange={(_, { checked }) => {
              const today = now.toISOString().slice(0, 10);
              if (checked === true) change(row, t("field.met_on"), { met_on: today }, { met_on: null });
              // Which day it was stands in the history, where it is taken back.
              else act(row, { do: "change", fields: { met_on: null } });
            }}
          />
        )}
      </span>
    </Fact>
  );
}

export function People({ row }: { row: PipelineRow }) {
  const styles = useStyles();
  const t = useListText();
  const people = useRelations(row.account?.id).data?.contacts;
  if (people?.length === 0) return <p className={styles.quiet}>{t("people.none")}</p>;
  return (
    <ul className={styles.list} aria-label={t("card.people")}>
      {people?.map((one) => (
        <PersonItem key={one.id} contact={one} accountId={row.account?.id} />
      ))}
    </ul>
  );
}
