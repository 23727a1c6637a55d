"""`/exclusions`, `/visibility`: what is kept out of Trato, how much of the rest colleagues may read."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, jsonify

from trato.directory.model import Role
from trato.errors import InvalidInputError, NotFoundError
from trato.http import inputs, schemas_privacy
from trato.http.auth import caller, services, signed_in
from trato.linking.privacy import Decider, Looked, PrivacyChoices
from trato.privacy.levels import Chosen
from trato.privacy.model import LevelChoice, LevelKind, RuleKind, StoredRule

blueprint = APIBlueprint("privacy", __name__, tag="Privacy")

DEFAULT_LEVEL = "metadata"


@blueprint.get("/exclusions")
@blueprint.input(schemas_privacy.ExclusionsQuery, location="query")
@blueprint.output(schemas_privacy.ExclusionsOut)
@blueprint.doc(operation_id="listExclusions", summary="Rules of the organisation and of one's own mailbox")
def list_exclusions(query_data: schemas_privacy.ExclusionsQuery) -> Response:
    """Return the rules that the caller may see, newest first."""
    who = decider()
    body = schemas_privacy.ExclusionsOut(
        now=who.at,
        can_decide_for_all=who.is_admin,
        has_mailbox=_has_mailbox(who),
        items=[present_rule(one) for one in _choices().rules(who, with_ended=query_data.with_ended)],
    )
    return jsonify(body.model_dump(mode="json"))


@blueprint.post("/exclusions/preview")
@blueprint.input(schemas_privacy.ExclusionIn)
@blueprint.output(schemas_privacy.PreviewOut)
@blueprint.doc(operation_id="previewExclusion", summary="What a rule would keep out")
def preview_exclusion(json_data: schemas_privacy.ExclusionIn) -> Response:
    """Count what a rule would take out of what is kept; of others' mail nothing but the number is told."""
    who = decider()
    kind = RuleKind(json_data.kind)
    looked = _choices().look(who, kind, json_data.value, mailbox_of(who, json_data.scope))
    return _preview(json_data.kind, json_data.value, looked)


