"""Which permissions a mailbox route asks for; any one of those named will do.

https://learn.microsoft.com/graph/permissions-reference
"""

_MAIL = (
    "Mail.Read",
    "Mail.ReadWrite",
    "Mail.ReadBasic",
    "Mail.ReadBasic.All",
    "Mail.Read.Shared",
    "Mail.ReadWrite.Shared",
)
_CALENDARS = (
    "Calendars.Read",
    "Calendars.ReadWrite",
    "Calendars.ReadBasic",
    "Calendars.ReadBasic.All",
    "Calendars.Read.Shared",
    "Calendars.ReadWrite.Shared",
)
_READ = {
    "messages": _MAIL,
    "mailfolders": _MAIL,
    "calendar": _CALENDARS,
    "calendars": _CALENDARS,
    "calendargroups": _CALENDARS,
    "events": _CALENDARS,
    "calendarview": _CALENDARS,
    "contacts": ("Contacts.Read", "Contacts.ReadWrite"),
    "contactfolders": ("Contacts.Read", "Contacts.ReadWrite"),
    "mailboxsettings": ("MailboxSettings.Read", "MailboxSettings.ReadWrite"),
    "outlook": ("MailboxSettings.Read", "MailboxSettings.ReadWrite", "User.Read", "User.Read.All"),
    "todo": ("Tasks.Read", "Tasks.ReadWrite", "Tasks.Read.All", "Tasks.ReadWrite.All"),
    "photo": ("User.Read", "User.ReadBasic.All", "User.Read.All"),
    "extensions": ("User.Read", "User.Read.All"),
    "people": ("People.Read", "People.Read.All"),
    "findmeetingtimes": ("Calendars.Read.Shared", "Calendars.ReadWrite.Shared"),
    "": ("User.Read", "User.ReadBasic.All", "User.Read.All"),
    "manager": ("User.Read.All", "User.ReadBasic.All"),
    "directreports": ("User.Read", "User.Read.All"),
}
_WRITE = {
    "messages": ("Mail.ReadWrite", "Mail.ReadWrite.Shared"),
    "mailfolders": ("Mail.ReadWrite", "Mail.ReadWrite.Shared"),
    "calendar": ("Calendars.ReadWrite", "Calendars.ReadWrite.Shared"),
    "calendars": ("Calendars.ReadWrite",),
    "calendargroups": ("Calendars.ReadWrite",),
    "events": ("Calendars.ReadWrite", "Calendars.ReadWrite.Shared"),
    "contacts": ("Contacts.ReadWrite",),
    "contactfolders": ("Contacts.ReadWrite",),
    "mailboxsettings": ("MailboxSettings.ReadWrite",),
    "outlook": ("MailboxSettings.ReadWrite",),
    "todo": ("Tasks.ReadWrite", "Tasks.ReadWrite.All"),
    "photo": ("User.ReadWrite", "User.ReadWrite.All"),
    "extensions": ("User.ReadWrite", "User.ReadWrite.All"),
    "sendmail": ("Mail.Send", "Mail.Send.Shared"),
}
_SENDING = ("send", "reply", "replyall", "forward")
_READING_POSTS = ("getschedule", "findmeetingtimes", "translateexchangeids")


def is_basic(permissions: frozenset[str], segments: list[str]) -> bool:
    """Whether all that lets a caller read here is a ReadBasic permission."""
    head = segments[0].lower() if segments else ""
    if head not in ("messages", "mailfolders", "calendar", "calendars", "events", "calendarview"):
        return False
    own = permissions & set(_READ[head])
    return bool(own) and all(".ReadBasic" in name for name in own)


def needed(method: str, segments: list[str]) -> tuple[str, ...]:
    """The permissions of which a caller needs one; empty if none is needed."""
    head = segments[0].lower() if segments else ""
    last = segments[-1].lower() if segments else ""
    if head in ("messages", "mailfolders") and method == "POST" and last in _SENDING:
        return _WRITE["sendmail"]
    if method == "GET" or last in _READING_POSTS:
        found = _READ.get(head, ())
        is_beyond_basic = bool({"attachments", "$value", "extensions"} & {segment.lower() for segment in segments})
        return tuple(name for name in found if ".ReadBasic" not in name) if is_beyond_basic else found
    return _WRITE.get(head, ())
