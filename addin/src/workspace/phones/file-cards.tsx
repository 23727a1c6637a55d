/** Files: a list is told before it comes in, column by column; what came in is taken back whole; and lists go out. */
import { Button, Field, MessageBar, MessageBarBody, Select, Spinner } from "@fluentui/react-components";
import { useRef, useState } from "react";
import {
  fileOf,
  MOST_BYTES,
  useExport,
  useImportFile,
  usePhoneImports,
  usePreviewFile,
  useTakeBackImport,
} from "../../api/phone-files";
import type { PhoneList } from "../../api/types";
import { useLocale } from "../../i18n/locale-context";
import { Card } from "../sections";
import { FilePreview } from "./file-preview";
import { Failed, usePartStyles } from "./parts";
import { usePhonesText } from "./texts";

const KINDS = ".vcf,.csv,.txt,.tsv,.xlsx";
const FORMATS = ["vcf", "csv", "xlsx", "html"] as const;

export function FileCards({ lists }: { lists: readonly PhoneList[] }) {
  const t = usePhonesText();
  return (
    <Card heading={t("files.title")} lead={t("files.lead")}>
      <Import />
      <PastImports />
      <Export lists={lists} />
    </Card>
  );
}

function Import() {
  const styles = usePartStyles();
  const t = usePhonesText();
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [columns, setColumns] = useState<Readonly<Record<string, string>>>({});
  const [isTooLarge, setTooLarge] = useState(false);
  const preview = usePreviewFile();
  const bringIn = useImportFile();
  const look = async (of: File, chosen: Readonly<Record<string, string>>) =>
    preview.mutate(await fileOf(of, chosen));
  const choose = (chosen: File | undefined) => {
    bringIn.reset();
    preview.reset();
    setTooLarge((chosen?.size ?? 0) > MOST_BYTES);
    setColumns({});
    const isFit = chosen !== undefined && chosen.size <= MOST_BYTES;
    setFile(isFit ? chosen : undefined);
    if (isFit) void look(chosen, {});
  };
  const map = (heading: string, field: string) => {
    const changed = { ...columns, [heading]: field };
    setColumns(changed);
    if (file) void look(file, changed);
  };
  return (
    <>
      <div className={styles.foot}>
        <input
          ref={picker}
          type="file"
          accept={KINDS}
          hidden
          aria-label={t("files.choose")}
          onChange={(event) => {
            choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button className={styles.button} onClick={() => picker.current?.click()}>
          {t("files.choose")}
        </Button>
        {preview.isPending && <Spinner size="tiny" label={t("files.reading")} />}
      </div>
      {isTooLarge && (
        <MessageBar intent="error">
          <MessageBarBody>{t("files.tooLarge")}</MessageBarBody>
        </MessageBar>
      )}
      {(preview.isError || bringIn.isError) && <Failed error={(bringIn.error ?? preview.error) as Error} />}
      {bringIn.data && (
        <MessageBar intent="success">
          <MessageBarBody>
            {t("files.done", { new: bringIn.data.new, filled: bringIn.data.filled })}
          </MessageBarBody>
        </MessageBar>
      )}
      {file && preview.data && !bringIn.data && (
        <FilePreview
          name={file.name}
          told={preview.data}
          isBusy={preview.isPending || bringIn.isPending}
          map={map}
          cancel={() => choose(undefined)}
          bringIn={async () => bringIn.mutate(await fileOf(file, columns))}
        />
      )}
    </>
  );
}

function PastImports() {
  const styles = usePartStyles();
  const t = usePhonesText();
  const { format } = useLocale();
  const found = usePhoneImports();
  const takeBack = useTakeBackImport();
  const items = found.data?.items ?? [];
  const now = new Date(found.data?.now ?? 0);
  if (items.length === 0) return null;
  return (
    <div>
      <h3 className={styles.name}>{t("files.past")}</h3>
      {takeBack.isError && <Failed error={takeBack.error} />}
      {takeBack.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>{t("files.takenBack")}</MessageBarBody>
        </MessageBar>
      )}
      <ul className={styles.list} aria-label={t("files.past")}>
        {items.map((one) => (
          <li key={one.id} className={styles.row}>
            <div className={styles.top}>
              <span className={`${styles.text} ${styles.grow}`}>
                {t("files.import.row", {
                  count: one.people,
                  number: one.people,
                  when: format.distance(new Date(one.at), now),
                })}
              </span>
              {one.can_be_undone ? (
                <Button
                  size="small"
                  className={styles.button}
                  disabled={takeBack.isPending}
                  onClick={() => takeBack.mutate(one.id)}
                >
                  {t("files.takeBack")}
                </Button>
              ) : (
                <span className={styles.quiet}>{t("files.backTaken")}</span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Export({ lists }: { lists: readonly PhoneList[] }) {
  const styles = usePartStyles();
  const t = usePhonesText();
  const [listId, setListId] = useState("");
  const write = useExport();
  return (
    <div>
      <h3 className={styles.name}>{t("files.export")}</h3>
      {write.isError && <Failed error={write.error} />}
      <div className={styles.foot} style={{ alignItems: "end" }}>
        {lists.length > 0 && (
          <Field label={t("files.whose")}>
            <Select value={listId} onChange={(_, data) => setListId(data.value)}>
              <option value="">{t("files.all")}</option>
              {lists.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {FORMATS.map((format) => (
          <Button
            key={format}
            className={styles.button}
            disabled={write.isPending}
            onClick={() => write.mutate({ format, listId: listId || undefined })}
          >
            {t(`export.${format}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
