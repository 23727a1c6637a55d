"""`/bookings`, `/booking-links` and `/delegations`: what a person books, lets customers book, and lets others do."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.graph.writer_model import Person
from trato.http import inputs
from trato.http import schemas_scheduling as out
from trato.http.auth import caller, language, services, signed_in
from trato.http.booking_page import booking_pages
from trato.scheduling import delegation
from trato.scheduling.booking import Bookings
from trato.scheduling.booking_links import Link
from trato.scheduling.booking_rows import Booking, Wish
from trato.scheduling.model import Period

blueprint = APIBlueprint("booking", __name__, tag="Booking")


@blueprint.post("/bookings")
@blueprint.input(out.BookingIn)
@blueprint.output(out.BookingOut, status_code=201)
@blueprint.doc(operation_id="book", summary="Book an appointment; guests are invited at once")
def book(json_data: out.BookingIn) -> Response:
    """Book for oneself or for whom one may act; the same key books once. A person must have seen it before."""
    who = caller()
    start = _aware(json_data.start, "start")
    organizer = int(json_data.organizer_id) if json_data.organizer_id else who.user_id
    wish = Wish(
        key=f"trato-{who.tenant_id}-{who.user_id}-{json_data.key}",
        organizer_id=organizer,
        starts_at=start,
        ends_at=start + timedelta(minutes=json_data.duration_min),
        subject=_line(json_data.subject),
        guests=tuple(Person(_line(guest.name), guest.address.lower()) for guest in json_data.guests),
        user_ids=tuple(int(one) for one in json_data.user_ids if int(one) != organizer),
        body=json_data.text.replace("\0", ""),
        place=_line(json_data.place),
        is_online=json_data.is_online,
        opportunity_id=int(json_data.opportunity_id) if json_data.opportunity_id else None,
        time_zone=signed_in().timezone,
        language=language(),
        hold_id=int(json_data.hold_id) if json_data.hold_id else None,
    )
    return _created(_bookings().book(who, wish))


@blueprint.delete("/bookings/<int:booking_id>")
@blueprint.output(out.BookingOut)
@blueprint.doc(operation_id="cancelBooking", summary="Cancel an appointment; guests are told at once")
def cancel_booking(booking_id: int) -> Response:
    """Cancel what one booked, organizes, or books for others."""
    who = caller()
    found = _bookings().cancel_as(who, booking_id)
    return jsonify(_booking(found).model_dump(mode="json"))


@blueprint.delete("/bookings/<int:booking_id>/customer-link")
@blueprint.output(inputs.EmptyIn)
@blueprint.doc(operation_id="endCustomerLink", summary="End the link by which a customer moves or cancels")
def end_customer_link(booking_id: int) -> Response:
    """End the customer's link at once; the appointment stays."""
    _bookings().end_guest_link(caller(), booking_id)
    return jsonify({})


