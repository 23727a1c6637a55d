# ruff: noqa: E501 - a table reads better unbroken
"""Time zones as mail prints them: `(GMT-06:00) Central Time (US & Canada)`, Windows ids, abbreviations, to IANA.

Outlook prints the zone's standard offset even in summer, so the name decides and the offset only picks among
unknown names. Names follow Microsoft's list of time zones and the Unicode CLDR table windowsZones.
"""

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from tzlocal.windows_tz import win_tz

_PLACES = {
    "casablanca": "Africa/Casablanca", "greenwich mean time": "Europe/London", "london": "Europe/London",
    "londres": "Europe/London", "lisbon": "Europe/Lisbon", "lisboa": "Europe/Lisbon", "dublin": "Europe/Dublin",
    "dublín": "Europe/Dublin", "coordinated universal": "UTC", "universal coordinada": "UTC", "reykjavik": "Atlantic/Reykjavik",
    "madrid": "Europe/Madrid", "amsterdam": "Europe/Berlin", "ámsterdam": "Europe/Berlin", "berlin": "Europe/Berlin",
    "belgrade": "Europe/Budapest", "belgrado": "Europe/Budapest", "budapest": "Europe/Budapest", "prague": "Europe/Prague",
    "brussels": "Europe/Paris", "paris": "Europe/Paris", "sarajevo": "Europe/Warsaw", "warsaw": "Europe/Warsaw",
    "west central africa": "Africa/Lagos", "áfrica central occidental": "Africa/Lagos", "amman": "Asia/Amman",
    "athens": "Europe/Athens", "atenas": "Europe/Athens", "bucharest": "Europe/Bucharest", "istanbul": "Europe/Istanbul",
    "estambul": "Europe/Istanbul", "beirut": "Asia/Beirut", "cairo": "Africa/Cairo", "harare": "Africa/Johannesburg",
    "pretoria": "Africa/Johannesburg", "helsinki": "Europe/Helsinki", "kiev": "Europe/Kiev", "kyiv": "Europe/Kiev",
    "jerusalem": "Asia/Jerusalem", "jerusalén": "Asia/Jerusalem", "minsk": "Europe/Minsk", "windhoek": "Africa/Windhoek",
    "baghdad": "Asia/Baghdad", "kuwait": "Asia/Riyadh", "riyadh": "Asia/Riyadh", "moscow": "Europe/Moscow",
    "moscú": "Europe/Moscow", "nairobi": "Africa/Nairobi", "tbilisi": "Asia/Tbilisi", "tehran": "Asia/Tehran",
    "abu dhabi": "Asia/Dubai", "baku": "Asia/Baku", "port louis": "Indian/Mauritius", "yerevan": "Asia/Yerevan",
    "kabul": "Asia/Kabul", "ekaterinburg": "Asia/Yekaterinburg", "islamabad": "Asia/Karachi", "tashkent": "Asia/Tashkent",
    "kolkata": "Asia/Kolkata", "calcutta": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "kathmandu": "Asia/Kathmandu",
    "novosibirsk": "Asia/Novosibirsk", "dhaka": "Asia/Dhaka", "sri jayawardenepura": "Asia/Colombo", "rangoon": "Asia/Yangon",
    "bangkok": "Asia/Bangkok", "krasnoyarsk": "Asia/Krasnoyarsk", "beijing": "Asia/Shanghai", "irkutsk": "Asia/Irkutsk",
    "singapore": "Asia/Singapore", "singapur": "Asia/Singapore", "perth": "Australia/Perth", "taipei": "Asia/Taipei",
    "tokyo": "Asia/Tokyo", "tokio": "Asia/Tokyo", "seoul": "Asia/Seoul", "seúl": "Asia/Seoul", "yakutsk": "Asia/Yakutsk",
    "adelaide": "Australia/Adelaide", "darwin": "Australia/Darwin", "brisbane": "Australia/Brisbane",
    "sydney": "Australia/Sydney", "sídney": "Australia/Sydney", "guam": "Pacific/Port_Moresby", "hobart": "Australia/Hobart",
    "vladivostok": "Asia/Vladivostok", "magadan": "Asia/Magadan", "auckland": "Pacific/Auckland", "fiji": "Pacific/Fiji",
    "nuku'alofa": "Pacific/Tongatapu", "azores": "Atlantic/Azores", "cape verde": "Atlantic/Cape_Verde",
    "mid-atlantic": "Etc/GMT+2", "brasilia": "America/Sao_Paulo", "brasília": "America/Sao_Paulo",
    "buenos aires": "America/Argentina/Buenos_Aires", "greenland": "America/Nuuk", "groenlandia": "America/Nuuk",
    "montevideo": "America/Montevideo", "newfoundland": "America/St_Johns", "terranova": "America/St_Johns",
    "asuncion": "America/Asuncion", "asunción": "America/Asuncion", "atlantic time": "America/Halifax",
    "hora del atlántico": "America/Halifax", "georgetown": "America/La_Paz", "manaus": "America/Manaus",
    "santiago": "America/Santiago", "caracas": "America/Caracas", "bogota": "America/Bogota", "bogotá": "America/Bogota",
    "lima": "America/Lima", "eastern time": "America/New_York", "hora del este": "America/New_York",
    "indiana": "America/Indiana/Indianapolis", "central america": "America/Guatemala", "américa central": "America/Guatemala",
    "mexico city": "America/Mexico_City", "ciudad de méxico": "America/Mexico_City", "guadalajara": "America/Mexico_City",
    "central time": "America/Chicago", "hora central": "America/Chicago", "saskatchewan": "America/Regina",
    "arizona": "America/Phoenix", "chihuahua": "America/Chihuahua", "mazatlan": "America/Mazatlan",
    "mountain time": "America/Denver", "montaña": "America/Denver", "hora de las montañas": "America/Denver",
    "pacific time": "America/Los_Angeles", "hora del pacífico": "America/Los_Angeles", "hora del pacifico": "America/Los_Angeles",
    "tijuana": "America/Tijuana", "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu", "hawái": "Pacific/Honolulu",
    "samoa": "Pacific/Apia", "date line": "Etc/GMT+12", "europa central": "Europe/Madrid",
}  # fmt: skip
_ABBREVIATIONS = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "cet": "Europe/Madrid", "cest": "Europe/Madrid", "wet": "Europe/Lisbon",
    "bst": "Europe/London", "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago", "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "ist": "Asia/Kolkata",
}  # fmt: skip
_ORDERED = sorted(_PLACES, key=len, reverse=True)
_OFFSET = re.compile(r"(?:GMT|UTC)\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE)
_LONGEST = 200


@lru_cache(maxsize=512)
def zone_of(printed: str) -> tzinfo | None:
    """The zone a mail names, by place or id, else by its fixed offset; None where it names none."""
    text = printed.strip(" .()")[:_LONGEST]
    name = win_tz.get(text) or _ABBREVIATIONS.get(text.lower())
    if name is None:
        lower = text.lower()
        name = next((_PLACES[place] for place in _ORDERED if place in lower), None)
    if name:
        return ZoneInfo(name)
    found = _OFFSET.search(printed[:_LONGEST])
    if found is None:
        return ZoneInfo("UTC") if re.match(r"(?:UTC|GMT)\b", text) else None
    minutes = int(found.group("hours")) * 60 + int(found.group("minutes") or 0)
    sign = -1 if found.group("sign") == "-" else 1
    return timezone(sign * timedelta(minutes=minutes)) if minutes < 24 * 60 else None
