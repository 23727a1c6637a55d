/** What was found by kind, and beside it the questions about the customer one picks; on a phone one after the other. */
import { makeStyles, Spinner, tokens, typographyStyles } from "@fluentui/react-components";
import { Search28Regular } from "@fluentui/react-icons/svg/search";
import { type KeyboardEvent, type RefObject, useDeferredValue, useId, useState } from "react";
import { useSearch } from "../../api/find";
import type { Me, SearchHit } from "../../api/types";
import { PageMessage } from "../../ui/page-message";
import { AnswerPanel, type Customer } from "./answer-panel";
import { HitRow } from "./hit-row";
import { useSearchText } from "./texts";

const KINDS = ["contact", "account", "opportunity", "order", "interaction"] as const;

const useStyles = makeStyles({
  screen: {
    display: "grid",
    gap: tokens.spacingHorizontalXXL,
    maxWidth: "1080px",
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXL}`,
    "@media (min-width: 1000px)": { gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr)" },
  },
  found: { minWidth: 0 },
  title: { ...typographyStyles.subtitle2, margin: 0 },
  state: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground3,
    minHeight: "20px",
    margin: 0,
  },
  heading: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground3,
    margin: 0,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXXS}`,
  },
  list: { listStyleType: "none", margin: 0, padding: 0 },
});

interface SearchScreenProps {
  readonly me: Me;
  readonly typed: string;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly back: () => void;
}

export function SearchScreen({ me, typed, list, back }: SearchScreenProps) {
  const styles = useStyles();
  const t = useSearchText();
  const query = useDeferredValue(typed.trim());
  const found = useSearch(query);
  const [customer, setCustomer] = useState<Customer>();
  const now = new Date(me.now);
  const items = query === "" ? [] : (found.data?.items ?? []);
  const state =
    query === ""
      ? t("screen.start")
      : found.isError
        ? t("screen.failed")
        : found.isFetching && items.length === 0
          ? t("screen.searching")
          : t("screen.count", { count: items.length });
  return (
    <div className={styles.screen}>
      <div className={styles.found}>
        <h1 className={styles.title}>{t("screen.title")}</h1>
        <p className={styles.state} role="status">
          {state}
        </p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the buttons inside */}
        <div ref={list} onKeyDown={(event) => walk(event, back)}>
          {KINDS.map((kind) => (
            <Found
              key={kind}
              kind={kind}
              hits={items.filter((hit) => hit.kind === kind)}
              now={now}
              choose={(hit) => setCustomer(customerOf(hit))}
            />
          ))}
        </div>
        {query !== "" && found.isSuccess && items.length === 0 && (
          <PageMessage
            icon={<Search28Regular />}
            title={t("screen.nothing", { query })}
            text={t("screen.nothingHint")}
          />
        )}
        {query !== "" && found.isPending && <Spinner size="small" aria-label={t("screen.searching")} />}
      </div>
      <AnswerPanel
        key={customer?.accountId ?? "mine"}
        customer={customer}
        now={now}
        close={() => setCustomer(undefined)}
      />
    </div>
  );
}

interface FoundProps {
  readonly kind: SearchHit["kind"];
  readonly hits: readonly SearchHit[];
  readonly now: Date;
  readonly choose: (hit: SearchHit) => void;
}

function Found({ kind, hits, now, choose }: FoundProps) {
  const styles = useStyles();
  const t = useSearchText();
  const id = useId();
  if (hits.length === 0) return null;
  return (
    <>
      <h2 id={id} className={styles.heading}>
        {t(`kind.${kind}`)}
      </h2>
      <ul className={styles.list} aria-labelledby={id}>
        {hits.map((hit) => (
          <HitRow key={keyOf(hit)} hit={hit} now={now} choose={() => choose(hit)} />
        ))}
      </ul>
    </>
  );
}

function keyOf(hit: SearchHit): string {
  const { contact, opportunity, order, interaction, account } = hit;
  return `${hit.kind}-${(contact ?? opportunity ?? order ?? interaction ?? account)?.id}`;
}

function customerOf({ account, contact }: SearchHit): Customer | undefined {
  return account ? { accountId: account.id, name: account.name, contact: contact ?? undefined } : undefined;
}

/** The arrows go from one result to the next; up from the first goes back to the box. */
function walk(event: KeyboardEvent<HTMLElement>, back: () => void): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (at < 0) return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) back();
  else buttons[next]?.focus();
}
