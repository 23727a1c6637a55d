/** The texts of what one can keep to oneself or forget from beside a mail, in English. */

export const discretionEn = {
  "open.menu": "Privacy and undo",
  "open.about": "Who may read this, undo links, forget a person",
  "panel.title": "Privacy and undo",

  "level.title": "Who may read this conversation",
  "level.default": "As the rest of my mail: {level}",
  "level.metadata": "Colleagues see who, when and which customer",
  "level.subject": "Colleagues also read the subject",
  "level.full": "Colleagues read subject and summary",
  "level.least": "Where several of us hold it, the most private choice counts.",
  "level.done": "Changed. It holds at once, also for what is there.",

  "sender.title": "Links of {name}'s mails",
  "sender.none": "Nobody decided anything about mails that {name} began.",
  "sender.count": {
    one: "{number} decision that people made about conversations {name} began.",
    other: "{number} decisions that people made about conversations {name} began.",
  },
  "sender.undo": "Undo all of them",
  "sender.sure": "They will be linked as the rules say. This cannot be taken back in one step.",
  "sender.confirm": { one: "Undo {number} decision", other: "Undo {number} decisions" },
  "sender.done": { one: "{number} decision undone", other: "{number} decisions undone" },

  "forget.title": "Forget {name}",
  "forget.about": "Mail and meetings with {addresses} are taken out, and new ones stay out.",
  "forget.mailbox": "Of my mailbox",
  "forget.organisation": "Of every mailbox, and out of the contacts",
  "forget.where": "Where",
  "forget.look": "See what would go",
  "forget.mails": { one: "{number} mail", other: "{number} mails" },
  "forget.events": { one: "{number} meeting", other: "{number} meetings" },
  "forget.interactions": {
    one: "{number} entry of the customer's history",
    other: "{number} entries of the customer's history",
  },
  "forget.confirm": "Forget {name}",
  "forget.done": "{name} is forgotten",
  "forget.undone": "{name} is not forgotten any more. Mailboxes are being read again.",
  "action.cancel": "Cancel",
  failed: "That did not work. Nothing was changed.",
} as const;
