"""What one can choose from in the list: stages, people, groups, territories, products, and the tenant's own fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.own_fields import OwnField, own_fields
from trato.crm.tables import accounts, opportunities, products, stages
from trato.crm.views import Named
from trato.directory.tables import territories, users

MOST = 500


@dataclass(frozen=True, slots=True)
class StageChoice:
    """A stage of the sales process and its usual probability."""

    key: str
    name_en: str
    name_es: str
    probability: int

    def name(self, language: str) -> str:
        """Return what it is called in a language."""
        return self.name_es if language == "es" else self.name_en


@dataclass(frozen=True, slots=True)
class Choices:
    """All of it."""

    stages: Sequence[StageChoice]
    owners: Sequence[Named]
    territories: Sequence[Named]
    groups: Sequence[str]
    currencies: Sequence[str]
    products: Sequence[str]
    fields: Sequence[OwnField]


def choices(connection: Connection) -> Choices:
    """Return what the caller can choose from: everybody of the organisation, but only what stands in their own list."""
    seen = sa.select(opportunities.c.account_id).distinct().subquery()
    of_list = sa.select(accounts).join(seen, seen.c.account_id == accounts.c.id).subquery()
    places = (
        sa.select(territories.c.id, territories.c.name)
        .where(territories.c.id.in_(sa.select(of_list.c.territory_id)))
        .order_by(sa.func.trato_fold(territories.c.name), territories.c.id)
        .limit(MOST)
    )
    people = sa.select(users.c.id, users.c.name).order_by(sa.func.trato_fold(users.c.name), users.c.id).limit(MOST)
    groups = sa.select(of_list.c.group_code).where(of_list.c.group_code != "").distinct().order_by("group_code")
    currencies = sa.select(opportunities.c.currency).distinct().order_by(opportunities.c.currency)
    return Choices(
        stages=[
            StageChoice(row.key, row.name_en, row.name_es, row.probability)
            for row in connection.execute(sa.select(stages).order_by(stages.c.position))
        ],
        owners=[Named(row.id, row.name) for row in connection.execute(people)],
        territories=[Named(row.id, row.name) for row in connection.execute(places)],
        groups=list(connection.execute(groups.limit(MOST)).scalars()),
        currencies=list(connection.execute(currencies.limit(MOST)).scalars()),
        products=list(
            connection.execute(
                sa.select(products.c.name).order_by(sa.func.trato_fold(products.c.name)).limit(MOST)
            ).scalars()
        ),
        fields=own_fields(connection),
    )
