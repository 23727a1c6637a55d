/** The blue bar on top: what this is, and the menus for language, colours and who uses it. */
import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { DarkTheme20Regular } from "@fluentui/react-icons/svg/dark-theme";
import { LocalLanguage20Regular } from "@fluentui/react-icons/svg/local-language";
import { PersonSwap20Regular } from "@fluentui/react-icons/svg/person-swap";
import { useLocale } from "../i18n/locale-context";
import { graphRequest } from "./graph";
import { useOutlook } from "./outlook-context";
import { openAccountPicker } from "./sign-in";
import { useOutlookText } from "./texts";

const useStyles = makeStyles({
  bar: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    height: "48px",
    padding: `0 ${tokens.spacingHorizontalM} 0 ${tokens.spacingHorizontalL}`,
  },
  title: {
    ...typographyStyles.subtitle2,
    margin: 0,
    color: tokens.colorBrandForeground1,
    whiteSpace: "nowrap",
  },
  notice: {
    ...typographyStyles.caption1,
    flexGrow: 1,
    textAlign: "center",
    color: tokens.colorNeutralForeground3,
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
  },
  account: { padding: "4px", minWidth: 0 },
});

export function SuiteBar() {
  const styles = useStyles();
  const t = useOutlookText();
  const { settings, change } = useOutlook();
  const other = settings.theme === "light" ? "dark" : "light";
  return (
    <header className={styles.bar}>
      <h1 className={styles.title}>{t("app.title")}</h1>
      <span className={styles.notice}>{t("app.notice")}</span>
      <LanguageMenu />
      <Button appearance="subtle" icon={<DarkTheme20Regular />} onClick={() => change({ theme: other })}>
        {t(`settings.${other}`)}
      </Button>
      <AccountMenu />
    </header>
  );
}

const NAMES = { en: "English", es: "Español" } as const;

function LanguageMenu() {
  const t = useOutlookText();
  const { change } = useOutlook();
  const { language } = useLocale();
  return (
    <Menu
      checkedValues={{ language: [language] }}
      onCheckedValueChange={(_, { checkedItems }) =>
        change({ language: checkedItems[0] === "es" ? "es" : "en" })
      }
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<LocalLanguage20Regular />}
          aria-label={t("settings.language", { name: NAMES[language] })}
        >
          {NAMES[language]}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {(["en", "es"] as const).map((choice) => (
            <MenuItemRadio key={choice} name="language" value={choice} lang={choice}>
              {NAMES[choice]}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function AccountMenu() {
  const styles = useStyles();
  const t = useOutlookText();
  const { config, user, change } = useOutlook();
  return (
    <Menu
      checkedValues={{ user: [user.upn] }}
      onCheckedValueChange={(_, { checkedItems }) =>
        change({ user: checkedItems[0] ?? user.upn, language: null })
      }
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          className={styles.account}
          aria-label={t("settings.user", { name: user.name })}
        >
          <Avatar name={user.name} color="colorful" size={32} aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t("settings.switch")}</MenuGroupHeader>
            {config.users.map(({ upn, name, roles }) => (
              <MenuItemRadio key={upn} name="user" value={upn} subText={rolesIn(roles, t)}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem
            icon={<PersonSwap20Regular />}
            onClick={() => openAccountPicker(config, graphRequest(config))}
          >
            {t("settings.otherAccount")}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

const ROLES = ["rep", "assistant", "manager", "admin"] as const;

function rolesIn(roles: readonly string[], t: ReturnType<typeof useOutlookText>): string {
  return ROLES.filter((role) => roles.includes(role))
    .map((role) => t(`role.${role}`))
    .join(", ");
}
