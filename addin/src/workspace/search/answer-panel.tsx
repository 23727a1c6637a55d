/** The questions reps ask, one click each: about one customer, or about nobody in particular. */
import {
  Button,
  Input,
  makeStyles,
  mergeClasses,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { type Asked, useAnswer } from "../../api/find";
import type { Contact, Question } from "../../api/types";
import { AnswerItemCard } from "./answer-item";
import { useSearchText } from "./texts";

/** Whose account is asked about, and by whom of it one came here. */
export interface Customer {
  readonly accountId: string;
  readonly name: string;
  readonly contact?: Contact | undefined;
}

const OF_CUSTOMER: readonly Question[] = [
  "contacts",
  "buyer",
  "last-contact",
  "last-order",
  "addresses",
  "accounts-payable",
  "promotion",
  "collateral",
];
const OF_NOBODY: readonly Question[] = ["next-call", "promotion", "collateral"];
/** Questions that may, or must, be narrowed by a word. */
const NARROWED: Partial<Record<Question, "product" | "name">> = {
  promotion: "product",
  "last-order": "product",
  collateral: "name",
};

const useStyles = makeStyles({
  panel: { minWidth: 0 },
  /** Where there is one column, the answer about somebody stands over the list one picked them from. */
  first: { "@media (max-width: 999px)": { order: -1 } },
  top: { display: "flex", alignItems: "flex-start", gap: tokens.spacingHorizontalS },
  title: { ...typographyStyles.subtitle2, margin: 0, flexGrow: 1, overflowWrap: "anywhere" },
  questions: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0 ${tokens.spacingVerticalM}`,
  },
  question: { minWidth: "auto", "@media (pointer: coarse)": { minHeight: "44px" } },
  words: { display: "flex", gap: tokens.spacingHorizontalS, paddingBottom: tokens.spacingVerticalM },
  word: { flexGrow: 1, minWidth: 0 },
  items: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
  unknown: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: `${tokens.spacingVerticalS} 0 0`,
  },
});

interface AnswerPanelProps {
  readonly customer: Customer | undefined;
  readonly now: Date;
  readonly close: () => void;
}

export function AnswerPanel({ customer, now, close }: AnswerPanelProps) {
  const styles = useStyles();
  const t = useSearchText();
  const id = useId();
  const [asked, setAsked] = useState<Asked | undefined>(customer && asking("contacts", customer));
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (customer) panel.current?.scrollIntoView({ block: "nearest" });
  }, [customer]);
  return (
    <section
      ref={panel}
      className={mergeClasses(styles.panel, customer && styles.first)}
      aria-labelledby={id}
    >
      <div className={styles.top}>
        <h2 id={id} className={styles.title}>
          {customer ? t("panel.about", { name: customer.name }) : t("panel.mine")}
        </h2>
        {customer && (
          <Button
            appearance="subtle"
            icon={<Dismiss20Regular />}
            aria-label={t("panel.close")}
            onClick={close}
          />
        )}
      </div>
      <div className={styles.questions}>
        {(customer ? OF_CUSTOMER : OF_NOBODY).map((question) => (
          <Button
            key={question}
            className={styles.question}
            shape="circular"
            appearance={asked?.question === question ? "primary" : "secondary"}
            aria-pressed={asked?.question === question}
            onClick={() => setAsked(asking(question, customer))}
          >
            {t(`ask.${question}`)}
          </Button>
        ))}
      </div>
      {asked && NARROWED[asked.question] && (
        <Words key={asked.question} asked={asked} ask={(words) => setAsked({ ...asked, ...words })} />
      )}
      {asked && isAskable(asked) && <AnswerList asked={asked} now={now} />}
    </section>
  );
}

function asking(question: Question, customer: Customer | undefined): Asked {
  return customer ? { question, accountId: customer.accountId } : { question };
}

function isAskable({ question, name }: Asked): boolean {
  return NARROWED[question] !== "name" || Boolean(name);
}

function Words({ asked, ask }: { asked: Asked; ask: (words: Partial<Asked>) => void }) {
  const styles = useStyles();
  const t = useSearchText();
  const [typed, setTyped] = useState("");
  const word = NARROWED[asked.question] ?? "name";
  const label = word === "product" ? t("panel.product") : t("panel.brochure");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask({ [word]: typed.trim() || undefined });
  };
  return (
    <form className={styles.words} onSubmit={submit}>
      <Input
        className={styles.word}
        aria-label={label}
        placeholder={label}
        maxLength={100}
        value={typed}
        onChange={(_, data) => setTyped(data.value)}
      />
      <Button type="submit">{t("panel.ask")}</Button>
    </form>
  );
}

function AnswerList({ asked, now }: { asked: Asked; now: Date }) {
  const styles = useStyles();
  const t = useSearchText();
  const answer = useAnswer(asked);
  if (answer.isPending) return <Spinner size="small" aria-label={t("screen.searching")} />;
  if (answer.isError) return <p role="alert">{t("answer.failed")}</p>;
  const { items, unknown, question } = answer.data;
  return (
    <div role="status">
      <ul className={styles.items} aria-label={t(`ask.${question}`)}>
        {items.map((item) => (
          <AnswerItemCard
            key={[
              item.source.kind,
              item.source.id,
              item.contact?.id,
              item.user?.id,
              item.address?.purpose,
            ].join("-")}
            item={item}
            question={question}
            now={now}
          />
        ))}
      </ul>
      {unknown.map((missing) => (
        <p key={missing} className={styles.unknown}>
          {t(`unknown.${missing}`)}
        </p>
      ))}
    </div>
  );
}
