"""Answers about places: where mail and bills go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from trato.crm.answers.views import Address, Answer, Item, Missing, Question, Source, Why
from trato.crm.tables import sites
from trato.crm.views import Named

ORDER = ("office", "mailing", "billing", "delivery")
PURPOSES = (("mailing", Missing.MAILING_ADDRESS), ("billing", Missing.BILLING_ADDRESS))


def addresses(connection: Connection, account: Named) -> Answer:
    """Answer the mailing and the billing address; where one is not told apart, the main one, and that it is not."""
    known = sites_of(connection, account.id)
    items, unknown = [], []
    for purpose, missing in PURPOSES:
        exact = next((one for one in known if one.kind == purpose), None)
        if exact is not None:
            items.append(address_item(exact, Why.SITE_KIND, account, {}, purpose))
            continue
        unknown.append(missing)
        if known:
            items.append(address_item(known[0], Why.MAIN_SITE, account, {}, purpose))
    return Answer(Question.ADDRESSES, account, tuple(items), tuple(unknown))


def sites_of(connection: Connection, account_id: int) -> Sequence[Address]:
    """Return the places of an account, offices first."""
    rows = connection.execute(sa.select(sites).where(sites.c.account_id == account_id).order_by(sites.c.id)).all()
    made = [
        Address(
            row.kind, row.id, row.name, row.kind, row.street, row.city, row.postal_code, row.country,
            tuple(row.departments),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda one: ORDER.index(one.kind))


def address_item(
    site: Address, why: Why, account: Named, params: Mapping[str, str], purpose: str | None = None
) -> Item:
    """Return a place as part of an answer."""
    shown = Address(
        purpose or site.kind, site.site_id, site.name, site.kind, site.street, site.city, site.postal_code,
        site.country, site.departments,
    )  # fmt: skip
    return Item(
        why, Source("site", site.site_id, site.name or site.city), params=params, address=shown, account=account
    )
