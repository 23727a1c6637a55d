/** What one does to opportunities on any of the screens, and what was done last: that is undone with a click or a key. */
import { useCallback, useState } from "react";
import { ApiError } from "../../api/client";
import { type FieldChanges, type PipelineRow, type RowDeed, useRowDeed } from "../../api/pipeline";
import type { Field } from "./fields";
import { useListText } from "./texts";

interface Done {
  readonly row: PipelineRow;
  readonly field: string;
  readonly changeBack: () => void;
}

export interface Deeds {
  readonly act: (row: PipelineRow, deed: RowDeed) => void;
  readonly save: (row: PipelineRow, field: Field, typed: string) => void;
  readonly change: (row: PipelineRow, name: string, fields: FieldChanges, before: FieldChanges) => void;
  readonly undo: () => void;
  readonly isPending: boolean;
  readonly said: {
    readonly words: string | undefined;
    readonly intent: "success" | "warning" | "error";
    readonly undo: (() => void) | undefined;
    readonly dismiss: () => void;
  };
}

export function useDeeds(): Deeds {
  const t = useListText();
  const { mutate, error, reset, isPending } = useRowDeed();
  const [done, setDone] = useState<Done>();
  const act = useCallback(
    (row: PipelineRow, deed: RowDeed) => {
      setDone(undefined);
      mutate({ row, deed });
    },
    [mutate],
  );
  const change = useCallback(
    (row: PipelineRow, name: string, fields: FieldChanges, before: FieldChanges) => {
      setDone(undefined);
      mutate(
        { row, deed: { do: "change", fields } },
        {
          onSuccess: (changed) => {
            const changeBack = () => {
              setDone(undefined);
              mutate({ row: changed, deed: { do: "change", fields: before } });
            };
            setDone({ row: changed, field: name, changeBack });
          },
        },
      );
    },
    [mutate],
  );
  const save = useCallback(
    (row: PipelineRow, field: Field, typed: string) => {
      const fields = field.change(typed, row);
      if (fields) change(row, field.name ?? t(`field.${field.key as "name"}`), fields, before(field, row));
    },
    [change, t],
  );
  const undo = useCallback(() => done?.changeBack(), [done]);
  const isStale = error instanceof ApiError && error.failure === "stale";
  const refused = isStale
    ? t("edit.stale")
    : error
      ? t("edit.refused", { reason: error.message })
      : undefined;
  const told = done && t("edit.done", { field: done.field, name: done.row.opportunity.name });
  const said = {
    words: refused ?? told,
    intent: error ? (isStale ? ("warning" as const) : ("error" as const)) : ("success" as const),
    undo: error ? undefined : done?.changeBack,
    dismiss: () => {
      setDone(undefined);
      reset();
    },
  };
  return { act, save, change, undo, isPending, said };
}

/** What takes a change back. */
function before(field: Field, row: PipelineRow): FieldChanges {
  return field.change(field.typed(row), row) ?? {};
}
