/** One quiet line at the foot that says what just happened and offers to undo it. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Dismiss16Regular } from "@fluentui/react-icons/svg/dismiss";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { usePaneText } from "./texts";

interface NoticeContent {
  readonly text: string;
  readonly undo?: () => void;
}

interface Notices {
  readonly current: NoticeContent | null;
  readonly show: (notice: NoticeContent) => void;
  readonly clear: () => void;
}

const NoticeContext = createContext<Notices>({ current: null, show: () => {}, clear: () => {} });

export function NoticeProvider(props: { children: ReactNode }) {
  const [current, setCurrent] = useState<NoticeContent | null>(null);
  const clear = useCallback(() => setCurrent(null), []);
  const value = useMemo(() => ({ current, show: setCurrent, clear }), [current, clear]);
  return <NoticeContext value={value}>{props.children}</NoticeContext>;
}

export function useNotices(): Notices {
  return useContext(NoticeContext);
}

const useStyles = makeStyles({
  strip: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    paddingLeft: tokens.spacingHorizontalL,
    paddingRight: tokens.spacingHorizontalXS,
    minHeight: "40px",
    backgroundColor: tokens.colorNeutralBackgroundInverted,
    color: tokens.colorNeutralForegroundInverted,
    ...typographyStyles.body1,
  },
  text: { flexGrow: 1 },
  button: {
    color: tokens.colorNeutralForegroundInverted,
    ":hover": { color: tokens.colorNeutralForegroundInvertedHover },
  },
});

export function NoticeStrip() {
  const styles = useStyles();
  const t = usePaneText();
  const { current, clear } = useNotices();
  const undo = current?.undo;
  return (
    <div role="status">
      {current && (
        <div className={styles.strip}>
          <span className={styles.text}>{current.text}</span>
          {undo && (
            <Button size="small" appearance="transparent" className={styles.button} onClick={undo}>
              {t("action.undo")}
            </Button>
          )}
          <Button
            size="small"
            appearance="transparent"
            className={styles.button}
            icon={<Dismiss16Regular />}
            aria-label={t("action.close")}
            onClick={clear}
          />
        </div>
      )}
    </div>
  );
}
