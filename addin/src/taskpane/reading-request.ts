/** What is told of a mail beside its text, so that names and times in it are understood. */
import type { ReadingRequest } from "../api/types";
import type { OpenItem } from "../outlook/open-item";

export function readingRequest(item: OpenItem): Omit<ReadingRequest, "body"> | undefined {
  if (item.kind !== "message") return undefined;
  const { from } = item;
  return {
    subject: item.subject,
    ...(from && { sender: from.name === from.address ? from.address : `${from.name} <${from.address}>` }),
    ...(item.sentAt && { sent_at: item.sentAt }),
  };
}