@blueprint.post("/exclusions")
@blueprint.input(schemas_privacy.NewExclusionIn)
@blueprint.output(schemas_privacy.ExclusionOut, status_code=201)
@blueprint.doc(operation_id="addExclusion", summary="Make a rule, or only observe it for some days")
def add_exclusion(json_data: schemas_privacy.NewExclusionIn) -> Response:
    """Make a rule. What comes is kept out from now on; what was there is taken out, a worker does what is much."""
    who = decider()
    days = json_data.observe_days
    made = _choices().add(
        who,
        RuleKind(json_data.kind),
        json_data.value,
        mailbox_of(who, json_data.scope),
        observe=None if days is None else timedelta(days=days),
    )
    response = jsonify(present_rule(made).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/exclusions/<int:rule_id>/preview")
@blueprint.input(schemas_privacy.ObservationQuery, location="query")
@blueprint.output(schemas_privacy.PreviewOut)
@blueprint.doc(operation_id="observeExclusion", summary="What a rule that is observed would keep out")
def observe_exclusion(rule_id: int, query_data: schemas_privacy.ObservationQuery) -> Response:
    """Count what the rule covers of what is kept, or of what came since it was made."""
    who = decider()
    looked = _choices().observed(who, rule_id, since_made=query_data.since_made)
    rule = _choices().rule(who, rule_id).rule
    return _preview(rule.kind.value, rule.value, looked)


@blueprint.post("/exclusions/<int:rule_id>/enactment")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas_privacy.ExclusionOut)
@blueprint.doc(operation_id="enactExclusion", summary="Let a rule that was observed be in force")
def enact_exclusion(rule_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Let the rule keep out what it names from now on, and take out what is there."""
    return jsonify(present_rule(_choices().enact(decider(), rule_id)).model_dump(mode="json"))


@blueprint.delete("/exclusions/<int:rule_id>")
@blueprint.output(schemas_privacy.ExclusionOut)
@blueprint.doc(operation_id="endExclusion", summary="Let a rule hold no more; it brings nothing back by itself")
def end_exclusion(rule_id: int) -> Response:
    """End the rule. What it took out comes back only when the mailboxes are read again."""
    return jsonify(present_rule(_choices().end(decider(), rule_id)).model_dump(mode="json"))


@blueprint.post("/exclusions/<int:rule_id>/rereading")
@blueprint.input(inputs.EmptyIn)
@blueprint.output(schemas_privacy.RereadingOut, status_code=202)
@blueprint.doc(operation_id="rereadAfterExclusion", summary="Have the mailboxes of a rule read from the beginning")
def reread_after_exclusion(rule_id: int, json_data: inputs.EmptyIn) -> Response:  # noqa: ARG001
    """Have a worker read what the rule was about from the beginning, so that what may come in comes back."""
    who = decider()
    boxes = _choices().read_again(who, rule_id)
    with services().database.as_system(who.tenant_id) as connection:
        for mailbox_id in boxes:
            services().follow_soon(connection, who.tenant_id, mailbox_id)
    response = jsonify(schemas_privacy.RereadingOut(mailboxes=len(boxes)).model_dump(mode="json"))
    response.status_code = HTTPStatus.ACCEPTED
    return response


@blueprint.post("/threads/<int:thread_id>/forgetting")
@blueprint.input(schemas_privacy.ForgettingIn)
@blueprint.output(schemas_privacy.ExclusionOut, status_code=201)
@blueprint.doc(operation_id="forgetThread", summary="Forget a thread, or one mail of it, for good")
def forget_thread(thread_id: int, json_data: schemas_privacy.ForgettingIn) -> Response:
    """Take what the caller's mailbox holds of the thread out, and let neither it nor answers to it come in again."""
    named = (json_data.internet_message_id or "").replace("\0", "")
    made = _choices().forget(decider(), thread_id, named)
    response = jsonify(present_rule(made).model_dump(mode="json"))
    response.status_code = HTTPStatus.CREATED
    return response


@blueprint.get("/visibility")
@blueprint.output(schemas_privacy.VisibilityOut)
@blueprint.doc(operation_id="getVisibility", summary="How much colleagues may read of one's mail and meetings")
def get_visibility() -> Response:
    """Return what the organisation and the caller chose."""
    return _visibility(decider())


@blueprint.put("/visibility")
@blueprint.input(schemas_privacy.VisibilityIn)
@blueprint.output(schemas_privacy.VisibilityOut)
@blueprint.doc(operation_id="putVisibility", summary="Choose how much colleagues may read")
def put_visibility(json_data: schemas_privacy.VisibilityIn) -> Response:
    """Choose a level for a mailbox, a domain or a thread; it holds at once, for what is kept too."""
    who = decider()
    if json_data.domain and json_data.thread_id is not None:
        raise InvalidInputError("name a domain or a thread, not both")
    if json_data.thread_id is not None and json_data.scope != "mailbox":
        raise InvalidInputError("a thread's level is for those who hold it; leave the scope at mailbox")
    thread_id = None if json_data.thread_id is None else int(json_data.thread_id)
    chosen = Chosen(mailbox_of(who, json_data.scope), thread_id, (json_data.domain or "").replace("\0", ""))
    _choices().choose_level(who, chosen, json_data.level)
    return _visibility(who)


def _choices() -> PrivacyChoices:
    return PrivacyChoices(services().database, services().clock)


def decider() -> Decider:
    """Return who decides: the caller, for themselves or as an administrator."""
    member, who = signed_in(), caller()
    return Decider(who.tenant_id, who.at, who, is_admin=Role.ADMIN in member.roles)


def mailbox_of(who: Decider, scope: str) -> int | None:
    """Return the caller's mailbox, None where they decide for all. Raises NotFoundError for one without."""
    return None if scope == "organisation" else _choices().own_mailbox(who)


def _has_mailbox(who: Decider) -> bool:
    try:
        _choices().own_mailbox(who)
    except NotFoundError:
        return False
    return True


def present_rule(stored: StoredRule) -> schemas_privacy.ExclusionOut:
    """Present a rule with its history."""
    is_all = stored.rule.mailbox_id is None
    return schemas_privacy.ExclusionOut(
        id=str(stored.rule.id),
        kind=stored.rule.kind.value,
        value=stored.rule.value,
        scope="organisation" if is_all else "mailbox",
        state=stored.state.value,
        can_change=not is_all or decider().is_admin,
        made_at=stored.made_at,
        made_by=stored.made_by,
        observe_until=stored.observe_until,
        enacted_at=stored.enacted_at,
        enacted_by=stored.enacted_by,
        mails_removed=stored.mails_removed,
        events_removed=stored.events_removed,
        ended_at=stored.ended_at,
        ended_by=stored.ended_by,
    )


def _preview(kind: str, value: str, looked: Looked) -> Response:
    counted = looked.preview
    body = {
        "kind": kind,
        "value": value,
        "mails": counted.mails,
        "events": counted.events,
        "interactions": counted.interactions,
        "links": counted.links,
        "lost": counted.lost,
        "is_complete": counted.is_complete,
        "sample": [{"subject": one.subject, "sender": one.sender, "at": one.at} for one in looked.sample],
    }
    return jsonify(schemas_privacy.PreviewOut.model_validate(body).model_dump(mode="json"))


def _visibility(who: Decider) -> Response:
    found = _choices().level_choices(who)
    everywhere = _level(found, is_own=False) or DEFAULT_LEVEL
    body = {
        "can_decide_for_all": who.is_admin,
        "has_mailbox": _has_mailbox(who),
        "organisation_level": everywhere,
        "mailbox_level": _level(found, is_own=True) or everywhere,
        "items": [
            {
                "scope": "organisation" if one.mailbox_id is None else "mailbox",
                "kind": one.kind,
                "domain": one.domain,
                "thread_id": None if one.thread_id is None else str(one.thread_id),
                "level": one.level,
            }
            for one in found
        ],
    }
    return jsonify(schemas_privacy.VisibilityOut.model_validate(body).model_dump(mode="json"))


def _level(found: list[LevelChoice], *, is_own: bool) -> str | None:
    chosen = (one.level for one in found if one.kind is LevelKind.MAILBOX and (one.mailbox_id is not None) is is_own)
    return next(chosen, None)
