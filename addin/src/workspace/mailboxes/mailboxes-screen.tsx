/** Settings › Mailboxes: what Trato reads and how far it is; one's own mailbox first, then those of one's people. */
import {
  Button,
  makeStyles,
  Skeleton,
  SkeletonItem,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { MailInbox28Regular } from "@fluentui/react-icons/svg/mail-inbox";
import type { ReactNode } from "react";
import { ApiError } from "../../api/client";
import { useMailboxes } from "../../api/mailboxes";
import type { Mailbox, Me } from "../../api/types";
import { PageMessage } from "../../ui/page-message";
import { Failure } from "../failure";
import { useWorkspaceText } from "../texts";
import { MailboxCard } from "./mailbox-card";

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
    margin: `4px 0 0`,
    maxWidth: "60ch",
  },
  group: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  tally: { ...typographyStyles.body1, color: tokens.colorNeutralForeground2, margin: 0 },
  private: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground2, margin: 0 },
  skeleton: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
  },
});

export function MailboxesScreen({ me }: { me: Me }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  return (
    <div className={styles.screen}>
      <div>
        <h1 className={styles.title}>{t("mailboxes.title")}</h1>
        <p className={styles.lead}>{t("mailboxes.lead")}</p>
      </div>
      <Mailboxes me={me} />
    </div>
  );
}

function Mailboxes({ me }: { me: Me }) {
  const t = useWorkspaceText();
  const found = useMailboxes();
  if (!found.data) {
    return found.error instanceof ApiError ? (
      <Failure error={found.error} retry={() => found.refetch()} />
    ) : (
      <Loading />
    );
  }
  const pages = found.data.pages;
  const all = pages.flatMap((page) => page.items);
  const own = all.filter((one) => one.is_own);
  const others = all.filter((one) => !one.is_own);
  const now = new Date(pages[0]?.now ?? me.now);
  return (
    <>
      {own.length === 0 && <NotConnected />}
      {own.length > 0 && (
        <Group heading={t("mailboxes.own")}>
          {own.map((one) => (
            <MailboxCard key={one.id} mailbox={one} now={now} />
          ))}
        </Group>
      )}
      {others.length > 0 && (
        <Group heading={t("mailboxes.team")} tally={<Tally mailboxes={others} />}>
          {others.map((one) => (
            <MailboxCard key={one.id} mailbox={one} now={now} />
          ))}
        </Group>
      )}
      {found.hasNextPage && (
        <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("mailboxes.more")}
        </Button>
      )}
    </>
  );
}

function Group(props: { heading: string; tally?: ReactNode; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.group} aria-label={props.heading}>
      <div>
        <h2 className={styles.heading}>{props.heading}</h2>
        {props.tally}
      </div>
      {props.children}
    </section>
  );
}

/** One line over a long list: how many are fine and how many are not. */
function Tally({ mailboxes }: { mailboxes: readonly Mailbox[] }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const count = (...wanted: readonly Mailbox["status"][]) =>
    mailboxes.filter((one) => !one.disconnected_at && wanted.includes(one.status)).length;
  const parts = [
    [count("current"), "tally.current"],
    [count("reading", "waiting"), "tally.reading"],
    [count("retrying"), "tally.retrying"],
    [count("stopped"), "tally.stopped"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, key]) => t(key, { count: number }));
  return (
    <>
      <p className={styles.tally}>{told.join(" · ")}</p>
      {mailboxes.some((one) => !one.can_open) && <p className={styles.private}>{t("folders.private")}</p>}
    </>
  );
}

function NotConnected() {
  const t = useWorkspaceText();
  return (
    <PageMessage
      icon={<MailInbox28Regular />}
      title={t("mailboxes.none.title")}
      text={t("mailboxes.none.text")}
    />
  );
}

function Loading() {
  const styles = useStyles();
  const t = useWorkspaceText();
  return (
    <div role="status" aria-busy="true">
      <Skeleton aria-label={t("mailboxes.loading")} className={styles.skeleton}>
        <SkeletonItem size={32} style={{ width: "50%" }} />
        <SkeletonItem size={16} style={{ width: "80%" }} />
        <SkeletonItem size={8} />
      </Skeleton>
    </div>
  );
}
