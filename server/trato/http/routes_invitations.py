"""`/invitations`: meetings that go by mail, for people without Outlook's calendar (RFC 5546, RFC 6047).

Trato sends none of it: what is to go out comes back as a draft, which a person looks at and sends.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.errors import InvalidInputError
from trato.graph.errors import GraphError
from trato.graph.writer_model import MailDraft, Person
from trato.http import schemas_invitations as out
from trato.http.auth import caller, language, services, signed_in
from trato.scheduling.invitations.itip import Guest
from trato.scheduling.invitations.rows import Invitation
from trato.scheduling.invitations.service import Invitations, NewMeeting, Read, ToSend

# A guest's program finds the answer in a file of that kind as well as in a part of the mail (RFC 6047 §2.4).
FILE = "invite.ics"

blueprint = APIBlueprint("invitations", __name__, tag="Meetings by mail")


@blueprint.post("/invitations/mail")
@blueprint.input(out.CalendarMailIn)
@blueprint.output(out.CalendarMailOut)
@blueprint.doc(operation_id="readCalendarMail", summary="Take in an invitation, an answer or a cancellation")
def read_calendar_mail(json_data: out.CalendarMailIn) -> Response:
    """Read a mail or a calendar file; tell of each meeting in it what became of it, and why."""
    found = _invitations().read(caller(), json_data.content.encode("utf-8", "replace"))
    return jsonify(out.CalendarMailOut(items=[_read(one) for one in found]).model_dump(mode="json"))


@blueprint.get("/invitations")
@blueprint.input(out.InvitationsQuery, location="query")
@blueprint.output(out.InvitationsOut)
@blueprint.doc(operation_id="listInvitations", summary="The caller's meetings that go by mail")
def list_invitations(query_data: out.InvitationsQuery) -> Response:
    """Return them with who answered what, by their time; those that Outlook shows by itself are left to it."""
    of, known = query_data.internet_message_id, _invitations()
    items = [_invitation(one) for one in (known.of(caller()) if of is None else known.in_mail(caller(), of))]
    return jsonify(out.InvitationsOut(items=items).model_dump(mode="json"))


@blueprint.post("/invitations")
@blueprint.input(out.InvitationIn)
@blueprint.output(out.ToSendOut, status_code=201)
@blueprint.doc(operation_id="callMeeting", summary="Call a meeting by mail")
def call_meeting(json_data: out.InvitationIn) -> Response:
    """Keep the meeting and return its invitation, to be sent by a person."""
    if json_data.start.tzinfo is None:
        raise InvalidInputError("start must be an instant with an offset")
    wish = NewMeeting(
        json_data.start,
        json_data.start + timedelta(minutes=json_data.duration_min),
        _line(json_data.subject),
        _line(json_data.place),
        json_data.text.replace("\0", ""),
        tuple(Guest(one.address.lower(), _line(one.name)) for one in json_data.guests),
    )
    response = _sent(_invitations().call(caller(), wish, language()))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.post("/invitations/<int:invitation_id>/answer")
@blueprint.input(out.AnswerIn)
@blueprint.output(out.ToSendOut)
@blueprint.doc(operation_id="answerInvitation", summary="Answer an invitation")
def answer_invitation(invitation_id: int, json_data: out.AnswerIn) -> Response:
    """Keep the answer and return the mail that tells the organizer, to be sent by a person."""
    found = _invitations().answer(caller(), invitation_id, json_data.answer, language())
    return _sent(found, in_drafts=json_data.as_draft and _put_into_drafts(found))


@blueprint.post("/invitations/<int:invitation_id>/proposals/<int:proposal_id>")
@blueprint.input(out.SettlementIn)
@blueprint.output(out.ToSendOut)
@blueprint.doc(operation_id="settleProposal", summary="Accept or decline another time")
def settle_proposal(invitation_id: int, proposal_id: int, json_data: out.SettlementIn) -> Response:
    """Move the meeting to the time somebody would like, or let it stand; return the mail that tells it."""
    found = _invitations().settle(caller(), invitation_id, proposal_id, json_data.decision, language())
    return _sent(found, in_drafts=json_data.as_draft and _put_into_drafts(found))


@blueprint.delete("/invitations/<int:invitation_id>")
@blueprint.output(out.ToSendOut)
@blueprint.doc(operation_id="callOffMeeting", summary="Call off a meeting of one's own")
def call_off_meeting(invitation_id: int) -> Response:
    """Call it off and return the cancellation, to be sent by a person."""
    return _sent(_invitations().call_off(caller(), invitation_id, language()))


def _invitations() -> Invitations:
    return Invitations(services().database)


def _put_into_drafts(found: ToSend) -> bool:
    """Put what is to be sent into the caller's Drafts, once; where Outlook refuses, the client still has it."""
    writers, mail = services().writers, found.mail
    if writers is None or mail is None:
        return False
    digest = hashlib.sha256("\n".join((mail.subject, *mail.to, mail.calendar)).encode()).hexdigest()[:24]
    draft = MailDraft(
        mail.subject, "", tuple(Person(one, one) for one in mail.to), files=((FILE, mail.calendar.encode()),)
    )
    try:
        writers(caller().tenant_id, signed_in().upn).draft_mail(draft, key=f"trato-itip-{digest}")
    except GraphError:
        return False
    return True


def _sent(found: ToSend, *, in_drafts: bool = False) -> Response:
    mail = found.mail and {
        "method": found.mail.method.value, "to": list(found.mail.to), "subject": found.mail.subject,
        "calendar": found.mail.calendar, "mail": found.mail.mail,
    }  # fmt: skip
    body = out.ToSendOut.model_validate(
        {"invitation": _invitation(found.invitation), "to_send": mail, "in_drafts": in_drafts}
    )
    return jsonify(body.model_dump(mode="json"))


def _read(one: Read) -> out.CalendarMessageOut:
    return out.CalendarMessageOut.model_validate(
        {
            "method": one.method.value, "outcome": one.outcome.value, "subject": one.subject,
            "invitation": None if one.invitation is None else _invitation(one.invitation),
        }
    )  # fmt: skip


def _invitation(one: Invitation) -> out.InvitationOut:
    return out.InvitationOut.model_validate(
        {
            "id": str(one.id), "is_ours": one.is_ours, "organizer": one.organizer, "subject": one.subject,
            "place": one.place, "start": one.starts_at, "end": one.ends_at, "is_all_day": one.is_all_day,
            "recurrence": one.rule, "answer": one.answer, "cancelled": one.is_cancelled,
            "guests": [{"address": who.address, "name": who.name, "response": who.response} for who in one.people],
            "proposals": [
                {
                    "id": str(time.id), "address": time.address, "start": time.starts_at, "end": time.ends_at,
                    "comment": time.comment, "decision": time.decision,
                }
                for time in one.proposals
            ],
        }
    )  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
