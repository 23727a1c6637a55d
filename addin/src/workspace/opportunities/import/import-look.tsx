/** Spreadsheets: a file is told before it comes in, column by column and fault by fault; what came in is taken back whole. */
import {
  Button,
  MessageBar,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  Spinner,
  tokens,
  typographyStyles,
} from "@fluentui/react-components";
import { ArrowUploadRegular } from "@fluentui/react-icons/svg/arrow-upload";
import { type DragEvent, useRef, useState } from "react";
import {
  type Chosen,
  MOST_SHEET_BYTES,
  useImportSpreadsheet,
  usePreviewSpreadsheet,
} from "../../../api/spreadsheets";
import type { LookProps } from "../look";
import { OPEN_BY_CLOSE_DATE } from "../question";
import { Export } from "./export";
import { PastImports } from "./past-imports";
import { Preview } from "./preview";
import { useSheetText } from "./texts";

const KINDS = ".xlsx,.csv,.tsv,.txt";

const useStyles = makeStyles({
  place: {
    display: "flex",
    flexDirection: "column",
    alignItems: "center",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXXL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `2px dashed ${tokens.colorNeutralStroke1}`,
    textAlign: "center",
  },
  over: { border: `2px dashed ${tokens.colorBrandStroke1}`, backgroundColor: tokens.colorBrandBackground2 },
  text: { ...typographyStyles.body1, margin: 0, maxWidth: "64ch" },
  quiet: {
    ...typographyStyles.caption1,
    color: tokens.colorNeutralForeground2,
    margin: 0,
    maxWidth: "64ch",
  },
  done: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

export default function ImportLook({ question, ask }: LookProps) {
  const styles = useStyles();
  const t = useSheetText();
  const [chosen, setChosen] = useState<Chosen>();
  const [isTooLarge, setTooLarge] = useState(false);
  const preview = usePreviewSpreadsheet();
  const bringIn = useImportSpreadsheet();
  const look = (what: Chosen) => {
    setChosen(what);
    preview.mutate(what);
  };
  const choose = (file: File | undefined) => {
    if (!file) return;
    bringIn.reset();
    preview.reset();
    setTooLarge(file.size > MOST_SHEET_BYTES);
    if (file.size <= MOST_SHEET_BYTES) look({ file, columns: {}, makesAccounts: false });
    else setChosen(undefined);
  };
  const leave = () => {
    setChosen(undefined);
    preview.reset();
  };
  const error = bringIn.error ?? preview.error;
  return (
    <>
      {!chosen && <FilePlace choose={choose} />}
      {isTooLarge && !chosen && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{t("file.tooLarge")}</MessageBarBody>
        </MessageBar>
      )}
      {error && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{t("failed", { reason: error.message })}</MessageBarBody>
        </MessageBar>
      )}
      {bringIn.data && (
        <MessageBar intent="success" layout="multiline" role="status">
          <MessageBarBody>
            {t("done.words", {
              new: bringIn.data.new,
              changed: bringIn.data.changed,
              faulty: bringIn.data.faulty_rows,
            })}
          </MessageBarBody>
        </MessageBar>
      )}
      {bringIn.data && (
        <div className={styles.done}>
          <Button appearance="primary" onClick={() => ask({ ...OPEN_BY_CLOSE_DATE, look: "review" })}>
            {t("done.review")}
          </Button>
          <Button onClick={() => ask(OPEN_BY_CLOSE_DATE)}>{t("done.list")}</Button>
        </div>
      )}
      {chosen && !preview.data && preview.isPending && <Spinner label={t("file.reading")} />}
      {chosen && !preview.data && preview.isError && (
        <div>
          <Button onClick={leave}>{t("file.other")}</Button>
        </div>
      )}
      {chosen && preview.data && (
        <Preview
          chosen={chosen}
          told={preview.data}
          isBusy={preview.isPending || bringIn.isPending}
          change={look}
          leave={leave}
          bringIn={() => bringIn.mutate(chosen, { onSuccess: leave })}
        />
      )}
      {!chosen && <PastImports />}
      {!chosen && <Export question={question} />}
    </>
  );
}

/** A file is dropped here or chosen. */
function FilePlace({ choose }: { choose: (file: File | undefined) => void }) {
  const styles = useStyles();
  const t = useSheetText();
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <section
      className={mergeClasses(styles.place, isOver && styles.over)}
      aria-label={t("file.title")}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <ArrowUploadRegular fontSize={32} aria-hidden />
      <p className={styles.text}>{t("file.lead")}</p>
      <input
        ref={picker}
        type="file"
        accept={KINDS}
        hidden
        aria-label={t("file.choose")}
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button appearance="primary" onClick={() => picker.current?.click()}>
        {t("file.choose")}
      </Button>
      <p className={styles.quiet}>{t("file.kinds")}</p>
    </section>
  );
}
