"""Meetings as iCalendar (RFC 5545), with the zone names that Outlook and other programs write."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trato.demo.appointments import Change, Guest, Meeting
from trato.demo.model import Party
from trato.demo.team import NURIA

_OCTETS = 73
_WINDOWS = {
    "Europe/Madrid": "Romance Standard Time",
    "Europe/London": "GMT Standard Time",
    "America/Mexico_City": "Central Standard Time (Mexico)",
}
_RULES = {
    # zone: (standard offset, summer offset, hour in local time at which summer begins and ends)
    "Europe/Madrid": ("+0100", "+0200", "02", "03"),
    "Europe/London": ("+0000", "+0100", "01", "02"),
    "America/Mexico_City": ("-0600", "", "00", "00"),
}


def calendar(meetings: list[Meeting], upn: str, stamp: datetime, *, method: str = "PUBLISH") -> str:
    """Calendar items for one person, with CRLF line ends; `upn` is whose reminders are kept."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tornalba//Outlook 16.0 MIMEDIR//ES",
             f"METHOD:{method}", "CALSCALE:GREGORIAN"]  # fmt: skip
    zones = sorted({(meeting.zone, zone_name(meeting)) for meeting in meetings if not meeting.days})
    for zone, name in zones:
        lines += _vtimezone(zone, name)
    for meeting in meetings:
        lines += _events(meeting, upn, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def zone_name(meeting: Meeting) -> str:
    """Outlook writes Windows names; the calendars kept elsewhere write IANA ones."""
    if meeting.organizer.email == NURIA or meeting.organizer.contact:
        return meeting.zone
    return _WINDOWS[meeting.zone]


def _vtimezone(zone: str, name: str) -> list[str]:
    standard, summer, begins, ends = _RULES[zone]
    rule = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH="
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD"]
    if not summer:
        return [*lines, "DTSTART:16010101T000000", f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{standard}",
                "END:STANDARD", "END:VTIMEZONE"]  # fmt: skip
    lines += [f"DTSTART:16011028T{ends}0000", f"{rule}10", f"TZOFFSETFROM:{summer}",
              f"TZOFFSETTO:{standard}", "END:STANDARD", "BEGIN:DAYLIGHT",
              f"DTSTART:16010325T{begins}0000", f"{rule}3", f"TZOFFSETFROM:{standard}",
              f"TZOFFSETTO:{summer}", "END:DAYLIGHT", "END:VTIMEZONE"]  # fmt: skip
    return lines


def _events(meeting: Meeting, upn: str, stamp: datetime) -> list[str]:
    lines = _event(meeting, upn, stamp, None)
    for change in meeting.changes:
        lines += _event(meeting, upn, stamp, change)
    return lines


def _event(meeting: Meeting, upn: str, stamp: datetime, change: Change | None) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{meeting.uid}", f"DTSTAMP:{_utc(stamp)}"]
    if change:
        lines.append(f"RECURRENCE-ID{_moment(change.original, meeting)}")
    lines += _times(meeting, change)
    if change is None:
        lines += _recurrence(meeting)
    summary = change.summary if change and change.summary else meeting.summary
    status = change.status if change else meeting.status
    lines += [f"SUMMARY:{_text(summary)}", f"STATUS:{status}",
              f"CLASS:{meeting.visibility}", f"SEQUENCE:{1 if change else 0}",
              f"TRANSP:{'TRANSPARENT' if meeting.busy == 'FREE' else 'OPAQUE'}",
              f"X-MICROSOFT-CDO-BUSYSTATUS:{meeting.busy}"]  # fmt: skip
    if meeting.location:
        lines.append(f"LOCATION:{_text(meeting.location)}")
    if meeting.description:
        lines.append(f"DESCRIPTION:{_text(meeting.description)}")
    if meeting.category:
        lines.append(f"CATEGORIES:{_text(meeting.category)}")
    if meeting.guests:
        lines.append(f"ORGANIZER;CN={_quoted(meeting.organizer)}:mailto:{meeting.organizer.email}")
        lines += [_attendee(guest, change) for guest in meeting.guests]
    if meeting.organizer.email == upn and meeting.busy == "BUSY" and not meeting.days:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT15M", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _times(meeting: Meeting, change: Change | None) -> list[str]:
    start = change.start if change else meeting.start
    if meeting.days:
        end = start.date() + timedelta(days=meeting.days)
        return [f"DTSTART;VALUE=DATE:{_day(start.date())}", f"DTEND;VALUE=DATE:{_day(end)}"]
    minutes = change.minutes if change else meeting.minutes
    end_moment = (start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(ZoneInfo(meeting.zone))
    return [f"DTSTART{_moment(start, meeting)}", f"DTEND{_moment(end_moment, meeting)}"]


def _recurrence(meeting: Meeting) -> list[str]:
    lines = []
    if meeting.weekly:
        day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[meeting.start.weekday()]
        every = f";INTERVAL={meeting.weekly}" if meeting.weekly > 1 else ""
        lines.append(f"RRULE:FREQ=WEEKLY{every};BYDAY={day};COUNT={meeting.count}")
    if meeting.monthly:
        lines.append(f"RRULE:FREQ=MONTHLY;BYDAY={meeting.monthly};COUNT={meeting.count}")
    lines += [f"EXDATE{_moment(skipped, meeting)}" for skipped in meeting.skipped]
    return lines


def _attendee(guest: Guest, change: Change | None) -> str:
    answer = "DECLINED" if change and guest.party.email in change.declined_by else guest.answer
    asked = ";RSVP=TRUE" if answer == "NEEDS-ACTION" else ""
    return (f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT={answer}{asked};CN={_quoted(guest.party)}"
            f":mailto:{guest.party.email}")  # fmt: skip


def _quoted(party: Party) -> str:
    return f'"{party.name}"'


def _moment(moment: datetime, meeting: Meeting) -> str:
    if meeting.days:
        return f";VALUE=DATE:{_day(moment.date())}"
    here = moment.astimezone(ZoneInfo(meeting.zone))
    return f";TZID={_tzid(zone_name(meeting))}:{_day(here.date())}T{here:%H%M%S}"


def _tzid(name: str) -> str:
    return f'"{name}"' if "(" in name else name


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def _utc(moment: datetime) -> str:
    here = moment.astimezone(ZoneInfo("UTC"))
    return f"{_day(here.date())}T{here:%H%M%S}Z"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a letter."""
    if len(line.encode()) <= _OCTETS:
        return line
    made, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > _OCTETS:
            made.append(current)
            current = ""
        current += letter
    made.append(current)
    return "\r\n ".join(made)
