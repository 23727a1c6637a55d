"""Which brochure a mail carried is told by the names of its files, and by nothing else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from tests.mail_items import deliver, mail

from trato.crm.answers.collateral import carried, match_again, note
from trato.crm.answers.tables import collateral, message_collateral
from trato.mail.tables import messages

LISTED = {1: ["Folleto serie K.pdf", "K series brochure.pdf"], 2: ["Tarifa.pdf"]}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Folleto serie K.pdf", {1}),
        ("FOLLETO SERIE K.PDF", {1}),
        ("folleto_serie-k.pdf", {1}),
        ("Folleto serie K (1).pdf", {1}),
        ("Folleto serie K v2.pdf", {1}),
        ("Folleto serie K 2026.docx", {1}),
        ("Folleto serie K - copia.pdf", {1}),
        ("K series brochure EN.pdf", {1}),
        ("Tarifa 2026.pdf", {2}),
        ("Folleto serie Kappa.pdf", set()),
        ("Folleto.pdf", set()),
        ("Oferta y folleto serie K.pdf", set()),
        ("Tarifa de portes.pdf", set()),
        (".pdf", set()),
        ("", set()),
    ],
)
def test_a_file_is_a_brochure_under_its_name_with_what_is_added_to_one(name, found):
    assert carried([name], LISTED) == found


def test_a_list_that_changes_is_compared_with_what_was_carried_before(tenant):
    deliver(tenant, mail("m1"))
    with tenant.system() as connection:
        sent = connection.execute(sa.select(messages.c.id)).scalar_one()
        note(connection, tenant.tenant_id, {sent: [("Folleto serie K.pdf", "application/pdf")]})
        assert connection.execute(sa.select(message_collateral.c.collateral_id)).all() == []
        row = {"tenant_id": tenant.tenant_id, "key": "k", "name": "K", "file_names": ["Folleto serie K.pdf"]}
        made = connection.execute(sa.insert(collateral).values(row).returning(collateral.c.id)).scalar_one()
        match_again(connection, tenant.tenant_id)
        assert connection.execute(sa.select(message_collateral.c.collateral_id)).scalars().all() == [made]
        connection.execute(sa.update(collateral).values(file_names=["Other.pdf"]))
        match_again(connection, tenant.tenant_id)
        assert connection.execute(sa.select(message_collateral.c.collateral_id)).all() == []
