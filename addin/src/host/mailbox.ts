/** The parts of a mailbox that the stand-in shows, as Graph names them, and the queries that read them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { GraphGet, GraphPage } from "./graph";
import { useOutlook } from "./outlook-context";

export interface Recipient {
  readonly emailAddress?: { readonly name?: string; readonly address?: string };
}

export interface MailFolder {
  readonly id: string;
  readonly displayName: string;
  readonly parentFolderId?: string;
  readonly childFolderCount: number;
  readonly unreadItemCount: number;
  readonly totalItemCount: number;
  readonly wellKnownName?: string;
}

export interface Message {
  readonly id: string;
  readonly internetMessageId?: string;
  readonly conversationId?: string;
  readonly subject?: string;
  readonly bodyPreview?: string;
  readonly from?: Recipient;
  readonly toRecipients?: readonly Recipient[];
  readonly ccRecipients?: readonly Recipient[];
  readonly receivedDateTime: string;
  readonly sentDateTime?: string;
  readonly isRead?: boolean;
  readonly hasAttachments?: boolean;
}

export interface MessageBody {
  readonly body: { readonly contentType: string; readonly content: string };
}

export interface CalendarEvent {
  readonly id: string;
  readonly subject?: string;
  readonly start: { readonly dateTime: string; readonly timeZone: string };
  readonly end: { readonly dateTime: string; readonly timeZone: string };
  readonly isAllDay?: boolean;
  readonly isCancelled?: boolean;
  readonly showAs?: string;
  readonly sensitivity?: string;
  readonly location?: { readonly displayName?: string };
  readonly organizer?: Recipient;
  readonly attendees?: readonly (Recipient & { readonly type?: string })[];
  readonly bodyPreview?: string;
}

const MESSAGE_FIELDS =
  "id,internetMessageId,conversationId,subject,bodyPreview,from,toRecipients,ccRecipients,receivedDateTime,sentDateTime,isRead,hasAttachments";
const EVENT_FIELDS =
  "id,subject,start,end,isAllDay,isCancelled,showAs,sensitivity,location,organizer,attendees,bodyPreview";
const PAGE_SIZE = 40;

/** The mailbox that is open: one's own, or somebody else's whose delegate one is. */
function useMailboxPath(): string {
  return mailboxPath(useOutlook().settings.owner);
}

function mailboxPath(owner: string | null): string {
  return owner ? `/users/${encodeURIComponent(owner)}` : "/me";
}

/** A mail's or an appointment's text without formatting, as Office.js gives it. */
export async function readPlainText(
  graph: GraphGet,
  owner: string | null,
  view: "mail" | "calendar",
  id: string,
): Promise<string> {
  const kind = view === "mail" ? "messages" : "events";
  const path = `${mailboxPath(owner)}/${kind}/${encodeURIComponent(id)}?$select=body`;
  const { body } = await graph<MessageBody>(path);
  if (body.contentType.toLowerCase() !== "html") return body.content;
  const page = new DOMParser().parseFromString(body.content, "text/html");
  for (const line of page.querySelectorAll("br, p, div, tr, li")) line.append("\n");
  return (page.body.textContent ?? "").replaceAll(/\n{3,}/g, "\n\n").trim();
}

/** All folders, each parent before its children. */
export function useFolders() {
  const { graph, user } = useOutlook();
  const mailbox = useMailboxPath();
  return useQuery({
    queryKey: ["folders", user.upn, mailbox],
    queryFn: () => foldersBelow(graph, `${mailbox}/mailFolders`),
  });
}

async function foldersBelow(graph: GraphGet, path: string): Promise<readonly MailFolder[]> {
  const { value } = await graph<GraphPage<MailFolder>>(`${path}?$top=100`);
  const families = value.map(async (folder) =>
    folder.childFolderCount > 0
      ? [
          folder,
          ...(await foldersBelow(
            graph,
            `${path.replace(/mailFolders.*/, "mailFolders")}/${encodeURIComponent(folder.id)}/childFolders`,
          )),
        ]
      : [folder],
  );
  return (await Promise.all(families)).flat();
}

export function useMessages(folderId: string | undefined) {
  const { graph, user } = useOutlook();
  const mailbox = useMailboxPath();
  return useInfiniteQuery({
    queryKey: ["messages", user.upn, mailbox, folderId],
    queryFn: ({ pageParam, signal }) => graph<GraphPage<Message>>(pageParam, signal),
    initialPageParam:
      `${mailbox}/mailFolders/${encodeURIComponent(folderId ?? "")}/messages` +
      `?$select=${MESSAGE_FIELDS}&$orderby=receivedDateTime desc&$top=${PAGE_SIZE}`,
    getNextPageParam: (page) => page["@odata.nextLink"],
    enabled: folderId !== undefined,
  });
}

export function useMessageBody(id: string) {
  const { graph, user } = useOutlook();
  const mailbox = useMailboxPath();
  return useQuery({
    queryKey: ["body", user.upn, mailbox, id],
    queryFn: ({ signal }) =>
      graph<MessageBody>(`${mailbox}/messages/${encodeURIComponent(id)}?$select=body`, signal),
  });
}

/** Everything that touches the half-open period, occurrences expanded; times in UTC. */
export function useCalendarView(from: Date, to: Date) {
  const { graph, user } = useOutlook();
  const mailbox = useMailboxPath();
  const period = `startDateTime=${from.toISOString()}&endDateTime=${to.toISOString()}`;
  return useQuery({
    queryKey: ["calendar", user.upn, mailbox, period],
    queryFn: async ({ signal }) => {
      const path = `${mailbox}/calendarView?${period}&$select=${EVENT_FIELDS}&$top=200`;
      return (await graph<GraphPage<CalendarEvent>>(path, signal)).value;
    },
    placeholderData: (previous) => previous,
  });
}

/** Graph's local time without offset, which these queries ask for in UTC. */
export function instant(value: { dateTime: string }): Date {
  return new Date(`${value.dateTime.slice(0, 19)}Z`);
}

export function nameOf(recipient: Recipient | undefined): string {
  return recipient?.emailAddress?.name || recipient?.emailAddress?.address || "";
}
