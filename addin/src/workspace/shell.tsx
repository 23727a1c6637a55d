/** The frame of every screen: where one can go on the left (behind a button on a phone), who one is on top. */
import {
  Button,
  Link,
  makeStyles,
  mergeClasses,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { Navigation20Regular } from "@fluentui/react-icons/svg/navigation";
import { QuestionCircle28Regular } from "@fluentui/react-icons/svg/question-circle";
import { type MouseEvent, Suspense, useEffect, useRef, useState } from "react";
import type { Me } from "../api/types";
import { PageMessage } from "../ui/page-message";
import { AccountMenu } from "./account-menu";
import { go, usePath } from "./place";
import { useMedia } from "./preferences";
import { MAILBOXES, type Screen, sectionsFor } from "./screens";
import { CustomerSearchBox } from "./search/search-box";
import { SearchScreen } from "./search/search-screen";
import { HOME } from "./sign-in";
import { useWorkspaceText } from "./texts";

const WIDE = "(min-width: 800px)";

const useStyles = makeStyles({
  shell: {
    display: "flex",
    height: "100%",
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
  },
  rail: {
    flexShrink: 0,
    width: "220px",
    height: "100%",
    boxSizing: "border-box",
    padding: `0 ${tokens.spacingHorizontalS}`,
    overflowY: "auto",
    backgroundColor: tokens.colorNeutralBackground3,
  },
  belowBar: { width: "100%", height: "auto", paddingBottom: tokens.spacingVerticalM },
  section: {
    ...typographyStyles.caption1Strong,
    color: tokens.colorNeutralForeground2,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXS}`,
  },
  place: {
    ...typographyStyles.body1,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    minHeight: "40px",
    padding: `0 ${tokens.spacingHorizontalS}`,
    borderRadius: tokens.borderRadiusMedium,
    borderLeft: "3px solid transparent",
    color: tokens.colorNeutralForeground1,
    textDecorationLine: "none",
    ":hover": { backgroundColor: tokens.colorNeutralBackground3Hover, textDecorationLine: "none" },
    "@media (pointer: coarse)": { minHeight: "44px" },
  },
  placeCurrent: {
    ...typographyStyles.body1Strong,
    borderLeftColor: tokens.colorCompoundBrandStroke,
    backgroundColor: tokens.colorNeutralBackground3Selected,
  },
  product: {
    ...typographyStyles.subtitle2,
    color: tokens.colorBrandForeground1,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalM} ${tokens.spacingVerticalXS}`,
  },
  page: { flexGrow: 1, minWidth: 0, display: "flex", flexDirection: "column" },
  bar: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minHeight: "48px",
    padding: `0 ${tokens.spacingHorizontalM}`,
    flexShrink: 0,
  },
  barName: { ...typographyStyles.subtitle2, color: tokens.colorBrandForeground1 },
  gap: { flexGrow: 1 },
  main: { flexGrow: 1, minHeight: 0, overflowY: "auto", outlineStyle: "none" },
  kept: { height: "100%" },
  touch: { minHeight: "44px", minWidth: "44px" },
});

export function Shell({ me }: { me: Me }) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const isWide = useMedia(WIDE);
  const [isOpen, setOpen] = useState(false);
  const screen = useScreen(me);
  const search = useSearchPlace();
  useEffect(() => {
    document.title = screen ? `${t(screen.name)} – Trato` : "Trato";
  }, [screen, t]);
  return (
    <div className={styles.shell}>
      {isWide && <Places me={me} current={screen?.path} onGo={() => {}} />}
      <div className={styles.page}>
        <header className={styles.bar}>
          {!isWide && (
            <>
              <Button
                className={styles.touch}
                appearance="subtle"
                icon={<Navigation20Regular />}
                aria-label={isOpen ? t("nav.close") : t("nav.open")}
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              />
              <span className={styles.barName}>{t("app.name")}</span>
            </>
          )}
          {isWide && <span className={styles.gap} />}
          <CustomerSearchBox
            input={search.box}
            typed={search.typed}
            type={search.type}
            open={search.open}
            goDown={() => search.list.current?.querySelector<HTMLElement>("button:not(:disabled)")?.focus()}
          />
          {isWide && <span className={styles.gap} />}
          <AccountMenu me={me} />
        </header>
        {!isWide && isOpen && (
          <Places me={me} current={screen?.path} onGo={() => setOpen(false)} isBelowBar />
        )}
        <main
          className={styles.main}
          tabIndex={-1}
          onKeyDown={(event) => search.isOpen && event.key === "Escape" && search.close()}
        >
          {search.isOpen && (
            <SearchScreen me={me} typed={search.typed} list={search.list} back={search.back} />
          )}
          {/* Kept while one searches: what was half done there is there again afterwards. */}
          <div className={styles.kept} hidden={search.isOpen}>
            <Suspense
              key={screen?.path}
              fallback={<Spinner className={styles.kept} label={t("app.starting")} />}
            >
              {screen ? screen.show(me) : <NoSuchScreen />}
            </Suspense>
          </div>
        </main>
      </div>
    </div>
  );
}

/** Where the search stands: open from the first look at its box until one leaves it or goes somewhere else. */
function useSearchPlace() {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const path = usePath();
  const close = () => {
    setOpen(false);
    setTyped("");
    box.current?.blur();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes to another place leaves the search
  useEffect(() => close(), [path]);
  return {
    isOpen,
    typed,
    box,
    list,
    close,
    open: () => setOpen(true),
    back: () => box.current?.focus(),
    type: (value: string) => {
      setTyped(value);
      setOpen(true);
    },
  };
}

interface PlacesProps {
  readonly me: Me;
  readonly current: string | undefined;
  readonly onGo: () => void;
  readonly isBelowBar?: boolean;
}

function Places({ me, current, onGo, isBelowBar = false }: PlacesProps) {
  const styles = useStyles();
  const t = useWorkspaceText();
  const follow = (path: string) => (event: MouseEvent) => {
    // A new tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(path);
    onGo();
  };
  return (
    <nav className={mergeClasses(styles.rail, isBelowBar && styles.belowBar)} aria-label={t("nav.label")}>
      {!isBelowBar && <div className={styles.product}>{t("app.name")}</div>}
      {sectionsFor(me).map((section) => (
        <section key={section.name} aria-label={t(section.name)}>
          <div className={styles.section}>{t(section.name)}</div>
          {section.screens.map(({ path, name, icon }) => (
            <Link
              key={path}
              href={path}
              appearance="subtle"
              className={mergeClasses(styles.place, path === current && styles.placeCurrent)}
              onClick={follow(path)}
              {...(path === current && { "aria-current": "page" as const })}
            >
              {icon}
              {t(name)}
            </Link>
          ))}
        </section>
      ))}
    </nav>
  );
}

/** The screen at this address; the bare workspace opens the first there is. */
function useScreen(me: Me): Screen | undefined {
  const path = usePath().replace(/\/+$/, "");
  const isHome = path === HOME;
  useEffect(() => {
    if (isHome) history.replaceState(null, "", MAILBOXES.path + location.search);
  }, [isHome]);
  if (isHome) return MAILBOXES;
  return sectionsFor(me)
    .flatMap((section) => section.screens)
    .find((screen) => screen.path === path);
}

function NoSuchScreen() {
  const t = useWorkspaceText();
  return (
    <PageMessage
      icon={<QuestionCircle28Regular />}
      title={t("failure.noScreen.title")}
      text={t("failure.noScreen.text")}
    >
      <Button appearance="primary" onClick={() => go(MAILBOXES.path)}>
        {t("nav.mailboxes")}
      </Button>
    </PageMessage>
  );
}