@blueprint.post("/booking-links")
@blueprint.input(out.BookingLinkIn)
@blueprint.output(out.BookingLinkOut, status_code=201)
@blueprint.doc(operation_id="makeBookingLink", summary="Make a page on which customers choose a time")
def make_booking_link(json_data: out.BookingLinkIn) -> Response:
    """Make a page; its address is told this once."""
    who = caller()
    begin = _aware(json_data.window_from, "window_from") if json_data.window_from else who.at
    wish = Link(
        id=0,
        tenant_id=who.tenant_id,
        user_ids=tuple(dict.fromkeys(int(one) for one in json_data.user_ids)) or (who.user_id,),
        is_round_robin=json_data.is_round_robin,
        subject=_line(json_data.subject),
        place=_line(json_data.place),
        language=json_data.language,
        duration_min=json_data.duration_min,
        is_online=json_data.is_online,
        window=Period(begin, _aware(json_data.window_to, "window_to")),
        most=json_data.most,
        opportunity_id=int(json_data.opportunity_id) if json_data.opportunity_id else None,
        is_ended=False,
    )
    link, token = booking_pages().make(who, wish)
    response = jsonify(_link(link, f"/book/{token}").model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/booking-links")
@blueprint.output(out.BookingLinksOut)
@blueprint.doc(operation_id="listBookingLinks", summary="The caller's booking pages")
def list_booking_links() -> Response:
    """Return the pages the caller may see, without their secrets."""
    items = [_link(one, None) for one in booking_pages().seen(caller())]
    return jsonify(out.BookingLinksOut(items=items).model_dump(mode="json"))


@blueprint.delete("/booking-links/<int:link_id>")
@blueprint.output(inputs.EmptyIn)
@blueprint.doc(operation_id="endBookingLink", summary="End a booking page")
def end_booking_link(link_id: int) -> Response:
    """End a page at once; what was booked stays."""
    booking_pages().end(caller(), link_id)
    return jsonify({})


@blueprint.get("/delegations")
@blueprint.output(out.DelegationsOut)
@blueprint.doc(operation_id="listDelegations", summary="Who may act for whom")
def list_delegations() -> Response:
    """Return the delegations the caller sees: given, had, and those of their people."""
    with services().database.as_user(caller()) as connection:
        found = delegation.seen(connection)
    items = [_delegation(one) for one in found]
    return jsonify(out.DelegationsOut(items=items).model_dump(mode="json"))


@blueprint.post("/delegations")
@blueprint.input(out.DelegationIn)
@blueprint.output(out.DelegationOut, status_code=201)
@blueprint.doc(operation_id="delegate", summary="Let an assistant act for somebody")
def delegate(json_data: out.DelegationIn) -> Response:
    """Let an assistant act under their own name, for what the scopes say."""
    who = caller()
    begin = _aware(json_data.valid_from, "valid_from") if json_data.valid_from else who.at
    end = _aware(json_data.valid_until, "valid_until") if json_data.valid_until else None
    with services().database.as_system(who.tenant_id) as connection:
        made = delegation.delegate(
            connection, who, int(json_data.user_id), int(json_data.assistant_id), json_data.scopes, begin, end
        )
    response = jsonify(_delegation(made).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.delete("/delegations/<int:delegation_id>")
@blueprint.output(inputs.EmptyIn)
@blueprint.doc(operation_id="revokeDelegation", summary="End a delegation at once")
def revoke_delegation(delegation_id: int) -> Response:
    """End a delegation; the next act under it is refused."""
    who = caller()
    with services().database.as_system(who.tenant_id) as connection:
        delegation.revoke(connection, who, delegation_id)
    return jsonify({})


def _bookings() -> Bookings:
    known = services()
    return Bookings(known.database, known.writers, site=known.site)


def _created(booking: Booking) -> Response:
    response = jsonify(_booking(booking).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


def _booking(one: Booking) -> out.BookingOut:
    return out.BookingOut(
        id=str(one.id), start=one.starts_at, end=one.ends_at, subject=one.subject, organizer_id=str(one.organizer_id),
        booked_by_id=None if one.booked_by_id is None else str(one.booked_by_id),
        opportunity_id=None if one.opportunity_id is None else str(one.opportunity_id),
        written=one.is_written, cancelled=one.is_cancelled,
    )  # fmt: skip


def _link(link: Link, path: str | None) -> out.BookingLinkOut:
    return out.BookingLinkOut(
        id=str(link.id), path=path, subject=link.subject, user_ids=[str(one) for one in link.user_ids],
        window_from=link.window.start, window_to=link.window.end, duration_min=link.duration_min,
        bookings=link.booked, ended=link.is_ended,
    )  # fmt: skip


def _delegation(one: delegation.Delegation) -> out.DelegationOut:
    return out.DelegationOut(
        id=str(one.id), user_id=str(one.user_id), assistant_id=str(one.assistant_id), scopes=list(one.scopes),
        valid_from=one.valid_from, valid_until=one.valid_until, revoked_at=one.revoked_at,
    )  # fmt: skip


def _aware(moment: datetime, name: str) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInputError(f"{name} must be an instant with an offset")
    return moment


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
