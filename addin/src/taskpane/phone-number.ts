/** Which number to call, and how a telephone is told. */
import type { Contact } from "../api/types";

export function telephone(contact: Pick<Contact, "phones"> | null | undefined): string | undefined {
  return contact?.phones[0]?.number;
}

/** RFC 3966, without what people write between the digits. */
export function dialled(number: string): string {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}

/** How a link dials: from within a frame, where a page's policy may hold, it would lead the pane itself away. */
export const DIALLING = { target: "_blank", rel: "noreferrer" } as const;
