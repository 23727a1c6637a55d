/** What one does to tasks, and what was done last: that is undone with a click or a key. */
import { useState } from "react";
import { ApiError } from "../../api/client";
import { type TaskDeed, type TaskRow, useTaskDeed } from "../../api/tasks";
import { useTasksText } from "./texts";

export interface TaskDeeds {
  readonly act: (task: TaskRow, deed: TaskDeed, name?: string) => void;
  readonly isBusy: boolean;
  readonly words: string | undefined;
  readonly intent: "success" | "warning" | "error";
  readonly undo: (() => void) | undefined;
  readonly dismiss: () => void;
}

interface Done {
  readonly words: string;
  readonly undo: () => void;
}

export function useTaskDeeds(): TaskDeeds {
  const t = useTasksText();
  const { mutate, error, reset, isPending } = useTaskDeed();
  const [done, setDone] = useState<Done>();
  const words = (task: TaskRow, deed: TaskDeed, name = "") => {
    if (deed.do === "assign") return t("said.assign", { title: task.title, name });
    if (deed.do === "tick") return t(deed.isDone ? "said.tick" : "said.untick", { title: task.title });
    return t(deed.do === "skip" ? "said.skip" : "said.takeUp", { title: task.title });
  };
  const act = (task: TaskRow, deed: TaskDeed, name?: string) => {
    setDone(undefined);
    mutate(
      { task, deed },
      {
        onSuccess: ({ etag }) => {
          const undo = () => {
            setDone(undefined);
            mutate({ task: { id: task.id, etag }, deed: opposite(task, deed) });
          };
          setDone({ words: words(task, deed, name), undo });
        },
      },
    );
  };
  const isStale = error instanceof ApiError && error.failure === "stale";
  const refused = isStale
    ? t("said.stale")
    : error
      ? t("said.refused", { reason: error.message })
      : undefined;
  return {
    act,
    isBusy: isPending,
    words: refused ?? done?.words,
    intent: error ? (isStale ? "warning" : "error") : "success",
    undo: error ? undefined : done?.undo,
    dismiss: () => {
      setDone(undefined);
      reset();
    },
  };
}

function opposite(task: TaskRow, deed: TaskDeed): TaskDeed {
  if (deed.do === "tick") return { do: "tick", isDone: !deed.isDone };
  if (deed.do === "assign") return { do: "assign", to: task.assignee.id };
  return deed.do === "skip" ? { do: "takeUp" } : { do: "skip", reason: task.reason };
}
