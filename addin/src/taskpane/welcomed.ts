/** Whether this person has begun already. A matter of this browser alone: nobody else needs to know. */

const key = (mailbox: string) => `trato-welcomed ${mailbox.toLowerCase()}`;

/** Where a browser keeps nothing for frames, nobody is welcomed twice in a row: they count as known. */
export function isWelcomed(mailbox: string): boolean {
  try {
    return localStorage.getItem(key(mailbox)) !== null;
  } catch {
    return true;
  }
}

export function noteWelcomed(mailbox: string): void {
  try {
    localStorage.setItem(key(mailbox), "1");
  } catch {
    // It will be shown again, which is no harm.
  }
}
