/** Views under a name: open one, save what one sees, share it, begin with it; a removed one can be had back. */
import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { BookmarkMultiple20Regular } from "@fluentui/react-icons/svg/bookmark-multiple";
import { Checkmark20Regular } from "@fluentui/react-icons/svg/checkmark";
import { useState } from "react";
import { type SavedView, useDropView, useKeepView, useSavedViews } from "../../../api/saved-views";
import { OPEN_BY_CLOSE_DATE, type Question, questionOf, searchOf } from "../question";
import { Said } from "../said";
import { useListText } from "../texts";
import { SaveViewDialog } from "./save-view-dialog";
import { startView, startWith } from "./start-view";

const useStyles = makeStyles({
  none: { ...typographyStyles.caption1, margin: 0, padding: tokens.spacingHorizontalS, maxWidth: "260px" },
  name: { overflowWrap: "anywhere" },
});

interface ViewsMenuProps {
  readonly question: Question;
  readonly ask: (question: Question) => void;
}

export function ViewsMenu({ question, ask }: ViewsMenuProps) {
  const styles = useStyles();
  const t = useListText();
  const views = useSavedViews().data?.items ?? [];
  const [isSaving, setSaving] = useState(false);
  const current = views.find((one) => searchOf(questionOf(one.question)) === searchOf(question));
  const deeds = useViewDeeds();
  const own = views.filter((one) => one.is_own);
  const shared = views.filter((one) => !one.is_own);
  const item = (view: SavedView) => (
    <MenuItem
      key={view.id}
      {...(view === current && { icon: <Checkmark20Regular /> })}
      onClick={() => ask(questionOf(view.question))}
    >
      <span className={styles.name}>
        {view.is_own ? view.name : t("views.sharedBy", { name: view.name, owner: view.owner.name })}
      </span>
    </MenuItem>
  );
  return (
    <>
      <Menu hasIcons>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" icon={<BookmarkMultiple20Regular />}>
            {current?.name ?? t("views.menu")}
          </Button>
        </MenuTrigger>
        <MenuPopover style={{ maxHeight: "70vh", overflowY: "auto" }}>
          <MenuList>
            {views.length === 0 && <p className={styles.none}>{t("views.none")}</p>}
            <MenuItem onClick={() => ask(OPEN_BY_CLOSE_DATE)}>{t("views.house")}</MenuItem>
            {own.length > 0 && (
              <MenuGroup>
                <MenuGroupHeader>{t("views.own")}</MenuGroupHeader>
                {own.map(item)}
              </MenuGroup>
            )}
            {shared.length > 0 && (
              <MenuGroup>
                <MenuGroupHeader>{t("views.shared")}</MenuGroupHeader>
                {shared.map(item)}
              </MenuGroup>
            )}
            <MenuDivider />
            <MenuItem onClick={() => setSaving(true)}>{t("views.save")}</MenuItem>
            {current && <CurrentDeeds view={current} deeds={deeds} />}
          </MenuList>
        </MenuPopover>
      </Menu>
      {isSaving && (
        <SaveViewDialog
          views={own}
          proposed={current?.is_own ? current : undefined}
          close={() => setSaving(false)}
          keep={(name, isShared) => deeds.keep(name, searchOf(question), isShared)}
        />
      )}
      <Said {...deeds.said} />
    </>
  );
}

function CurrentDeeds({ view, deeds }: { view: SavedView; deeds: ReturnType<typeof useViewDeeds> }) {
  const t = useListText();
  const isStart = startView()?.id === view.id;
  return (
    <>
      <MenuItem onClick={() => deeds.start(isStart ? undefined : view)}>
        {isStart ? t("views.startEnds") : t("views.start")}
      </MenuItem>
      {view.is_own ? (
        <MenuItem onClick={() => deeds.drop(view)}>{t("views.drop")}</MenuItem>
      ) : (
        <MenuItem onClick={() => deeds.keep(view.name, view.question, false)}>{t("views.keepMine")}</MenuItem>
      )}
    </>
  );
}

/** What was done last to views, in words, and how it is taken back. */
function useViewDeeds() {
  const t = useListText();
  const keeping = useKeepView();
  const dropping = useDropView();
  const [words, setWords] = useState<string>();
  const [undo, setUndo] = useState<() => void>();
  const error = keeping.error ?? dropping.error;
  const say = (said: string, back?: () => void) => {
    setWords(said);
    setUndo(() => back);
  };
  const keep = (name: string, question: string, isShared: boolean) => {
    dropping.reset();
    keeping.mutate(
      { name, question, is_shared: isShared },
      { onSuccess: () => say(t("views.kept", { name })) },
    );
  };
  const drop = (view: SavedView) => {
    keeping.reset();
    dropping.mutate(view.id, {
      onSuccess: () => {
        if (startView()?.id === view.id) startWith(undefined);
        say(t("views.dropped", { name: view.name }), () => keep(view.name, view.question, view.is_shared));
      },
    });
  };
  const start = (view: SavedView | undefined) => {
    startWith(view);
    say(view ? t("views.started", { name: view.name }) : t("views.startEnded"));
  };
  const dismiss = () => {
    setWords(undefined);
    keeping.reset();
    dropping.reset();
  };
  const said = {
    words: error ? t("views.failed", { reason: error.message }) : words,
    intent: error ? ("error" as const) : ("success" as const),
    undo: error ? undefined : undo,
    dismiss,
  };
  return { keep, drop, start, said };
}
