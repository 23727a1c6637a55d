/** Chooses what a conversation is linked to: suggestions first, then the account's others, then any by name. */
import { Button, makeStyles, SearchBox, tokens, typographyStyles } from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import { Building16Regular } from "@fluentui/react-icons/svg/building";
import { type ReactNode, useDeferredValue, useId, useState } from "react";
import { useAccountsFound, useOpenOpportunities, useOpportunitiesFound } from "../api/search";
import type { Account, LinkTarget, MailContext, Opportunity, Suggestion } from "../api/types";
import { ChoiceButton } from "../ui/choice-button";
import { accountName } from "./link-state";
import { OpportunityChoice } from "./opportunity-choice";
import { usePaneText } from "./texts";
import { useLinkChanges } from "./use-link-changes";

const useStyles = makeStyles({
  picker: { display: "flex", flexDirection: "column", height: "100%", minHeight: 0 },
  top: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  titleRow: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXS, marginLeft: "-8px" },
  title: { ...typographyStyles.body1Strong, margin: 0 },
  search: { maxWidth: "none", width: "100%" },
  results: { flexGrow: 1, minHeight: 0, overflowY: "auto", padding: tokens.spacingHorizontalS },
  heading: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground3,
    margin: 0,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXXS}`,
  },
  list: { listStyleType: "none", margin: 0, padding: 0 },
  hint: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground3,
    margin: tokens.spacingHorizontalS,
  },
});

interface LinkPickerProps {
  readonly context: MailContext;
  readonly target: LinkTarget;
  readonly close: () => void;
}

export default function LinkPicker({ context, target, close }: LinkPickerProps) {
  const styles = useStyles();
  const t = usePaneText();
  const [typed, setTyped] = useState("");
  const query = useDeferredValue(typed.trim());
  const { choose, busy } = useLinkChanges(target, context.link);
  const pickOpportunity = (opportunity: Opportunity) => {
    void choose({ opportunity });
    close();
  };
  const pickAccount = (account: Account) => {
    void choose({ account });
    close();
  };
  const shared = { context, busy, pickOpportunity, pickAccount };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from anywhere inside, beside the Back button
    <div className={styles.picker} onKeyDown={(event) => event.key === "Escape" && typed === "" && close()}>
      <div className={styles.top}>
        <div className={styles.titleRow}>
          <Button
            appearance="subtle"
            icon={<ArrowLeft20Regular />}
            aria-label={t("picker.back")}
            onClick={close}
          />
          <h1 className={styles.title}>{t("picker.title")}</h1>
        </div>
        <SearchBox
          className={styles.search}
          autoFocus
          placeholder={t("picker.search")}
          aria-label={t("picker.search")}
          // Nothing to clear yet.
          {...(typed === "" && { dismiss: null })}
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
        />
      </div>
      <div className={styles.results}>
        {query === "" ? <Known {...shared} /> : <Found {...shared} query={query} />}
      </div>
    </div>
  );
}

interface ChoicesProps {
  readonly context: MailContext;
  readonly busy: boolean;
  readonly pickOpportunity: (opportunity: Opportunity) => void;
  readonly pickAccount: (account: Account) => void;
}

function Known(props: ChoicesProps) {
  const { context, busy, pickOpportunity, pickAccount } = props;
  const styles = useStyles();
  const t = usePaneText();
  const account = context.account ?? context.accounts[0];
  const open = useOpenOpportunities(account?.id);
  const suggested = new Set(context.suggestions.map(({ opportunity }) => opportunity.id));
  const others = (open.data?.items ?? context.opportunities).filter(({ id }) => !suggested.has(id));
  const choice = (opportunity: Opportunity, reasons: Suggestion["reasons"] = []) => (
    <li key={opportunity.id}>
      <OpportunityChoice
        opportunity={opportunity}
        account={accountName(context, opportunity.account_id)}
        reasons={reasons}
        current={opportunity.id === context.link?.opportunity?.id}
        disabled={busy}
        choose={() => pickOpportunity(opportunity)}
      />
    </li>
  );
  return (
    <>
      <Group heading={t("picker.suggested")}>
        {context.suggestions.map(({ opportunity, reasons }) => choice(opportunity, reasons))}
      </Group>
      {account && (
        <Group heading={t("picker.ofAccount", { account: account.name })}>
          {others.map((item) => choice(item))}
        </Group>
      )}
      <Group heading={t("picker.accounts")}>
        {accountsOf(context).map((item) => (
          <AccountChoice key={item.id} account={item} disabled={busy} choose={() => pickAccount(item)} />
        ))}
      </Group>
      {accountsOf(context).length === 0 && <p className={styles.hint}>{t("picker.hint")}</p>}
    </>
  );
}

function Found({ query, busy, context, pickOpportunity, pickAccount }: ChoicesProps & { query: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const opportunities = useOpportunitiesFound(query);
  const accounts = useAccountsFound(query);
  if (query.length < 2) return <p className={styles.hint}>{t("picker.hint")}</p>;
  const found = [opportunities.data?.items ?? [], accounts.data?.items ?? []] as const;
  if (found.every((items) => items.length === 0)) {
    const searching = opportunities.isFetching || accounts.isFetching;
    return (
      <p className={styles.hint} role="status">
        {searching ? t("picker.searching") : t("picker.nothing", { query })}
      </p>
    );
  }
  return (
    <>
      <Group heading={t("picker.found")}>
        {found[0].map((opportunity) => (
          <li key={opportunity.id}>
            <OpportunityChoice
              opportunity={opportunity}
              account={accountName(context, opportunity.account_id)}
              current={opportunity.id === context.link?.opportunity?.id}
              disabled={busy}
              choose={() => pickOpportunity(opportunity)}
            />
          </li>
        ))}
      </Group>
      <Group heading={t("picker.accounts")}>
        {found[1].map((item) => (
          <AccountChoice key={item.id} account={item} disabled={busy} choose={() => pickAccount(item)} />
        ))}
      </Group>
    </>
  );
}

function Group(props: { heading: string; children: readonly ReactNode[] }) {
  const styles = useStyles();
  const id = useId();
  if (props.children.length === 0) return null;
  return (
    <>
      <h2 id={id} className={styles.heading}>
        {props.heading}
      </h2>
      <ul className={styles.list} aria-labelledby={id}>
        {props.children}
      </ul>
    </>
  );
}

function AccountChoice(props: { account: Account; disabled: boolean; choose: () => void }) {
  const { account, disabled, choose } = props;
  return (
    <li>
      <ChoiceButton icon={<Building16Regular />} disabled={disabled} choose={choose} name={account.name}>
        {account.territory}
      </ChoiceButton>
    </li>
  );
}

/** The accounts the mail already concerns, the main one first. */
function accountsOf(context: MailContext): readonly Account[] {
  const main = context.account ? [context.account] : [];
  return [...main, ...context.accounts.filter(({ id }) => id !== context.account?.id)];
}
