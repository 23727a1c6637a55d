"""Proposal mails for customers with no open opportunity who went silent or placed no order for long, as tasks.

With an open opportunity the same needs are proposed beside it (`scheduling/next_step.py`). A need is named by the last
thing that happened, so that it is answered once however often this runs, and the next order arms it again. Nothing is
sent: the task has a draft for whoever does it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm import queries
from trato.crm.tables import contacts
from trato.db.engine import Caller, Database
from trato.directory import store as directory
from trato.directory.tables import users
from trato.errors import InvalidInputError, NotFoundError
from trato.scheduling.availability import zone_of
from trato.scheduling.due_rules import RULES, DueCode, DueRule, StepKind
from trato.scheduling.next_step import Need
from trato.scheduling.step_facts import rules_of
from trato.scheduling.step_words import Draft, Recipient, draft
from trato.selling.tables import tasks

# The day of the last order, placed or won, and of the last interaction of each customer without an open opportunity.
_SILENT = """
WITH quiet AS (
  SELECT a.tenant_id, a.id, a.owner_id FROM accounts a
   WHERE a.tenant_id = :tenant AND a.owner_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM opportunities o
                      WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id AND o.closed_as IS NULL)
), dated AS (
  SELECT q.*,
         greatest((SELECT max(o.ordered_on) FROM orders o WHERE o.tenant_id = q.tenant_id AND o.account_id = q.id),
                  (SELECT max((c.closed_at AT TIME ZONE :zone)::date) FROM closures c
                     JOIN opportunities o ON o.tenant_id = c.tenant_id AND o.id = c.opportunity_id
                    WHERE o.tenant_id = q.tenant_id AND o.account_id = q.id AND c.outcome = 'won')) AS ordered_on,
         (SELECT max((i.ends_at AT TIME ZONE :zone)::date) FROM interaction_accounts i
           WHERE i.tenant_id = q.tenant_id AND i.account_id = q.id AND i.ends_at <= :now) AS talked_on
    FROM quiet q
), needs AS (
  SELECT d.*, CASE WHEN d.ordered_on IS NOT NULL AND :by_order
                   THEN CASE WHEN d.ordered_on <= :order_before THEN 'without_order:' || d.ordered_on END
                   WHEN greatest(d.ordered_on, d.talked_on) <= :talk_before
                   THEN 'inactive:' || greatest(d.ordered_on, d.talked_on) END AS need
    FROM dated d
), answered AS (
  UPDATE tasks t SET set_aside_as = 'not_needed', set_aside_at = :now, version = t.version + 1
    FROM accounts a LEFT JOIN needs n ON n.tenant_id = a.tenant_id AND n.id = a.id
   WHERE t.tenant_id = :tenant AND t.need <> '' AND t.done_at IS NULL AND t.set_aside_as IS NULL
     AND a.tenant_id = t.tenant_id AND a.id = t.account_id AND n.need IS DISTINCT FROM t.need
)
INSERT INTO tasks (tenant_id, title, due_on, assignee_id, account_id, kind, need)
SELECT n.tenant_id, CASE WHEN u.language = 'es' THEN r.es ELSE r.en END, :due_on, n.owner_id, n.id, 'mail', n.need
  FROM needs n
  JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.owner_id AND u.deactivated_at IS NULL
  JOIN (VALUES ('without_order', :order_en, :order_es), ('inactive', :talk_en, :talk_es)) AS r (code, en, es)
    ON r.code = split_part(n.need, ':', 1)
ON CONFLICT (account_id, need, tenant_id) WHERE need <> '' DO NOTHING
"""
NEVER = date(1900, 1, 1)


def propose(database: Database, tenant_id: int, *, now: datetime) -> int:
    """Make a task of each need that is new, and end those whose customer came back; return how many were made."""
    with database.as_system(tenant_id) as connection:
        zone = zone_of(directory.tenant_profile(connection, tenant_id).timezone)
        rules = rules_of(connection)
        order, talk = rules[DueCode.WITHOUT_ORDER], rules[DueCode.INACTIVE]
        made = connection.execute(
            sa.text(_SILENT),
            {
                "tenant": tenant_id, "now": now, "zone": zone.key, "due_on": now.astimezone(zone).date(),
                "by_order": order.is_on, "order_before": _before(order, now, zone),
                "talk_before": _before(talk, now, zone),
                "order_en": order.objective_en, "order_es": order.objective_es,
                "talk_en": talk.objective_en, "talk_es": talk.objective_es,
            },
        )  # fmt: skip
        return made.rowcount


def _before(rule: DueRule, now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date() - timedelta(days=rule.days) if rule.is_on else NEVER


def draft_of(connection: Connection, caller: Caller, task_id: int) -> Draft:
    """Write the mail of a task in the customer's language, to whom has most influence there.

    Raises NotFoundError, InvalidInputError for a task that is no mail to a customer.
    """
    row = connection.execute(sa.select(tasks).where(tasks.c.id == task_id)).first()
    if row is None:
        raise NotFoundError(f"no task {task_id}, or it is not yours to see")
    if row.kind != StepKind.MAIL or row.account_id is None:
        raise InvalidInputError("only a mail to a customer is drafted")
    profile = directory.tenant_profile(connection, caller.tenant_id)
    person = connection.execute(
        sa.select(contacts.c.id, contacts.c.language)
        .where(contacts.c.account_id == row.account_id)
        .order_by(contacts.c.influence.desc().nulls_last(), contacts.c.id)
        .limit(1)
    ).first()
    customer = queries.contact_views(connection, [person.id]).get(person.id) if person else None
    language = (person.language if person else "") or profile.language
    to = Recipient(customer.name if customer else "", next(iter(customer.emails), "") if customer else "", language)
    sender = connection.execute(sa.select(users.c.name).where(users.c.id == caller.user_id)).scalar_one()
    code = DueCode(row.need.partition(":")[0]) if row.need else DueCode.PLAYBOOK_STEP
    return draft(_need(code), subject=_SUBJECTS[language == "es"].format(us=profile.name), to=to,
                 sender=sender, slots=(), zone=zone_of(profile.timezone))  # fmt: skip


_SUBJECTS = ("A proposal from {us}", "Una propuesta de {us}")


def _need(code: DueCode) -> Need:
    rule = RULES[code]
    return Need(
        code, code.value, datetime.min.replace(tzinfo=UTC), StepKind.MAIL, rule.duration_min, rule.weight,
        rule.objective_en, rule.objective_es,
    )  # fmt: skip
