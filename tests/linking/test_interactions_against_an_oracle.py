"""Whatever the history, the interactions and the last and next of everybody are those counted by hand."""

from datetime import UTC, timedelta

import sqlalchemy as sa
from hypothesis import Phase, example, given, note, settings
from hypothesis import strategies as st
from tests.linking.history import BOXES, World
from tests.linking.oracle import Counted, counted, last_end, next_start
from tests.mail_items import FOLDERS
from tests.small_company import ANA, BEN, LUIS, MARTA, NOA, NOW, PILAR, TEO

from trato.calendar.tables import events
from trato.crm import timelines
from trato.crm.tables import (
    interaction_accounts,
    interaction_contacts,
    interaction_users,
    interactions,
)
from trato.crm.views import About
from trato.linking.tables import links
from trato.mail.tables import message_keys, messages

ours = st.sampled_from([ANA, BEN, MARTA])
customers = st.sampled_from([LUIS, PILAR, "compras@norte.example", "new@norte.example", NOA, TEO, "who@else.example"])
which = st.integers(0, 5)
boxes = st.sampled_from(BOXES)
folders = st.sampled_from(list(FOLDERS)[:2] + list(FOLDERS)[3:])
mostly_plain = st.sampled_from(["normal"] * 5 + ["private", "confidential"])
answers = st.sampled_from(["accepted", "accepted", "none", "declined"])
opportunities = st.sampled_from(["presses", "barrels", "olives", "loading"])

letters = st.one_of(
    # from a customer to some of us, from one of us to anybody, among ourselves
    st.tuples(customers, st.sets(ours, min_size=1, max_size=2)),
    st.tuples(ours, st.sets(customers | ours, min_size=1, max_size=3)),
    st.tuples(ours, st.sets(ours, min_size=1, max_size=2)),
)
written = st.builds(
    lambda people, *rest: ("write", *people, *rest),
    letters,
    st.fixed_dictionaries({ANA: st.none() | folders, BEN: st.none() | folders}),
    st.none() | which,
    st.sampled_from([""] * 5 + ["auto_reply", "list"]),
    mostly_plain,
)
met = st.tuples(
    st.just("meet"), st.sampled_from([ANA, ANA, BEN, LUIS]), st.dictionaries(customers | ours, answers, max_size=3),
    st.dictionaries(boxes, answers, min_size=1), st.sampled_from([0, 0, 2, 3]), st.integers(-20, 10),
    st.tuples(mostly_plain, st.sampled_from(["Presses", "Visita a Norte", "Site visit", "Revisita"]), st.booleans()),
)  # fmt: skip
decisions = st.tuples(
    st.just("decide"), st.sampled_from(["thread", "event"]), which,
    opportunities | st.sampled_from(["not business", "not business", "undo"]),
)  # fmt: skip
synced = st.tuples(st.just("sync"), st.sampled_from([False, False, False, True]))
steps = st.one_of(
    written, written, met, met, decisions, synced, synced,
    st.tuples(st.just("draft"), st.sets(customers, min_size=1, max_size=2)),
    st.tuples(st.just("move"), which, boxes, st.none() | folders),
    st.tuples(st.just("change_day"), which, which, st.sampled_from(["cancel", "shorten", "move", "refuse", ANA, BEN])),
    st.tuples(st.just("answer"), which, customers | boxes, answers),
    st.tuples(st.just("call_off"), which),
    st.tuples(st.just("drop"), which, boxes),
)  # fmt: skip


HELD_BY_BOTH = (
    "meet", ANA, {LUIS: "accepted"}, {ANA: "accepted", BEN: "declined"}, 3, -10, ("normal", "Presses", False),
)  # fmt: skip


FROM_LUIS = ("write", LUIS, {ANA}, {ANA: "inbox", BEN: None}, None, "", "normal")


