"""What a mail to a customer carried is asked of Graph once, and only where there is something to compare it with."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from tests import small_company
from tests.graph_access import client_of
from tests.small_company import ANA, BEN, NOW, PILAR

from trato.clock import Clock
from trato.commands import folder_import
from trato.crm.answers.tables import message_attachments, message_collateral
from trato.jobs.mailboxes import MailboxSync

COLLATERAL = "key,name,files\npress,Folleto prensas,Folleto prensas.pdf\n"


def letter(number, to, *files):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = ANA, to, f"Prensas {number}"
    made["Message-ID"], made["Date"] = f"<{number}@vega.example>", "Mon, 23 Feb 2026 09:00:00 +0000"
    made.set_content("Adjunto.")
    for name in files:
        made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()


@pytest.fixture
def follow(database, sandbox, tmp_path):
    """Follow the mailbox of Ana, whose company has a list of brochures or none; return what is kept and found."""

    def run(listed):
        folder = small_company.write_folder(tmp_path / "tenant")
        if listed:
            (folder / "crm/collateral.csv").write_text(listed, "utf-8")
        sent = folder / "mail" / ANA / "Sent Items"
        sent.mkdir(parents=True)
        for number, (to, *files) in enumerate(
            [(PILAR, "Folleto prensas.pdf", "Oferta.pdf"), (PILAR,), (BEN, "Folleto prensas.pdf")]
        ):
            (sent / f"{number}.eml").write_bytes(letter(number, to, *files))
        saved = folder_import.save(folder_import.read(folder, strict=True), database, "vega", at=NOW)
        folder_import.connect_everybody(database, saved.tenant_id, at=NOW)
        company = small_company.open_company(database, saved.tenant_id)
        running = sandbox(folder)
        sync = MailboxSync(database, company.tenant_id, Clock.starting_at(NOW), client_of(running))
        for _ in range(2):
            sync.follow(company.mailboxes[ANA])
        with company.system() as connection:
            kept = connection.execute(sa.select(message_attachments.c.names)).scalars().all()
            matched = connection.execute(sa.select(sa.func.count()).select_from(message_collateral)).scalar_one()
        return kept, matched

    return run


def test_what_goes_to_a_customer_is_asked_and_compared(follow):
    kept, matched = follow(COLLATERAL)
    assert [sorted(names) for names in kept] == [["Folleto prensas.pdf", "Oferta.pdf"]]
    assert matched == 1


def test_without_a_list_nothing_is_asked(follow):
    kept, matched = follow("")
    assert (kept, matched) == ([], 0)
