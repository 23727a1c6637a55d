/** The workspace's catalogue, bound to the reader's language. */
import { catalogueHook } from "../i18n/locale-context";
import type { Translate } from "../i18n/translate";
import { workspaceEn } from "../i18n/workspace-en";
import { workspaceEs } from "../i18n/workspace-es";

export type WorkspaceText = Translate<typeof workspaceEn>;

export const useWorkspaceText = catalogueHook<typeof workspaceEn>({ en: workspaceEn, es: workspaceEs });
