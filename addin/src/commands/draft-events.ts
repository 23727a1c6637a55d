/** What happens at each event of a draft; decided from the server's answer, said by Outlook. */
import type { ApiRequest } from "../api/client";
import type { MailContext } from "../api/types";
import { warningSentence } from "../drafts/warning-sentence";
import { type DraftWarning, draftWarnings, isAboutRecipients } from "../drafts/warnings";
import { createTranslate, languageOf } from "../i18n/translate";
import { warningsEn } from "../i18n/warnings-en";
import { warningsEs } from "../i18n/warnings-es";

/** The draft as these events need it. */
export interface EventDraft {
  readonly locale: () => string;
  readonly request: () => Promise<object>;
  /** A line above the draft; null takes it away. */
  readonly notify: (text: string | null) => Promise<void>;
}

export interface DraftEvent {
  readonly completed: (options?: {
    readonly allowEvent?: boolean;
    readonly errorMessage?: string;
    readonly commandId?: string;
    readonly cancelLabel?: string;
  }) => void;
}

/** Longer than this nobody waits for a mail to go. */
const PATIENCE_MS = 4_000;
const LONGEST_NOTICE = 150;
const CONTROL = "compose.open";

export function draftEvents(api: ApiRequest, draft: EventDraft) {
  const known = async () =>
    api<MailContext>("POST", "/context", {
      body: await draft.request(),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  const tell = async (event: DraftEvent) => {
    try {
      await draft.notify(noticeOf(await known(), textsFor(draft)));
    } catch {
      // A draft without a word above it is a draft all the same.
    } finally {
      event.completed();
    }
  };
  return {
    onNewMessageCompose: tell,
    onMessageRecipientsChanged: tell,
    onMessageSend: async (event: DraftEvent) => {
      const found = await known().then(draftWarnings, (): readonly DraftWarning[] => []);
      const wrong = found.filter(isAboutRecipients);
      if (wrong.length === 0) {
        event.completed({ allowEvent: true });
        return;
      }
      const t = textsFor(draft);
      const lines = wrong.map((warning) => warningSentence(warning, t));
      event.completed({
        allowEvent: false,
        errorMessage: [t("send.ask"), ...lines].join("\n"),
        commandId: CONTROL,
        cancelLabel: t("send.open"),
      });
    },
  };
}

function textsFor(draft: EventDraft) {
  const language = languageOf(draft.locale());
  return createTranslate<typeof warningsEn>(language === "es" ? warningsEs : warningsEn, language);
}

function noticeOf(context: MailContext, t: ReturnType<typeof textsFor>): string | null {
  const [warning] = draftWarnings(context);
  const name = context.link?.opportunity?.name;
  const text = warning ? warningSentence(warning, t) : name ? t("notice.linked", { name }) : null;
  return text && text.length > LONGEST_NOTICE ? `${text.slice(0, LONGEST_NOTICE - 1)}…` : text;
}
