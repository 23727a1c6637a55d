/** The catalogue of tasks and steps, bound to the reader's language. */
import { catalogueHook } from "../../i18n/locale-context";
import { tasksEn } from "../../i18n/tasks-en";
import { tasksEs } from "../../i18n/tasks-es";

export const useTasksText = catalogueHook<typeof tasksEn>({ en: tasksEn, es: tasksEs });
