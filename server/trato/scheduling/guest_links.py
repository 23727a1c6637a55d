"""The customer's own link to an appointment they booked: to move or cancel it, without an account.

Its address is the tenant, the booking's number and a signature by the booking's key (HMAC-SHA-256, RFC 2104), which is
192 random bits that only the organizer's calendar has besides. It ends with the appointment, or when one of us ends it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from trato.db.engine import Database
from trato.directory.tables import tenants, users
from trato.errors import NotFoundError
from trato.scheduling import booking_rows as rows
from trato.scheduling.booking_rows import Booking
from trato.scheduling.tables import bookings

PATH = "/book/appointments/"
LONGEST_TOKEN = 100
MOST_DIGITS = 18
_TEXT = {
    "en": "To move or cancel this appointment: {url}",
    "es": "Para cambiar o anular esta cita: {url}",
}


@dataclass(frozen=True, slots=True)
class GuestAppointment:
    """An appointment as its customer sees it. `is_open`: it can still be moved or cancelled."""

    tenant_id: int
    booking: Booking
    host: str
    zone: str
    is_open: bool


def guest_token(tenant_id: int, booking_id: int, key: str) -> str:
    """Return the token of a booking's link."""
    return f"{tenant_id}.{booking_id}.{_signature(tenant_id, booking_id, key)}"


def guest_text(site: str, tenant_id: int, row: Any) -> str:
    """Return what an invitation says of the link; nothing for what one of us booked, or where we have no address."""
    if not site or row.link_id is None:
        return ""
    text = _TEXT.get(row.language, _TEXT["en"])
    return text.format(url=f"{site}{PATH}{guest_token(tenant_id, row.id, row.key)}")


def open_guest_link(database: Database, token: str, *, now: datetime) -> GuestAppointment:
    """Return the appointment of a token. Raises NotFoundError: a wrong, an ended and a past one look alike."""
    gone = NotFoundError("this appointment does not exist or is over")
    tenant, _, rest = token.partition(".")
    number, _, signature = rest.partition(".")
    if len(token) > LONGEST_TOKEN or not all(_is_number(one) for one in (tenant, number)):
        raise gone
    with database.as_system(int(tenant)) as connection:
        kept = rows.one(connection, bookings.c.id == int(number))
        expected = _signature(int(tenant), kept.id, kept.key)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise gone
        if kept.link_id is None or kept.is_guest_ended or kept.ends_at <= now:
            raise gone
        host = connection.execute(sa.select(users.c.name).where(users.c.id == kept.organizer_id)).scalar() or ""
        zone = connection.execute(sa.select(tenants.c.timezone).where(tenants.c.id == int(tenant))).scalar() or "UTC"
    return GuestAppointment(int(tenant), kept, host, zone, not kept.is_cancelled and kept.starts_at > now)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _signature(tenant_id: int, booking_id: int, key: str) -> str:
    digest = hmac.new(key.encode(), f"guest:{tenant_id}:{booking_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()
