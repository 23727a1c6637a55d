/** Who one is, and how the workspace looks on this device: language, colours, sign out. */
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
import { SignOut20Regular } from "@fluentui/react-icons/svg/sign-out";
import type { Me } from "../api/types";
import { useLocale } from "../i18n/locale-context";
import { usePreferences } from "./preferences";
import { useSignIn } from "./sign-in-context";
import { useWorkspaceText } from "./texts";

const LANGUAGES = { en: "English", es: "Español" } as const;
const COLOURS = ["device", "light", "dark"] as const;
const ROLES = ["rep", "assistant", "manager", "admin"] as const;

const useStyles = makeStyles({
  button: { minHeight: "44px", minWidth: "44px", padding: "4px" },
  // For a screen reader: a label of the button itself would have to begin with the initials one sees.
  unseen: { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
  who: { padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`, maxWidth: "260px" },
  name: { ...typographyStyles.body1Strong, overflowWrap: "anywhere" },
  detail: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    overflowWrap: "anywhere",
  },
});

export function AccountMenu({ me }: { me: Me }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const signIn = useSignIn();
  const { language } = useLocale();
  const [{ colours }, change] = usePreferences();
  const roles = ROLES.filter((role) => me.roles.includes(role)).map((role) => t(`role.${role}`));
  return (
    <Menu
      checkedValues={{ language: [language], colours: [colours] }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        const chosen = checkedItems[0];
        if (name === "language") change({ language: chosen === "es" ? "es" : "en" });
        else change({ colours: COLOURS.find((one) => one === chosen) ?? "device" });
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          className={styles.button}
          icon={
            <>
              <Avatar name={me.name} color="brand" size={32} aria-hidden />
              <span className={styles.unseen}>{t("account.menu", { name: me.name })}</span>
            </>
          }
        />
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <div className={styles.name}>{me.name}</div>
          <div className={styles.detail}>{me.upn}</div>
          <div className={styles.detail}>{`${roles.join(", ")} · ${me.tenant.name}`}</div>
        </div>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t("account.language")}</MenuGroupHeader>
            {(["en", "es"] as const).map((one) => (
              <MenuItemRadio key={one} name="language" value={one} lang={one}>
                {LANGUAGES[one]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuGroup>
            <MenuGroupHeader>{t("account.colours")}</MenuGroupHeader>
            {COLOURS.map((one) => (
              <MenuItemRadio key={one} name="colours" value={one}>
                {t(`colours.${one}`)}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SignOut20Regular />} onClick={() => void signIn.end()}>
            {t("account.signOut")}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
