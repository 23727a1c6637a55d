"""From values to the JSON of what the Outlook pane asks beyond the context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trato.http import present
from trato.http import schemas_pane as out
from trato.linking.alike import Alike
from trato.linking.several import Found
from trato.mail.reading.model import Card, Reading
from trato.selling.meeting_reports import ReportView
from trato.selling.relations import Known, Relations
from trato.selling.tasks import TaskView


def relations(view: Relations, remarks: Mapping[int, str]) -> out.RelationsOut:
    """Present how we stand with a customer; remarks are those on its people, by contact."""
    return out.RelationsOut(
        country=view.country or None,
        contacts=[known(one, remarks.get(one.contact.id, "")) for one in view.contacts],
        colleagues=[
            out.InTouchOut(user=present.named(one.user), times=one.times, last_at=one.last_at)
            for one in view.colleagues
        ],
        waiting=[present.interaction(one) for one in view.waiting],
        tasks=[task(one) for one in view.tasks],
        reports=[report(one) for one in view.reports],
    )


def known(view: Known, remarks: str) -> out.KnownContactOut:
    """Present a contact with what we remark of them."""
    return out.KnownContactOut(
        **present.contact(view.contact).model_dump(),
        reports_to_id=present.text_id(view.reports_to_id),
        language=view.language or None,
        last_at=view.last_at,
        remarks=remarks,
        etag=str(view.version),
    )


def task(view: TaskView) -> out.TaskOut:
    """Present a task."""
    return out.TaskOut(
        id=str(view.id),
        title=view.title,
        due_on=view.due_on,
        assignee=present.named(view.assignee),
        account_id=present.text_id(view.account_id),
        opportunity_id=present.text_id(view.opportunity_id),
        done_at=view.done_at,
        etag=str(view.version),
    )


def report(view: ReportView) -> out.ReportOut:
    """Present a meeting's report."""
    return out.ReportOut(
        event_id=str(view.event_id),
        held_at=view.held_at,
        result=view.report.result.value,
        discussed=view.report.discussed,
        promised=view.report.promised,
        concerns=view.report.concerns,
        author=present.named(view.author) if view.author else None,
        written_at=view.written_at,
        etag=str(view.version),
    )


def reading(view: Reading) -> out.ReadingOut:
    """Present what was understood of a mail."""
    return out.ReadingOut(
        sender=_card(view.sender),
        questions=list(view.questions),
        language=view.language,
        meeting_intent=round(view.meeting.intent, 3),
        times=[out.NamedTimeOut(start=period.start, end=period.end, text=period.text) for period in view.meeting.times],
    )


def alike(found: Sequence[Alike]) -> out.AlikeListOut:
    """Present whom somebody is likely."""
    return out.AlikeListOut(
        items=[
            out.AlikeOut.model_validate(
                {
                    "contact": present.contact(one.contact).model_dump(),
                    "reasons": [_ALIKE[reason] for reason in one.reasons],
                }
            )
            for one in found
        ]
    )


_ALIKE = {
    "the same address": "same_address",
    "the same name": "same_name",
    "a shorter form of the name": "shorter_name",
    "the address is made of the name": "address_of_name",
}


def selection(found: Sequence[Found]) -> out.SelectionOut:
    """Present what several mails concern."""
    return out.SelectionOut(
        items=[
            out.SelectedOut.model_validate(
                {
                    "thread_id": present.text_id(one.thread_id),
                    "state": one.state,
                    "account": present.named(one.account) if one.account else None,
                    "opportunity": present.named(one.opportunity) if one.opportunity else None,
                }
            )
            for one in found
        ]
    )


def _card(card: Card) -> out.CardOut:
    sources = dict(card.sources)

    def sourced(field: str, value: str | None) -> out.SourcedOut | None:
        return out.SourcedOut(value=value, source=sources.get(field)) if value else None

    return out.CardOut(
        name=sourced("name", card.name),
        title=sourced("title", card.title),
        company=sourced("company", card.company),
        department=sourced("department", card.department),
        phones=[out.SourcedOut(value=phone.e164 or phone.raw, source=sources.get("phones")) for phone in card.phones],
        emails=[out.SourcedOut(value=email, source=sources.get("emails")) for email in card.emails],
    )
