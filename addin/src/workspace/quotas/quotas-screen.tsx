/** Quotas: who stands where, the sales behind each figure, the grid to set them in, and what is paid. */
import { Field, Select, Spinner } from "@fluentui/react-components";
import { useState } from "react";
import { ApiError } from "../../api/client";
import { type AttainmentAsked, useAttainment } from "../../api/quotas";
import type { Me } from "../../api/types";
import { Failure } from "../failure";
import { AttainmentCard, SalesCard } from "./attainment-card";
import { CommissionCard } from "./commission-card";
import { GridCard } from "./grid-card";
import { MEASURES, periodsAround, quarterOf, useQuotaStyles } from "./parts";
import { useQuotasText } from "./texts";

const BY = ["user", "team", "territory", "product"] as const;
const ONLY = ["all", "reached", "behind"] as const;

export default function QuotasScreen({ me }: { me: Me }) {
  const styles = useQuotaStyles();
  const t = useQuotasText();
  const now = new Date(me.now);
  const [asked, setAsked] = useState<AttainmentAsked>({
    period: quarterOf(now),
    by: "user",
    measure: "revenue",
    only: "all",
  });
  const [person, setPerson] = useState<{ id: string; name: string }>();
  const found = useAttainment(asked);
  const change = (part: Partial<AttainmentAsked>) => setAsked({ ...asked, ...part });
  const leads = me.roles.some((role) => role === "manager" || role === "admin");
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("quotas.title")}</h1>
        <p className={styles.lead}>{t("quotas.lead")}</p>
      </div>
      <div className={styles.fields}>
        <Choice
          label={t("quotas.period")}
          value={asked.period}
          all={periodsAround(now).map((one) => [one, one])}
          choose={(period) => change({ period })}
        />
        <Choice
          label={t("quotas.measure")}
          value={asked.measure}
          all={MEASURES.map((one) => [one, t(`measure.${one}`)])}
          choose={(measure) => change({ measure })}
        />
        {leads && (
          <>
            <Choice
              label={t("quotas.by")}
              value={asked.by}
              all={BY.map((one) => [one, t(`by.${one}`)])}
              choose={(by) => change({ by })}
            />
            <Choice
              label={t("quotas.only")}
              value={asked.only}
              all={ONLY.map((one) => [one, t(`only.${one}`)])}
              choose={(only) => change({ only })}
            />
          </>
        )}
      </div>
      {found.data ? (
        <AttainmentCard found={found.data} asked={asked} open={setPerson} />
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Spinner label={t("quotas.loading")} />
      )}
      {person && (
        <SalesCard
          key={person.id}
          person={person}
          period={asked.period}
          currency={found.data?.currency ?? ""}
          close={() => setPerson(undefined)}
        />
      )}
      {leads && <GridCard period={asked.period} measure={asked.measure} />}
      <CommissionCard />
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly all: readonly (readonly [T, string])[];
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ label, value, all, choose }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      <Select
        value={value}
        onChange={(_, data) => {
          const chosen = all.find(([one]) => one === data.value);
          if (chosen) choose(chosen[0]);
        }}
      >
        {all.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
