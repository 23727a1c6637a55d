/** The workspace's texts in English; the other languages follow its keys. */

export const workspaceEn = {
  "app.name": "Trato",
  "app.starting": "Opening Trato",

  "nav.label": "Workspace",
  "nav.open": "Open the menu",
  "nav.close": "Close the menu",
  "nav.settings": "Settings",
  "nav.work": "Work",
  "nav.phones": "Phone list",
  "nav.mailboxes": "Mailboxes",
  "nav.privacy": "Privacy",

  "account.menu": "Account of {name}",
  "account.language": "Language",
  "account.colours": "Colours",
  "account.signOut": "Sign out",
  "colours.device": "As on this device",
  "colours.light": "Light",
  "colours.dark": "Dark",
  "role.rep": "Sales rep",
  "role.assistant": "Assistant",
  "role.manager": "Manager",
  "role.admin": "Administrator",

  "action.retry": "Try again",
  "action.signIn": "Sign in",
  "action.readNow": "Read now",
  "action.reading": "Reading",

  "failure.signedOut.title": "Sign in to Trato",
  "failure.signedOut.text": "With the same account as in Outlook.",
  "failure.signedOut.failed": "Signing in did not work: {reason}",
  "failure.notYours.title": "No access",
  "failure.notYours.text": "This account is not a user of this Trato. An administrator can add it.",
  "failure.offline.title": "No connection",
  "failure.offline.text": "What is here will come up to date once there is a connection again.",
  "failure.down.title": "Trato does not answer",
  "failure.down.text": "It is tried again every few seconds.",
  "failure.noScreen.title": "Nothing here",
  "failure.noScreen.text": "This address leads to no screen of Trato.",

  "mailboxes.title": "Mailboxes",
  "mailboxes.lead":
    "What Trato reads, and how far it is. Reading changes nothing in a mailbox and sends nothing.",
  "mailboxes.own": "Own mailbox",
  "mailboxes.team": "Mailboxes of the team",
  "mailboxes.more": "Show more",
  "mailboxes.loading": "Asking how far the mailboxes are",
  "mailboxes.none.title": "Own mailbox not connected",
  "mailboxes.none.text": "Once an administrator connects it, this page shows how far it has been read.",

  "tally.current": { one: "{count} up to date", other: "{count} up to date" },
  "tally.reading": { one: "{count} being read", other: "{count} being read" },
  "tally.retrying": { one: "{count} to be tried again", other: "{count} to be tried again" },
  "tally.stopped": { one: "{count} needs attention", other: "{count} need attention" },

  "status.waiting": "Waiting",
  "status.reading": "Reading",
  "status.current": "Up to date",
  "status.retrying": "Trying again",
  "status.stopped": "Needs attention",
  "status.disconnected": "Disconnected",

  "state.waiting": "The first reading is about to begin.",
  "state.caughtUp": "Last read: {when}",
  "state.reading": "{done} of {total} mails",
  "state.newestFirst": "The newest mails come in first.",
  "state.pace": "{rate} mails a second, about {left} left",
  "state.minutes": { one: "{count} minute", other: "{count} minutes" },
  "state.disconnected": "Disconnected {when}. History, links and decisions are kept.",

  "changes.notifications": "Changes arrive as they happen.",
  "changes.rounds_until_subscribed":
    "Changes are looked for every few minutes until Microsoft 365 tells of them.",
  "changes.rounds_only": "Changes are looked for every few minutes.",

  "fault.retry": "Next attempt {when}.",
  "fault.detail": "Technical detail: {code}, {detail}",
  "fault.graph_unavailable.title": "Microsoft 365 does not answer",
  "fault.graph_unavailable.remedy": "Nothing is lost, and it is tried again automatically.",
  "fault.graph_throttled.title": "Microsoft 365 asks for a pause",
  "fault.graph_throttled.remedy": "Nothing is lost, and reading goes on after the pause.",
  "fault.graph_consent_missing.title": "Permission to read is missing",
  "fault.graph_consent_missing.remedy":
    "An administrator gives it in Entra; the command “trato doctor” shows what is missing and the link.",
  "fault.graph_not_found.title": "The mailbox or a folder is not there",
  "fault.graph_not_found.remedy":
    "Check that the person still has a mailbox with a licence, then read again.",
  "fault.graph_refused.title": "Microsoft 365 refused a request",
  "fault.graph_refused.remedy":
    "It is tried again. If it stays so, whoever runs Trato needs the technical detail.",
  "fault.mass_removal.title": "Much would be removed",
  "fault.mass_removal.remedy":
    "The mailbox suddenly holds far less, so nothing was removed. If that is right, an administrator allows it with “trato connect --allow-removal”.",
  "fault.other.title": "Reading is interrupted",
  "fault.other.remedy": "If it stays so, whoever runs Trato needs the technical detail.",

  "overdue.title": "Nothing has been read for a while",
  "overdue.text": "The background service may be stopped; whoever runs Trato starts it with “trato work”.",

  "folders.toggle": "Folders",
  "folders.label": "Folders",
  "folders.withSetAside": {
    one: "Folders · {count} set aside",
    other: "Folders · {count} set aside",
  },
  "folders.private": "The folders of each are for its owner and administrators.",
  "folders.privateSetAside": {
    one: "{count} item could not be understood; the owner and administrators see which.",
    other: "{count} items could not be understood; the owner and administrators see which.",
  },
  "folders.none": "Folders appear here once the first reading has begun.",
  "folders.loading": "Asking for the folders",
  "folders.failed": "The folders could not be asked for.",
  "choices.contacts": "Contact folders that are read",
  "choices.contactsText": "Only those you choose; all others stay private and are never asked for.",
  "choices.tasks": "To Do lists that are read",
  "choices.tasksText": "Only those you choose; nothing in them is changed.",
  "choices.open": "Show what there is to choose",
  "choices.asked": "Asked for. The names appear in a moment.",
  "choices.failed": "The choice could not be kept; it is as it was before.",
  "feed.folders": "List of folders",
  "feed.calendar": "Calendar",
  "feed.contactFolders": "Contact folders",
  "feed.contacts": "Contacts",
  "feed.taskLists": "Task lists",
  "feed.mails": { one: "{number} mail", other: "{number} mails" },
  "feed.gone": "A folder that is gone",

  "setAside.title": "Set aside",
  "setAside.text":
    "These items could not be understood. Everything else goes on, and they are tried again when they change.",

  "readNow.asked": "Asked for. Changes appear in a moment.",
  "readNow.failed": "That did not work. Try again in a moment.",
} as const;
