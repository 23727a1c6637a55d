/** Settings › Own fields: what the organisation keeps of its opportunities beside what everybody has. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Spinner,
  tokens,
} from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { ArrowDown20Regular } from "@fluentui/react-icons/svg/arrow-down";
import { ArrowUp20Regular } from "@fluentui/react-icons/svg/arrow-up";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { Edit20Regular } from "@fluentui/react-icons/svg/edit";
import { type ReactElement, useState } from "react";
import { ApiError } from "../../api/client";
import {
  type FieldDeed,
  type KeptField,
  type NewField,
  type OwnFields,
  useFieldDeed,
  useOwnFields,
} from "../../api/own-fields";
import { useLocale } from "../../i18n/locale-context";
import { Failure } from "../failure";
import { Card, useSectionStyles } from "../sections";
import { FieldForm } from "./field-form";
import { keyFor } from "./field-key";
import { useFieldsText } from "./texts";

const useStyles = makeStyles({
  words: { minWidth: 0, flexBasis: "200px", flexGrow: 1 },
  buttons: { display: "flex", gap: tokens.spacingHorizontalXXS },
  form: { width: "100%" },
});

export default function FieldsScreen() {
  const styles = useSectionStyles();
  const t = useFieldsText();
  const found = useOwnFields();
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("fields.title")}</h1>
        <p className={styles.lead}>{t("fields.lead")}</p>
      </div>
      {found.data ? (
        <Editor fields={found.data} />
      ) : found.error instanceof ApiError ? (
        <Failure error={found.error} retry={() => found.refetch()} />
      ) : (
        <Spinner label={t("fields.loading")} />
      )}
    </div>
  );
}

interface Done {
  readonly words: string;
  readonly back?: FieldDeed;
}

/** Which form is open: that of a field, of a new one, or of one that comes back under its key. */
type Open = { readonly key: string; readonly isLeft: boolean } | "new" | undefined;

