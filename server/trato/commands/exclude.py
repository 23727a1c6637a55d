"""The commands of privacy: `trato exclude list|preview|add|enact|remove`, for the organisation or one mailbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import click
import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress

from trato.clock import Clock
from trato.commands import tenancy
from trato.commands.wiring import database_of
from trato.db.engine import Database
from trato.directory import following
from trato.directory.tables import mailboxes
from trato.errors import NotFoundError
from trato.jobs.queue import follow_soon
from trato.linking.exclusion_preview import Preview
from trato.linking.exclusions import Purge
from trato.linking.privacy import Decider, PrivacyChoices
from trato.privacy.model import Rule, RuleKind, StoredRule
from trato.settings import Settings
from trato.sync.model import Scope

KIND = click.argument("kind", type=click.Choice([kind.value for kind in RuleKind if kind is not RuleKind.THREAD]))
VALUE = click.argument("value")
MAILBOX = click.option("--mailbox", "upn", metavar="UPN", help="only in this user's mailbox (default: in every one)")
ENTRA_TENANT = click.option("--entra-tenant", help="the organisation's id in Entra, where there are several")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="print JSON")


@click.group()
def exclude() -> None:
    """Keep mail and meetings out of Trato: by participant, domain, category, folder, keyword or sensitivity."""


@exclude.command("list")
@click.option("--ended", "with_ended", is_flag=True, help="also rules that hold no more")
@ENTRA_TENANT
@AS_JSON
def list_rules(entra_tenant: str | None, *, with_ended: bool, as_json: bool) -> None:
    """List the rules, the newest first, with who made them and what they took out."""
    with _desk(entra_tenant) as desk:
        found = desk.choices.rules(desk.who, with_ended=with_ended)
        names = desk.mailbox_names()
    if as_json:
        click.echo(json.dumps({"rules": [_as_json(one, names) for one in found]}, ensure_ascii=False))
        return
    for one in found:
        click.echo(_in_words(one, names))
    if not found:
        click.echo("Nothing is kept out; `trato exclude add KIND VALUE` makes a rule.")


@exclude.command()
@KIND
@VALUE
@MAILBOX
@ENTRA_TENANT
@AS_JSON
def preview(kind: str, value: str, upn: str | None, entra_tenant: str | None, *, as_json: bool) -> None:
    """Tell what a rule would take out; change nothing."""
    with _desk(entra_tenant) as desk:
        looked = desk.choices.look(desk.who, RuleKind(kind), value, desk.mailbox_id(upn))
    _print_preview(looked.preview, as_json=as_json)


@exclude.command()
@KIND
@VALUE
@MAILBOX
@click.option("--observe", "days", type=click.IntRange(1, 90), metavar="DAYS", help="only observe it for some days")
@ENTRA_TENANT
@AS_JSON
def add(kind: str, value: str, upn: str | None, days: int | None, entra_tenant: str | None, *, as_json: bool) -> None:
    """Make a rule: what it names stays out from now on, and what is there is taken out."""
    with _desk(entra_tenant) as desk:
        observe = None if days is None else timedelta(days=days)
        made = desk.choices.add(desk.who, RuleKind(kind), value, desk.mailbox_id(upn), observe=observe)
        _print_rule(desk, made.rule.id, as_json=as_json)


@exclude.command()
@click.argument("rule_id", type=int, metavar="ID")
@ENTRA_TENANT
@AS_JSON
def enact(rule_id: int, entra_tenant: str | None, *, as_json: bool) -> None:
    """Let a rule that was observed be in force, or go on with one that was stopped while it took things out."""
    with _desk(entra_tenant) as desk:
        desk.choices.enact(desk.who, rule_id)
        _print_rule(desk, rule_id, as_json=as_json)


@exclude.command()
@click.argument("rule_id", type=int, metavar="ID")
@click.option("--read-again", is_flag=True, help="also read the mailboxes anew, so that what was taken out comes back")
@ENTRA_TENANT
@AS_JSON
def remove(rule_id: int, entra_tenant: str | None, *, read_again: bool, as_json: bool) -> None:
    """Let a rule hold no more. What it took out comes back only when the mailboxes are read again."""
    with _desk(entra_tenant) as desk:
        desk.choices.end(desk.who, rule_id)
        boxes = desk.choices.read_again(desk.who, rule_id) if read_again else []
        with desk.database.as_system(desk.who.tenant_id) as connection:
            for mailbox_id in boxes:
                follow_soon(connection, desk.who.tenant_id, mailbox_id, Scope.everything())
    if as_json:
        click.echo(json.dumps({"removed": rule_id, "mailboxes_read_again": len(boxes)}))
        return
    click.echo(f"Rule {rule_id} holds no more.")
    click.echo(
        f"{len(boxes)} mailboxes are read again; `trato status` tells how far."
        if read_again
        else "What it took out stays out until the mailboxes are read again: --read-again."
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    database: Database
    choices: PrivacyChoices
    who: Decider

    def mailbox_id(self, upn: str | None) -> int | None:
        if upn is None:
            return None
        (member,) = tenancy.members_named(self.database, self.who.tenant_id, [upn])
        with self.database.as_system(self.who.tenant_id) as connection:
            found = following.visible_mailboxes(connection, mailboxes.c.user_id == member.id)
        if not found:
            raise NotFoundError(f"{member.upn} was never connected")
        return found[0].id

    def mailbox_names(self) -> dict[int | None, str]:
        with self.database.as_system(self.who.tenant_id) as connection:
            return {one.id: one.address for one in following.visible_mailboxes(connection, sa.true())}

    def take_out(self, *, quietly: bool) -> None:
        """Take out what is left of all rules, telling how much."""
        with Progress(console=Console(stderr=True, highlight=False), disable=quietly, transient=True) as bars:
            bar = bars.add_task("taken out", total=None)

            def told(_rule: Rule, mails: int, events: int) -> None:
                bars.advance(bar, mails + events)

            Purge(self.database, self.who.tenant_id, self.choices.clock, told).run()


@contextmanager
def _desk(entra_tenant: str | None) -> Iterator[_Desk]:
    settings = Settings.from_environment()
    clock = Clock(timedelta(seconds=settings.clock_shift_s))
    with database_of(settings) as database:
        tenant_id, _ = tenancy.one_tenant(database, entra_tenant)
        who = Decider(tenant_id, clock.now(), is_admin=True, by=tenancy.who_types())
        yield _Desk(database, PrivacyChoices(database, clock), who)


def _print_rule(desk: _Desk, rule_id: int, *, as_json: bool) -> None:
    desk.take_out(quietly=as_json)
    rule, names = desk.choices.rule(desk.who, rule_id), desk.mailbox_names()
    click.echo(json.dumps(_as_json(rule, names), ensure_ascii=False) if as_json else _in_words(rule, names))


def _print_preview(found: Preview, *, as_json: bool) -> None:
    counts = {
        "mails": found.mails,
        "events": found.events,
        "interactions": found.interactions,
        "links": found.links,
        "lost": found.lost,
        "is_complete": found.is_complete,
    }
    if as_json:
        click.echo(json.dumps(counts))
        return
    more = "" if found.is_complete else "more than "
    click.echo(
        f"{more}{found.mails} mails and {found.events} events are covered; {found.interactions} interactions and "
        f"{found.links} links would be gone."
    )
    if found.lost:
        click.echo(f"{found.lost} of the mails are in no mailbox any more: they could not be brought back.")


def _as_json(one: StoredRule, names: dict[int | None, str]) -> dict[str, Any]:
    return {
        "id": one.rule.id,
        "kind": one.rule.kind.value,
        "value": one.rule.value,
        "mailbox": names.get(one.rule.mailbox_id),
        "state": one.state.value,
        "made_at": one.made_at.isoformat(),
        "made_by": one.made_by,
        "observe_until": one.observe_until.isoformat() if one.observe_until else None,
        "mails_removed": one.mails_removed,
        "events_removed": one.events_removed,
    }


def _in_words(one: StoredRule, names: dict[int | None, str]) -> str:
    where = names.get(one.rule.mailbox_id, "every mailbox") if one.rule.mailbox_id is not None else "every mailbox"
    by = f" by {one.made_by}" if one.made_by else ""
    state = one.state.value.replace("_", " ")
    if one.state.value == "observing" and one.observe_until:
        state = f"observed until {one.observe_until:%Y-%m-%d}"
    taken = f"; took out {one.mails_removed} mails and {one.events_removed} events" if one.enacted_at else ""
    return (
        f"{one.rule.id}  {one.rule.kind} {one.rule.value!r} in {where}: {state}, made {one.made_at:%Y-%m-%d}{by}{taken}"
    )
