/** Settings › Calendars and digest: addresses for other programs, each shown once and ended at will; one's own hour. */
import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Select,
  Switch,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import {
  useCalendarFeeds,
  useDigestWish,
  useEndCalendarFeed,
  useMakeCalendarFeed,
  useSetDigestWish,
} from "../../api/calendar-feeds";
import { ApiError } from "../../api/client";
import type { CalendarFeed, DigestWish } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { Failure } from "../failure";
import { FileCard } from "./file-card";
import { useFeedsText } from "./texts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const useStyles = makeStyles({
  screen: {
    maxWidth: "860px",
    margin: "0 auto",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXXXL}`,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    "@media (max-width: 480px)": {
      paddingLeft: tokens.spacingHorizontalM,
      paddingRight: tokens.spacingHorizontalM,
    },
  },
  title: { ...typographyStyles.title3, margin: 0 },
  lead: {
    ...typographyStyles.body1,
    color: tokens.colorNeutralForeground2,
    margin: "4px 0 0",
    maxWidth: "60ch",
  },
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    "@media (max-width: 480px)": { padding: tokens.spacingHorizontalM },
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  list: { margin: 0, padding: 0, listStyleType: "none" },
  item: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  what: { flexGrow: 1 },
  quiet: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0, display: "block" },
  address: { flexGrow: 1, minWidth: "200px" },
  touch: { "@media (pointer: coarse)": { minHeight: "44px" } },
});

export default function FeedsScreen() {
  const styles = useStyles();
  const t = useFeedsText();
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("feeds.title")}</h1>
        <p className={styles.lead}>{t("feeds.lead")}</p>
      </div>
      <Card heading={t("feeds.heading")} lead={t("feeds.about")}>
        <Feeds />
      </Card>
      <Card heading={t("file.heading")} lead={t("file.about")}>
        <FileCard />
      </Card>
      <Card heading={t("digest.heading")} lead={t("digest.about")}>
        <Digest />
      </Card>
    </div>
  );
}

function Feeds() {
  const t = useFeedsText();
  const found = useCalendarFeeds();
  const make = useMakeCalendarFeed();
  const end = useEndCalendarFeed();
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <p role="status">{t("feeds.loading")}</p>
    );
  }
  return (
    <>
      <MakeForm isBusy={make.isPending} onMake={make.mutate} />
      {make.data?.path && <MadeOnce key={make.data.id} path={make.data.path} />}
      {(make.isError || end.isError) && <Failed />}
      {end.isSuccess && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>{t("feeds.ended")}</MessageBarBody>
        </MessageBar>
      )}
      <FeedRows items={found.data.items} isBusy={end.isPending} onEnd={end.mutate} />
    </>
  );
}

type Scope = CalendarFeed["scope"];

interface MakeFormProps {
  readonly isBusy: boolean;
  readonly onMake: (wish: { scope: Scope; language: "es" | "en" }) => void;
}

function MakeForm({ isBusy, onMake }: MakeFormProps) {
  const styles = useStyles();
  const t = useFeedsText();
  const { language } = useLocale();
  const [scope, setScope] = useState<Scope>("mine");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onMake({ scope, language });
  };
  return (
    <form className={styles.row} onSubmit={submit}>
      <Field label={t("feeds.whose")}>
        <Select value={scope} onChange={(_, { value }) => setScope(value as Scope)}>
          <option value="mine">{t("feeds.mine")}</option>
          <option value="team">{t("feeds.team")}</option>
        </Select>
      </Field>
      <Button type="submit" appearance="primary" className={styles.touch} disabled={isBusy}>
        {t("feeds.make")}
      </Button>
    </form>
  );
}

/** The address as a program wants it, to be copied now: what is kept of it cannot be shown again. */
function MadeOnce({ path }: { path: string }) {
  const styles = useStyles();
  const t = useFeedsText();
  const [isCopied, setIsCopied] = useState(false);
  const address = new URL(path, window.location.origin).href;
  const copy = () => navigator.clipboard.writeText(address).then(() => setIsCopied(true));
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {t("feeds.once")}
        <div className={styles.row}>
          <Field label={t("feeds.address")} className={styles.address}>
            <Input readOnly value={address} onFocus={(event) => event.target.select()} />
          </Field>
          <Button className={styles.touch} onClick={() => copy().catch(() => undefined)}>
            {isCopied ? t("feeds.copied") : t("feeds.copy")}
          </Button>
        </div>
      </MessageBarBody>
    </MessageBar>
  );
}

interface FeedRowsProps {
  readonly items: readonly CalendarFeed[];
  readonly isBusy: boolean;
  readonly onEnd: (id: string) => void;
}

function FeedRows({ items, isBusy, onEnd }: FeedRowsProps) {
  const styles = useStyles();
  const t = useFeedsText();
  const { format } = useLocale();
  const now = new Date();
  if (items.length === 0) return <p className={styles.quiet}>{t("feeds.none")}</p>;
  return (
    <ul className={styles.list} aria-label={t("feeds.list")}>
      {items.map((one) => (
        <li key={one.id} className={styles.item}>
          <span className={styles.what}>
            {t(`feeds.${one.scope}`)}
            <span className={styles.quiet}>
              {t("feeds.made", { when: format.distance(new Date(one.made_at), now) })}
              {" · "}
              {one.read_at
                ? t("feeds.read", { when: format.distance(new Date(one.read_at), now) })
                : t("feeds.unread")}
            </span>
          </span>
          <Button
            size="small"
            className={styles.touch}
            disabled={isBusy}
            aria-label={t("feeds.endOf", { name: t(`feeds.${one.scope}`) })}
            onClick={() => onEnd(one.id)}
          >
            {t("feeds.end")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Digest() {
  const styles = useStyles();
  const t = useFeedsText();
  const found = useDigestWish();
  const set = useSetDigestWish();
  if (!found.data) return null;
  const wish: DigestWish = set.isPending ? set.variables : found.data;
  return (
    <>
      <div className={styles.row}>
        <Switch
          label={t("digest.on")}
          checked={wish.is_on}
          onChange={(_, { checked }) => set.mutate({ ...wish, is_on: checked })}
        />
        <Field label={t("digest.hour")}>
          <Select
            value={String(wish.hour)}
            disabled={!wish.is_on}
            onChange={(_, { value }) => set.mutate({ ...wish, hour: Number(value) })}
          >
            {HOURS.map((hour) => (
              <option key={hour} value={hour}>
                {`${hour}:00`}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {set.isError && <Failed />}
    </>
  );
}

function Failed() {
  const t = useFeedsText();
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {t("failed.title")}: {t("failed.text")}
      </MessageBarBody>
    </MessageBar>
  );
}

function Card(props: { heading: string; lead: string; children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.heading}>
          {props.heading}
        </h2>
        <p className={styles.lead}>{props.lead}</p>
      </div>
      {props.children}
    </section>
  );
}
