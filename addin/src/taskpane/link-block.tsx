/** What the conversation is linked to, how sure that is, why, and how to change it. */
import { Button, Link, makeStyles, mergeClasses, tokens, typographyStyles } from "@fluentui/react-components";
import { Diamond16Regular } from "@fluentui/react-icons/svg/diamond";
import { useId, useState } from "react";
import type { LinkTarget, MailContext, Link as MailLink } from "../api/types";
import { LinkMark, type Sureness } from "../ui/link-mark";
import { accountName, offersChoice, surenessOf } from "./link-state";
import { ReasonList } from "./reason-list";
import { SuggestionList } from "./suggestion-list";
import { usePaneText } from "./texts";
import { useLinkChanges } from "./use-link-changes";

const useStyles = makeStyles({
  block: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  state: {
    ...typographyStyles.caption1,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    minHeight: "24px",
  },
  words: { flexGrow: 1 },
  why: { ...typographyStyles.caption1 },
  linked: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    columnGap: tokens.spacingHorizontalS,
    rowGap: tokens.spacingVerticalXS,
    minHeight: "32px",
  },
  name: {
    ...typographyStyles.body1Strong,
    flex: "1 1 160px",
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minWidth: 0,
  },
  button: { flexShrink: 0, whiteSpace: "nowrap" },
  accountOnly: { fontWeight: tokens.fontWeightRegular },
  diamond: { flexShrink: 0, color: tokens.colorBrandForeground1 },
  reasons: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXS,
    paddingTop: tokens.spacingVerticalXS,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  decidedBy: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
});

interface LinkBlockProps {
  readonly context: MailContext;
  readonly target: LinkTarget;
  readonly pick: (() => void) | undefined;
}

export function LinkBlock({ context, target, pick }: LinkBlockProps) {
  const styles = useStyles();
  const t = usePaneText();
  const whyId = useId();
  const [explaining, setExplaining] = useState(false);
  const link = context.link;
  const sureness = surenessOf(link);
  const choosing = offersChoice(context);

  return (
    <section className={styles.block} aria-label={t(`link.${sureness}`)}>
      <div className={styles.state}>
        <LinkMark sureness={sureness} />
        <span className={styles.words}>{t(`link.${sureness}`)}</span>
        {link && link.reasons.length > 0 && (
          <Link
            as="button"
            className={styles.why}
            aria-expanded={explaining}
            aria-controls={whyId}
            onClick={() => setExplaining(!explaining)}
          >
            {t(explaining ? "link.hideWhy" : "link.why")}
          </Link>
        )}
      </div>
      {!choosing && <Linked link={link} sureness={sureness} target={target} pick={pick} />}
      <div id={whyId} hidden={!explaining} className={explaining ? styles.reasons : undefined}>
        {explaining && link && <Why link={link} account={accountName(context, link.account?.id)} />}
      </div>
      {choosing && <SuggestionList context={context} target={target} pick={pick} />}
    </section>
  );
}

interface LinkedProps {
  readonly link: MailLink | null | undefined;
  readonly sureness: Sureness;
  readonly target: LinkTarget;
  readonly pick: (() => void) | undefined;
}

function Linked({ link, sureness, target, pick }: LinkedProps) {
  const styles = useStyles();
  const t = usePaneText();
  const { choose, busy } = useLinkChanges(target, link);
  const opportunity = link?.opportunity;
  return (
    <div className={styles.linked}>
      <span className={mergeClasses(styles.name, !opportunity && styles.accountOnly)}>
        {opportunity && <Diamond16Regular className={styles.diamond} aria-hidden />}
        {opportunity?.name ?? t(link?.account ? "link.accountOnly" : "link.noneYet")}
      </span>
      {sureness === "suggested" && opportunity && (
        <Button
          className={styles.button}
          size="small"
          appearance="primary"
          disabled={busy}
          onClick={() => choose({ opportunity })}
        >
          {t("link.confirm")}
        </Button>
      )}
      {pick && (
        <Button
          className={styles.button}
          size="small"
          appearance={opportunity ? "subtle" : "primary"}
          disabled={busy}
          onClick={pick}
        >
          {t(opportunity ? "link.change" : "link.choose")}
        </Button>
      )}
    </div>
  );
}

function Why({ link, account }: { link: MailLink; account: string }) {
  const styles = useStyles();
  const t = usePaneText();
  const by = link.decided_by;
  return (
    <>
      <span className={styles.decidedBy}>
        {by.kind === "user" && by.name ? t("link.byUser", { name: by.name }) : t("link.byRule")}
      </span>
      <ReasonList reasons={link.reasons} account={account} />
    </>
  );
}
