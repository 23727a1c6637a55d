/**
 * What Outlook runs by itself beside a draft (event-based activation): a word above it, and a question before a mail
 * goes to the wrong customer. Classic Outlook loads this one file without a page, so it is self-contained and its
 * configuration stands before it. Whatever fails or takes long lets the mail go: nothing here ever blocks.
 */
import { createNestablePublicClientApplication } from "@azure/msal-browser";
import { createApi } from "../api/client";
import { nestedSignIn } from "../outlook/access-token";
import { draftEvents } from "./draft-events";
import { type CommandsConfig, officeDraft } from "./office-draft";

declare const tratoConfig: CommandsConfig;

void Office.onReady();
const draft = officeDraft();
const signIn = nestedSignIn(tratoConfig, () => draft.mailbox(), createNestablePublicClientApplication);
const api = createApi(tratoConfig.apiBase, signIn.accessToken);
const events = draftEvents(api, draft);
Office.actions.associate("onNewMessageCompose", events.onNewMessageCompose);
Office.actions.associate("onMessageRecipientsChanged", events.onMessageRecipientsChanged);
Office.actions.associate("onMessageSend", events.onMessageSend);
