/** The texts of Settings › Calendars and digest in English. */

export const feedsEn = {
  "feeds.title": "Calendars and digest",
  "feeds.lead": "Let other programs read your calendar, and say when you are told of your day.",
  "feeds.loading": "Asking for your calendars",
  "feeds.heading": "Calendars for other programs",
  "feeds.about":
    "Whoever has the address reads the calendar, so treat it like a password. Private items are busy time in it.",
  "feeds.mine": "My calendar",
  "feeds.team": "My team's calendar",
  "feeds.make": "Make an address",
  "feeds.whose": "Whose",
  "feeds.none": "No program reads a calendar of yours.",
  "feeds.list": "Addresses",
  "feeds.made": "Made {when}",
  "feeds.read": "Last read {when}",
  "feeds.unread": "Not read yet",
  "feeds.end": "End",
  "feeds.endOf": "End the address of {name}",
  "feeds.ended": "The address has ended. Nobody reads that calendar by it any more.",
  "feeds.once": "Copy this address now: it is shown this once.",
  "feeds.address": "Address",
  "feeds.copy": "Copy",
  "feeds.copied": "Copied",
  "digest.heading": "Daily digest",
  "digest.about":
    "On working days, from this hour on: what is due and why, whom you meet, and which kept times run out. Only you get it, here.",
  "digest.on": "Tell me of my day",
  "digest.hour": "From",
  "failed.title": "That did not work",
  "failed.text": "Trato does not answer. Try again in a moment.",
} as const;
