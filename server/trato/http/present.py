"""From values to the API's JSON; the reader's language chooses names that have two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from trato.crm.views import AccountView, ContactView, InteractionView, Named, OpportunityView
from trato.http import schemas
from trato.linking.context import Context, PersonView
from trato.linking.views import LinkView


def named(value: Named) -> schemas.NamedOut:
    """Present something by its id and name."""
    return schemas.NamedOut(id=str(value.id), name=value.name)


def account(view: AccountView) -> schemas.AccountOut:
    """Present an account."""
    return schemas.AccountOut(
        id=str(view.id),
        name=view.name,
        group=view.group or None,
        territory=view.territory or None,
        owner=named(view.owner) if view.owner else None,
    )


def contact(view: ContactView) -> schemas.ContactOut:
    """Present a contact."""
    return schemas.ContactOut.model_validate(
        {
            "id": str(view.id),
            "name": view.name,
            "title": view.title or None,
            "department": view.department or None,
            "account_id": text_id(view.account_id),
            "emails": list(view.emails),
            "phones": [{"number": number, "kind": kind} for number, kind in view.phones],
            "influence": view.influence,
            "buying_role": view.buying_role or None,
        }
    )


def opportunity(view: OpportunityView, language: str) -> schemas.OpportunityOut:
    """Present an opportunity."""
    maker = view.decision_maker
    return schemas.OpportunityOut(
        id=str(view.id),
        name=view.name,
        account_id=str(view.account_id),
        stage=schemas.StageOut(
            key=view.stage.key,
            name=view.stage.name_es if language == "es" else view.stage.name_en,
            position=view.stage.position,
            of=view.stage.of,
        ),
        amount=None if view.amount is None else schemas.MoneyOut(value=str(view.amount), currency=view.currency),
        close_date=view.close_date,
        probability=view.probability,
        next_step=(
            None if view.next_date is None else schemas.NextStepOut(date=view.next_date, objective=view.next_objective)
        ),
        decision_maker=(
            None if maker is None else schemas.DecisionMakerOut(contact_id=str(maker.id), name=maker.name, met=view.met)
        ),
        owner=named(view.owner) if view.owner else None,
        is_open=view.is_open,
        products=list(view.products),
        etag=str(view.version),
    )


def interaction(view: InteractionView) -> schemas.InteractionOut:
    """Present an interaction."""
    return schemas.InteractionOut.model_validate(
        {
            "id": str(view.id),
            "kind": view.kind,
            "at": view.starts_at,
            "ends_at": view.ends_at,
            "subject": view.subject or None,
            "summary": view.summary or None,
            "users": [named(user) for user in view.users],
            "contacts": [named(person) for person in view.contacts],
            "opportunity_id": text_id(view.opportunity_id),
        }
    )


def reasons(stored: Iterable[Mapping[str, Any]]) -> list[schemas.ReasonOut]:
    """Present the reasons of a decision."""
    return [schemas.ReasonOut.model_validate(reason) for reason in stored]


def link(
    view: LinkView, opportunities: Sequence[OpportunityView], accounts: Sequence[AccountView], language: str
) -> schemas.LinkOut:
    """Present a link with what it names, as far as the reader may see it."""
    chosen = next((one for one in opportunities if one.id == view.opportunity_id), None)
    company = next((one for one in accounts if one.id == view.account_id), None)
    by_person = view.decided_by is not None
    return schemas.LinkOut.model_validate(
        {
            "thread_id": text_id(view.thread_id),
            "event_id": text_id(view.event_id),
            "state": view.state,
            "opportunity": opportunity(chosen, language) if chosen else None,
            "account": account(company) if company else None,
            "score": view.score,
            "decided_by": {"kind": "user" if by_person else "rule", "name": view.decided_by or None},
            "reasons": reasons(view.reasons),
            "etag": str(view.version),
        }
    )


def context(answer: Context, *, now: datetime, language: str) -> schemas.ContextOut:
    """Present the answer for an open item."""
    by_id = {view.id: view for view in answer.opportunities}
    return schemas.ContextOut.model_validate(
        {
            "now": now,
            "state": answer.state,
            "thread_id": text_id(answer.thread_id),
            "event_id": text_id(answer.event_id),
            "automated": dict(zip(("kind", "why"), answer.automated, strict=True)) if answer.automated else None,
            "people": [_person(person) for person in answer.people],
            "account": account(answer.account) if answer.account else None,
            "accounts": [account(view) for view in answer.accounts],
            "opportunities": [opportunity(view, language) for view in answer.opportunities],
            "link": link(answer.link, answer.opportunities, answer.accounts, language) if answer.link else None,
            "suggestions": [
                {
                    "opportunity": opportunity(by_id[one.opportunity_id], language),
                    "score": one.score,
                    "reasons": reasons(one.reasons),
                }
                for one in answer.suggestions
                if one.opportunity_id in by_id
            ],
            "last_interaction": interaction(answer.last) if answer.last else None,
            "next_interaction": interaction(answer.next) if answer.next else None,
            "timeline": [interaction(view) for view in answer.timeline],
        }
    )


def text_id(value: int | None) -> str | None:
    """Return an id as the API writes it."""
    return None if value is None else str(value)


def _person(person: PersonView) -> dict[str, Any]:
    kind = "colleague" if person.user else "contact" if person.contact else "unknown"
    return {
        "address": person.participant.address,
        "name": person.participant.name,
        "role": person.participant.role,
        "kind": kind,
        "contact": contact(person.contact) if person.contact else None,
        "user": named(person.user) if person.user else None,
    }
