/** A step of its own over the pane: a title with a way back, what is asked, and its buttons at the foot. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import type { FormEvent, ReactNode } from "react";
import { usePaneText } from "./texts";

const useStyles = makeStyles({
  panel: { display: "flex", flexDirection: "column", height: "100%", minHeight: 0 },
  top: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  title: { ...typographyStyles.body1Strong, margin: 0 },
  body: {
    flexGrow: 1,
    minHeight: 0,
    overflowY: "auto",
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
  },
  foot: {
    display: "flex",
    justifyContent: "flex-end",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

interface PanelProps {
  readonly title: string;
  readonly close: () => void;
  readonly save: () => void;
  readonly ready: boolean;
  readonly saving: boolean;
  readonly saveLabel?: string;
  readonly children: ReactNode;
}

export function Panel({ title, close, save, ready, saving, saveLabel, children }: PanelProps) {
  const styles = useStyles();
  const t = usePaneText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !saving) save();
  };
  return (
    <form
      className={styles.panel}
      aria-label={title}
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div className={styles.top}>
        <Button
          appearance="subtle"
          icon={<ArrowLeft20Regular />}
          aria-label={t("picker.back")}
          onClick={close}
        />
        <h1 className={styles.title}>{title}</h1>
      </div>
      <div className={styles.body}>{children}</div>
      <div className={styles.foot}>
        <Button onClick={close}>{t("log.cancel")}</Button>
        <Button type="submit" appearance="primary" disabled={!ready || saving}>
          {saveLabel ?? t("log.save")}
        </Button>
      </div>
    </form>
  );
}