function Editor({ fields: { items, left } }: { fields: OwnFields }) {
  const styles = useSectionStyles();
  const t = useFieldsText();
  const { language } = useLocale();
  const [open, setOpen] = useState<Open>();
  const [done, setDone] = useState<Done>();
  const { mutate, error, reset, isPending } = useFieldDeed();
  const keys = items.map(({ key }) => key);
  const nameOf = (one: NewField) => (language === "es" ? one.name_es : one.name_en);
  const act = (deed: FieldDeed, after: Done) => {
    setDone(undefined);
    mutate(deed, {
      onSuccess: () => {
        setOpen(undefined);
        setDone(after);
      },
    });
  };
  const put = (key: string, field: NewField) =>
    act({ do: "put", key, field }, { words: t("fields.saved", { name: nameOf(field) }) });
  const end = (one: KeptField) => {
    const { key, used, ...field } = one;
    const words = t("fields.ended", { name: nameOf(one), count: used });
    act({ do: "end", key }, { words, back: { do: "bringBack", key, field, keys } });
  };
  const move = (place: number, to: number) => {
    const moved = keys.toSpliced(place, 1).toSpliced(to, 0, keys[place] ?? "");
    act({ do: "order", keys: moved }, { words: t("fields.moved"), back: { do: "order", keys } });
  };
  const undo = (deed: FieldDeed) =>
    act(deed, {
      words: deed.do === "bringBack" ? t("fields.isBack", { name: nameOf(deed.field) }) : t("fields.moved"),
    });
  const dismiss = () => {
    setDone(undefined);
    reset();
  };
  const form = (label: string, field: NewField | undefined, save: (field: NewField) => void) => (
    <FieldForm label={label} field={field} isBusy={isPending} save={save} close={() => setOpen(undefined)} />
  );
  const isOpen = (key: string, isLeft: boolean) =>
    typeof open === "object" && open.key === key && open.isLeft === isLeft;
  return (
    <>
      <Told done={done} error={error} undo={undo} dismiss={dismiss} />
      <Card heading={t("fields.list")}>
        {items.length === 0 && <p className={styles.text}>{t("fields.none")}</p>}
        <ul className={styles.list}>
          {items.map((one, place) => (
            <FieldRow
              key={one.key}
              field={one}
              name={nameOf(one)}
              isBusy={isPending}
              {...(place > 0 && { up: () => move(place, place - 1) })}
              {...(place < items.length - 1 && { down: () => move(place, place + 1) })}
              change={() => setOpen({ key: one.key, isLeft: false })}
              end={() => end(one)}
              form={
                isOpen(one.key, false)
                  ? form(t("fields.change", { name: nameOf(one) }), one, (field) => put(one.key, field))
                  : undefined
              }
            />
          ))}
        </ul>
        {open === "new" ? (
          form(t("fields.add"), undefined, (field) =>
            put(keyFor(field.name_en, [...keys, ...left.map(({ key }) => key)]), field),
          )
        ) : (
          <div className={styles.foot}>
            <Button icon={<Add20Regular />} className={styles.button} onClick={() => setOpen("new")}>
              {t("fields.add")}
            </Button>
          </div>
        )}
      </Card>
      {left.length > 0 && (
        <Card heading={t("fields.left")} lead={t("fields.leftLead")}>
          <ul className={styles.list}>
            {left.map(({ key, used }) => (
              <li key={key} className={styles.row}>
                <div>
                  <p className={styles.text}>{key}</p>
                  <p className={styles.quiet}>{t("fields.used", { count: used })}</p>
                </div>
                <Button
                  className={styles.button}
                  aria-label={t("fields.bringBackOne", { name: key })}
                  onClick={() => setOpen({ key, isLeft: true })}
                >
                  {t("fields.bringBack")}
                </Button>
                {isOpen(key, true) &&
                  form(t("fields.bringBackOne", { name: key }), undefined, (field) => put(key, field))}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

interface FieldRowProps {
  readonly field: KeptField;
  readonly name: string;
  readonly isBusy: boolean;
  readonly up?: () => void;
  readonly down?: () => void;
  readonly change: () => void;
  readonly end: () => void;
  readonly form: ReactElement | undefined;
}

function FieldRow({ field, name, isBusy, up, down, change, end, form }: FieldRowProps) {
  const styles = useSectionStyles();
  const own = useStyles();
  const t = useFieldsText();
  const { format } = useLocale();
  if (form) {
    return (
      <li className={styles.row}>
        <div className={own.form}>{form}</div>
      </li>
    );
  }
  const other = name === field.name_es ? field.name_en : field.name_es;
  const about = [
    other === name ? undefined : other,
    t(`kind.${field.kind}`),
    field.choices.length > 0 ? format.list(field.choices) : undefined,
    t("fields.used", { count: field.used }),
  ];
  const button = (label: string, icon: ReactElement, act: (() => void) | undefined) => (
    <Button
      appearance="subtle"
      className={styles.button}
      icon={icon}
      aria-label={label}
      title={label}
      disabled={isBusy || !act}
      onClick={act}
    />
  );
  return (
    <li className={styles.row}>
      <div className={own.words}>
        <p className={styles.text}>{name}</p>
        <p className={styles.quiet}>{about.filter(Boolean).join(" · ")}</p>
      </div>
      <div className={own.buttons}>
        {button(t("fields.up", { name }), <ArrowUp20Regular />, up)}
        {button(t("fields.down", { name }), <ArrowDown20Regular />, down)}
        {button(t("fields.change", { name }), <Edit20Regular />, change)}
        {button(t("fields.end", { name }), <Delete20Regular />, end)}
      </div>
    </li>
  );
}

interface ToldProps {
  readonly done: Done | undefined;
  readonly error: Error | null;
  readonly undo: (deed: FieldDeed) => void;
  readonly dismiss: () => void;
}

/** What was just done, with what takes it back, or why it was not. */
function Told({ done, error, undo, dismiss }: ToldProps) {
  const t = useFieldsText();
  const words = error ? t("fields.failed", { reason: error.message }) : done?.words;
  if (words === undefined) return null;
  const back = error ? undefined : done?.back;
  return (
    <MessageBar intent={error ? "error" : "success"} layout="multiline" role="status">
      <MessageBarBody>{words}</MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            icon={<Dismiss20Regular />}
            aria-label={t("fields.dismiss")}
            onClick={dismiss}
          />
        }
      >
        {back && (
          <Button size="small" onClick={() => undo(back)}>
            {t("fields.undo")}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}