@settings(max_examples=30, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example(history=[HELD_BY_BOTH, ("sync", False), ("change_day", 0, 1, ANA)], offset=0)
@example(history=[HELD_BY_BOTH, ("sync", False), ("drop", 0, ANA), ("answer", 0, BEN, "accepted")], offset=0)
@example(history=[HELD_BY_BOTH, ("change_day", 0, 1, "refuse"), ("sync", False), ("sync", True)], offset=0)
@example(
    history=[FROM_LUIS, ("sync", False), ("decide", "thread", 0, "not business"), ("move", 0, ANA, None),
             ("sync", False), ("decide", "thread", 0, "undo")],
    offset=0,
)  # fmt: skip
@given(history=st.lists(steps, min_size=4, max_size=24), offset=st.integers(-30 * 24, 40 * 24))
def test_what_is_counted_is_what_the_design_counts(new_company, history, offset):
    world = World(new_company())
    for step in [*history, ("sync", False)]:
        world.play(step)
    with world.company.system() as connection:
        linked = automatic_links(world, connection)
        found = kept(world, connection)
        truth = counted(world, linked)
        note(f"linked automatically: {linked}")
        assert found == truth
        ask_everybody(world, connection, truth, NOW + timedelta(hours=offset))


def test_a_history_of_everything_counts_something(new_company):
    world = World(new_company())
    for step in (
        FROM_LUIS,
        ("meet", ANA, {PILAR: "accepted"}, {ANA: "accepted"}, 3, -10, ("normal", "Presses", False)),
        ("decide", "thread", 0, "loading"),
        ("sync", True),
    ):
        world.play(step)
    with world.company.system() as connection:
        assert len(counted(world, automatic_links(world, connection))) == 4


def ask_everybody(world, connection, truth, now):
    company = world.company
    histories = [
        *((About(contact_id=row_id), [one for one in truth if key in one.contacts])
          for key, row_id in company.contacts.items()),
        *((About(account_id=row_id), [one for one in truth if key in one.accounts])
          for key, row_id in company.accounts.items()),
        *((About(opportunity_id=row_id), [one for one in truth if key == one.opportunity])
          for key, row_id in company.opportunities.items()),
    ]  # fmt: skip
    for about, history in histories:
        last = timelines.last_interaction(connection, about, now=now)
        following = timelines.next_interaction(connection, about, now=now)
        assert (last and last.ends_at) == last_end(history, now), about
        assert (following and following.starts_at) == next_start(history, now), about


def kept(world, connection):
    """The interactions as they are stored, in the oracle's words."""
    company = world.company
    letters = {row.message_id: number for row, number in numbered_messages(connection)}
    meetings = {row.id: int(row.ical_uid.partition("@")[0]) for row in connection.execute(sa.select(events))}
    users = by_interaction(connection, interaction_users.c.user_id, company.users)
    contacts = by_interaction(connection, interaction_contacts.c.contact_id, company.contacts)
    accounts = by_interaction(connection, interaction_accounts.c.account_id, company.accounts)
    keys = {row_id: key for key, row_id in company.opportunities.items()} | {None: None}
    rows = connection.execute(sa.select(interactions)).all()
    found = [
        Counted(
            ("mail", letters[row.message_id], "") if row.message_id
            else ("event", meetings[row.event_id], row.occurrence_key),
            row.kind, row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC), users.get(row.id, frozenset()),
            contacts.get(row.id, frozenset()), accounts.get(row.id, frozenset()), keys[row.opportunity_id],
        )
        for row in rows
    ]  # fmt: skip
    assert len(found) == len({one.source for one in found}), "an interaction was doubled"
    return set(found)


def numbered_messages(connection):
    for row in connection.execute(sa.select(message_keys).where(message_keys.c.key.like("id:m%"))):
        yield row, int(row.key.removeprefix("id:m").partition("@")[0])


def by_interaction(connection, column, ids):
    names = {row_id: name for name, row_id in ids.items()}
    found = {}
    for interaction_id, row_id in connection.execute(sa.select(column.table.c.interaction_id, column)):
        found[interaction_id] = found.get(interaction_id, frozenset()) | {names[row_id]}
    return found


def automatic_links(world, connection):
    """What Trato linked by its own score: by thread (the number of its first mail) and event."""
    keys = {row_id: key for key, row_id in world.company.opportunities.items()}
    numbers = {row.message_id: number for row, number in numbered_messages(connection)}
    threads = {
        row.thread_id: world.letters[numbers[row.id]].root.n
        for row in connection.execute(sa.select(messages.c.id, messages.c.thread_id))
        if row.id in numbers
    }
    meetings = {row.id: int(row.ical_uid.partition("@")[0]) for row in connection.execute(sa.select(events))}
    linked = {}
    for row in connection.execute(sa.select(links).where(links.c.state == "confirmed")):
        where = ("thread", threads.get(row.thread_id)) if row.thread_id else ("event", meetings[row.event_id])
        linked[where] = keys.get(row.opportunity_id)
    return linked
