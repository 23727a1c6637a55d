/** The first thing read: which account, what a colleague would say about it, and what the mail is linked to. */
import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { Building20Regular } from "@fluentui/react-icons/svg/building";
import { CalendarAdd20Regular } from "@fluentui/react-icons/svg/calendar-add";
import { EyeOff20Regular } from "@fluentui/react-icons/svg/eye-off";
import { LinkEdit20Regular } from "@fluentui/react-icons/svg/link-edit";
import { MoreHorizontal20Regular } from "@fluentui/react-icons/svg/more-horizontal";
import { Prohibited20Regular } from "@fluentui/react-icons/svg/prohibited";
import type { Account, LinkTarget, MailContext } from "../api/types";
import { useLead } from "./lead";
import { LinkBlock } from "./link-block";
import { chosenOpportunity } from "./link-state";
import { useBegin } from "./pane-actions";
import { useDiscretionText } from "./privacy/texts";
import { usePaneText } from "./texts";
import { useUndoableExclusion } from "./use-link-changes";

const useStyles = makeStyles({
  header: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalL}`,
  },
  account: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM },
  mark: {
    display: "grid",
    placeItems: "center",
    flexShrink: 0,
    width: "36px",
    height: "36px",
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
  },
  names: { flexGrow: 1, minWidth: 0 },
  name: { ...typographyStyles.subtitle2, margin: 0 },
  about: { ...typographyStyles.caption1, color: tokens.colorNeutralForeground3 },
  // The icon, not its padding, ends where the text does.
  more: { marginRight: "-6px", flexShrink: 0 },
  lead: { ...typographyStyles.body1, margin: 0, color: tokens.colorNeutralForeground1 },
});

interface AccountHeaderProps {
  readonly context: MailContext;
  readonly target: LinkTarget | null;
  readonly pick: (() => void) | undefined;
}

export function AccountHeader({ context, target, pick }: AccountHeaderProps) {
  const styles = useStyles();
  const t = usePaneText();
  const account = context.account;
  const lead = useLead(context);
  return (
    <header className={styles.header}>
      <div className={styles.account}>
        <div className={styles.mark} aria-hidden>
          <Building20Regular />
        </div>
        <div className={styles.names}>
          <h1 className={styles.name}>{account?.name ?? severalNames(context) ?? t("account.none")}</h1>
          {account && <About account={account} />}
        </div>
        {target && (
          <div className={styles.more}>
            <MoreMenu context={context} target={target} pick={pick} />
          </div>
        )}
      </div>
      {lead && <p className={styles.lead}>{lead}</p>}
      {target && <LinkBlock context={context} target={target} pick={pick} />}
    </header>
  );
}

function severalNames(context: MailContext): string | undefined {
  return context.accounts.length > 0 ? context.accounts.map(({ name }) => name).join(" · ") : undefined;
}

function About({ account }: { account: Account }) {
  const t = usePaneText();
  const parts = [
    account.group ? t("account.group", { name: account.group }) : null,
    account.territory,
    account.owner?.name,
  ].filter(Boolean);
  return <div className={useStyles().about}>{parts.join(" · ")}</div>;
}

function MoreMenu({ context, target, pick }: AccountHeaderProps & { target: LinkTarget }) {
  const t = usePaneText();
  const d = useDiscretionText();
  const begin = useBegin();
  const { exclude } = useUndoableExclusion(target);
  const opportunity = chosenOpportunity(context);
  return (
    <Menu positioning={{ position: "below", align: "end" }}>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<MoreHorizontal20Regular />} aria-label={t("account.menu")} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {pick && (
            <MenuItem icon={<LinkEdit20Regular />} onClick={pick}>
              {t("link.change")}
            </MenuItem>
          )}
          {context.account && (
            <MenuItem
              icon={<CalendarAdd20Regular />}
              onClick={() => begin({ kind: "book", opportunity, proposal: null })}
            >
              {t("next.begin")}
            </MenuItem>
          )}
          <MenuItem icon={<Add20Regular />} onClick={() => begin({ kind: "opportunity" })}>
            {t("newOpportunity.begin")}
          </MenuItem>
          <MenuItem
            icon={<EyeOff20Regular />}
            subText={d("open.about")}
            onClick={() => begin({ kind: "privacy" })}
          >
            {d("open.menu")}
          </MenuItem>
          <MenuItem icon={<Prohibited20Regular />} subText={t("link.notBusinessAbout")} onClick={exclude}>
            {t("link.notBusiness")}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
