/** Outlook's own forms for a new mail and a new appointment, filled in; the person looks, changes and sends. */

export interface NewMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface NewAppointment {
  readonly subject: string;
  readonly guests: readonly string[];
  readonly start: string;
  readonly end: string;
}

/** Mailbox 1.6; the form takes HTML, so the text is written as such. */
export async function openMail(mailbox: Office.Mailbox, mail: NewMail): Promise<void> {
  const htmlBody = mail.text.split("\n").map(escaped).join("<br>");
  mailbox.displayNewMessageForm({ toRecipients: [...mail.to], subject: mail.subject, htmlBody });
}

/** Mailbox 1.1. */
export async function openAppointment(mailbox: Office.Mailbox, appointment: NewAppointment): Promise<void> {
  mailbox.displayNewAppointmentForm({
    requiredAttendees: [...appointment.guests],
    subject: appointment.subject,
    start: new Date(appointment.start),
    end: new Date(appointment.end),
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
