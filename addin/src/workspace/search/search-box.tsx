/** The one search box, on every screen: / or Ctrl+K goes there, Escape leaves, the arrow down goes to what was found. */
import { makeStyles, SearchBox } from "@fluentui/react-components";
import { type KeyboardEvent, type RefObject, useEffect } from "react";
import { useSearchText } from "./texts";

const useStyles = makeStyles({ box: { maxWidth: "480px", minWidth: 0, flexGrow: 1, flexShrink: 1 } });

interface SearchBoxProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly typed: string;
  readonly type: (typed: string) => void;
  readonly open: () => void;
  readonly goDown: () => void;
}

export function CustomerSearchBox({ input, typed, type, open, goDown }: SearchBoxProps) {
  const styles = useStyles();
  const t = useSearchText();
  useEffect(() => {
    const hear = (event: globalThis.KeyboardEvent) => {
      const isSlash = event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
      const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isSlash && !isCtrlK) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [input]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      goDown();
    }
  };
  return (
    <SearchBox
      input={{ ref: input }}
      className={styles.box}
      aria-label={t("box.label")}
      aria-keyshortcuts="/ Control+K"
      placeholder={t("box.hint")}
      title={t("box.shortcut")}
      autoComplete="off"
      maxLength={200}
      value={typed}
      onChange={(_, data) => type(data.value)}
      onFocus={open}
      onKeyDown={onKeyDown}
    />
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
