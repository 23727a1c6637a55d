/** The lists one keeps: what each would do, is doing, or waits for; and a form that begins another. */
import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useId, useState } from "react";
import { type PhoneDeed, useListedPeople, usePhoneDeed } from "../../api/phones";
import type { PhoneList, PhoneListList } from "../../api/types";
import { Card } from "../sections";
import { Failed, usePartStyles } from "./parts";
import { Policies } from "./policies";
import { type PhonesText, usePhonesText } from "./texts";

const KINDS = [
  "create",
  "take_in",
  "match",
  "change_outlook",
  "change_crm",
  "remove",
  "gone",
  "conflict",
  "photo",
] as const;
const CONTENTS = ["accounts", "territory", "opportunities", "team"] as const;

export function ListCards({ found }: { found: PhoneListList }) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const deed = usePhoneDeed();
  return (
    <Card heading={t("lists.title")} lead={t("lists.lead")}>
      {found.items.length === 0 && <p className={styles.quiet}>{t("lists.none")}</p>}
      {found.items.length > 0 && (
        <ul className={styles.list} aria-label={t("lists.label")}>
          {found.items.map((one) => (
            <OneList key={one.id} list={one} isBusy={deed.isPending} act={deed.mutate} />
          ))}
        </ul>
      )}
      {deed.isError && <Failed error={deed.error} />}
      {found.can_begin ? (
        <NewList isBusy={deed.isPending} act={deed.mutate} />
      ) : (
        <p className={styles.quiet}>{t("lists.noMailbox")}</p>
      )}
    </Card>
  );
}

interface Acting {
  readonly isBusy: boolean;
  readonly act: (deed: PhoneDeed) => void;
}

function OneList({ list, isBusy, act }: Acting & { list: PhoneList }) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const id = useId();
  const content = t(`content.${list.content}`);
  return (
    <li className={styles.row} aria-labelledby={id}>
      <div className={styles.top}>
        <h3 id={id} className={styles.name}>
          {list.name}
        </h3>
        <span className={styles.quiet}>
          {list.word ? `${content}: ${list.word}` : content} · {t("list.people", counted(list.people))}
        </span>
      </div>
      <Forecast list={list} t={t} />
      <div className={styles.foot}>
        {list.forecast && (
          <Button
            appearance="primary"
            className={styles.button}
            disabled={isBusy}
            onClick={() => act({ do: "confirm", listId: list.id })}
          >
            {t("list.confirm")}
          </Button>
        )}
        <Button
          className={styles.button}
          disabled={isBusy}
          title={t("list.endHint")}
          onClick={() => act({ do: "end", listId: list.id })}
        >
          {t("list.end")}
        </Button>
      </div>
      {list.people > 0 && <People list={list} isBusy={isBusy} act={act} />}
      <Policies list={list} isBusy={isBusy} act={act} />
    </li>
  );
}

function Forecast({ list, t }: { list: PhoneList; t: PhonesText }) {
  const styles = usePartStyles();
  const { forecast } = list;
  if (!forecast) {
    return <p className={styles.text}>{t(list.confirmed_at ? "list.current" : "list.preparing")}</p>;
  }
  const told = KINDS.filter((kind) => (forecast.counts[kind] ?? 0) > 0);
  return (
    <>
      <p className={styles.text}>{t(list.confirmed_at ? "list.held" : "list.wouldDo")}</p>
      <ul>
        {told.length === 0 && <li className={styles.text}>{t("count.nothing")}</li>}
        {told.map((kind) => (
          <li key={kind} className={styles.text}>
            {t(`count.${kind}`, counted(forecast.counts[kind] ?? 0))}
            {(forecast.sample[kind] ?? []).length > 0 && (
              <span className={styles.quiet}> ({(forecast.sample[kind] ?? []).join(", ")})</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function counted(count: number) {
  return { count, number: count };
}

function People({ list, isBusy, act }: Acting & { list: PhoneList }) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const found = useListedPeople(list.id);
  const all = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <details>
      <summary className={styles.text}>{t("people.title")}</summary>
      {found.data && all.length === 0 && <p className={styles.quiet}>{t("people.none")}</p>}
      <ul className={styles.list} aria-label={t("people.label", { name: list.name })}>
        {all.map((person) => (
          <li key={person.id} className={styles.row}>
            <div className={styles.top}>
              <span className={styles.name}>{person.name}</span>
              <span className={`${styles.quiet} ${styles.grow}`}>{person.company}</span>
              <Button
                size="small"
                className={styles.button}
                disabled={isBusy}
                onClick={() => act({ do: "take-off", listId: list.id, contactId: person.id })}
              >
                {t("people.off", { name: person.name })}
              </Button>
            </div>
            <span className={styles.text}>{person.numbers.map((one) => one.shown).join(" · ")}</span>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button className={styles.button} onClick={() => void found.fetchNextPage()}>
          {t("people.more")}
        </Button>
      )}
    </details>
  );
}

function NewList({ isBusy, act }: Acting) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const [name, setName] = useState("Trato");
  const [content, setContent] = useState<(typeof CONTENTS)[number]>("accounts");
  const [word, setWord] = useState("");
  return (
    <form
      className={styles.foot}
      style={{ alignItems: "end" }}
      onSubmit={(event) => {
        event.preventDefault();
        act({ do: "begin", list: { name, content, word: content === "team" ? word : "", policies: {} } });
      }}
    >
      <Field label={t("new.name")}>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label={t("new.content")}>
        <Select
          value={content}
          onChange={(_, data) => setContent(CONTENTS.find((one) => one === data.value) ?? "accounts")}
        >
          {CONTENTS.map((one) => (
            <option key={one} value={one}>
              {t(`content.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      {content === "team" && (
        <Field label={t("new.word")}>
          <Input value={word} onChange={(_, data) => setWord(data.value)} />
        </Field>
      )}
      <Button type="submit" className={styles.button} disabled={isBusy || name.trim() === ""}>
        {t("new.begin")}
      </Button>
    </form>
  );
}
