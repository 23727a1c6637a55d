/** The add-in's frame: its title bar, a handle to change its width, and the other end of the stand-in office.js. */
import { Button, makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { type PointerEvent, useState } from "react";
import { AddInIcon } from "./add-in-icon";
import { useConnection } from "./connection";
import type { Ask, HostState } from "./office-standin/protocol";
import { useOutlook } from "./outlook-context";
import { useOutlookText } from "./texts";

const NARROWEST = 320;
const WIDEST = 450;
const STEP = 10;

const useStyles = makeStyles({
  pane: {
    position: "relative",
    flexShrink: 0,
    display: "flex",
    flexDirection: "column",
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    overflow: "hidden",
  },
  title: {
    ...typographyStyles.body1Strong,
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS} ${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  name: { flexGrow: 1, margin: 0, fontSize: "inherit" },
  frame: { flexGrow: 1, width: "100%", border: "none" },
  handle: {
    position: "absolute",
    insetBlock: 0,
    insetInlineStart: 0,
    width: "6px",
    cursor: "col-resize",
    touchAction: "none",
    ":hover": { backgroundColor: tokens.colorNeutralStroke1 },
    ":focus-visible": { backgroundColor: tokens.colorBrandStroke1, outline: "none" },
  },
});

interface PaneFrameProps {
  readonly state: HostState;
  /** Does what the pane asks of the window. */
  readonly answer: (ask: Ask) => Promise<string>;
}

export function PaneFrame({ state, answer }: PaneFrameProps) {
  const styles = useStyles();
  const t = useOutlookText();
  const { change } = useOutlook();
  const [width, setWidth] = useState(360);
  const { frame } = useConnection(state, answer);
  const resize = (to: number) => setWidth(Math.round(Math.min(WIDEST, Math.max(NARROWEST, to))));
  return (
    <aside className={styles.pane} style={{ width }} aria-label={t("pane.title")}>
      <ResizeHandle width={width} resize={resize} />
      <div className={styles.title}>
        <AddInIcon />
        <h2 className={styles.name}>{t("pane.title")}</h2>
        <Button
          size="small"
          appearance="subtle"
          icon={<Dismiss20Regular />}
          aria-label={t("pane.close")}
          onClick={() => change({ pane: "closed" })}
        />
      </div>
      {/* Office.js tells the language once, so another language is another pane. */}
      <iframe
        key={state.displayLanguage}
        ref={frame}
        className={styles.frame}
        src="/taskpane"
        title={t("pane.title")}
      />
    </aside>
  );
}

function ResizeHandle({ width, resize }: { width: number; resize: (to: number) => void }) {
  const styles = useStyles();
  const t = useOutlookText();
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(width - event.movementX);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr takes neither focus nor keys
    <div
      className={styles.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={t("pane.resize")}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={({ key }) => {
        if (key === "ArrowLeft") resize(width + STEP);
        if (key === "ArrowRight") resize(width - STEP);
      }}
    />
  );
}
