/** Looking at an entry, moving it once it is seen who is told, and the way back; shared by all calendars. */
import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import type { Entry, Move, MoveWish } from "../../api/team-calendar";
import { EntryDialog } from "./entry-dialog";
import type { EntryWords } from "./entry-words";
import { MoveDialog } from "./move-dialog";
import { useCalendarText } from "./texts";
import { instantOf } from "./wall-time";

interface Moving {
  readonly open: (entry: Entry) => void;
  readonly drop: (entry: Entry, wall: string) => void;
  readonly wish: (wish: MoveWish) => void;
  readonly message: ReactNode;
  readonly dialogs: ReactNode;
}

export function useMoving(
  words: EntryWords,
  zone: string,
  ownId: string,
  release?: (entry: Entry) => void,
): Moving {
  const [opened, setOpened] = useState<Entry>();
  const [wish, setWish] = useState<MoveWish>();
  const [done, setDone] = useState<{ move: Move; wish: MoveWish }>();
  const look = (next: MoveWish) => {
    setOpened(undefined);
    setDone(undefined);
    setWish(next);
  };
  const drop = (entry: Entry, wall: string) => {
    if (entry.event_id === null) return;
    const start = instantOf(wall, zone).toISOString();
    look({ user_id: entry.user_id, event_id: entry.event_id, start });
  };
  const back = ({ move, wish: made }: { move: Move; wish: MoveWish }) =>
    look({ ...made, start: move.before.start });
  return {
    open: setOpened,
    drop,
    wish: look,
    message: done && <Done done={done} words={words} back={() => back(done)} />,
    dialogs: (
      <>
        {opened && (
          <EntryDialog
            entry={opened}
            words={words}
            zone={zone}
            close={() => setOpened(undefined)}
            move={look}
            release={
              release &&
              ((entry) => {
                setOpened(undefined);
                release(entry);
              })
            }
          />
        )}
        {wish && (
          <MoveDialog
            wish={wish}
            words={words}
            isOwn={wish.user_id === ownId}
            close={() => setWish(undefined)}
            done={(move, made) => {
              setWish(undefined);
              setDone({ move, wish: made });
            }}
          />
        )}
      </>
    ),
  };
}

function Done(props: { done: { move: Move; wish: MoveWish }; words: EntryWords; back: () => void }) {
  const t = useCalendarText();
  const { move } = props.done;
  const name = move.subject || props.words.person(move.user.id);
  return (
    <MessageBar intent={move.written ? "success" : "warning"} layout="multiline">
      <MessageBarBody>
        {t("move.done", { name, when: props.words.when({ ...move.after, is_all_day: false }) })}{" "}
        {!move.written && t("move.waits")}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={props.back}>{t("move.back")}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
