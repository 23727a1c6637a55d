"""`trato connect`, `trato status` and `trato disconnect` as a person types them."""

import json
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from psycopg.conninfo import conninfo_to_dict
from tests.commands.commands import write_company
from tests.graph_access import control
from tests.small_company import ANA, BEN

from trato.cli import cli
from trato.errors import TratoError


@pytest.fixture
def typed(databases, database_name, sandbox, tmp_path):
    """Type a command where the small company was imported, beside its Microsoft 365; what it printed."""
    folder = write_company(tmp_path / "tenant", 4)
    world = sandbox(folder)
    parts = conninfo_to_dict(databases.url(database_name))
    address = (
        f"{parts['user']}@/{parts['dbname']}?host={quote(str(parts['host']), safe='')}&port={parts.get('port', 5432)}"
    )
    settings = {
        "TRATO_HOME": str(tmp_path / "home"), "TRATO_DATABASE_URL": f"postgresql://{address}",
        "TRATO_GRAPH_URL": f"{world.url}/v1.0", "TRATO_LOGIN_URL": world.url,
        "TRATO_CLIENT_ID": "5b0c6a43-8f6d-4f0e-9d2b-6f6f1f1f0001", "TRATO_CLIENT_SECRET": "any",
    }  # fmt: skip

    def type_(*arguments):
        ran = CliRunner(env=settings).invoke(cli, [str(one) for one in arguments])
        if ran.exception is not None:
            raise ran.exception
        return ran.stdout

    type_("import", folder, "--entra-tenant", control(world, "GET", "")["tenant"]["id"])
    return type_


def test_from_a_look_at_a_mailbox_to_its_end(typed):
    assert "No mailbox is connected" in typed("status")

    first, second = json.loads(typed("connect", ANA, BEN, "--dry-run", "--json"))["dry_run"]
    told = first["sample"]
    assert (first["upn"], first["mails"], first["would_be_sent"]) == (ANA, 4, 0)
    assert told["linked"] + told["suggested"] + told["account_only"] == 4
    assert second["mails"] == 2
    words = typed("connect", ANA, "--dry-run")
    assert f"{told['linked']} would be linked without asking, {told['suggested']} suggested" in words
    assert "nothing is ever sent" in words
    assert "No mailbox is connected" in typed("status")

    assert f"{ANA} is connected." in typed("connect", ANA, "--wait")
    (told,) = json.loads(typed("status", "--json"))["mailboxes"]
    assert (told["address"], told["status"], told["changes_come_by"]) == (ANA, "current", "rounds_only")
    inbox = next(feed for feed in told["feeds"] if feed["name"] == "Inbox")
    assert (inbox["status"], inbox["items_done"], inbox["fault"]) == ("current", 4, None)
    said = typed("status")
    assert said.startswith(f"{ANA}: current, last caught up")
    assert "Inbox" not in said
    assert "Inbox: current" in typed("status", "--feeds")

    assert f"{ANA} is followed no longer" in typed("disconnect", ANA)
    assert f"{ANA}: disconnected since" in typed("status")
    assert f"{ANA} was not connected; its copies of mail are gone" in typed("disconnect", ANA, "--forget-mail")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("connect",), "name users by their UPN, or give --all"),
        (("connect", ANA, "--all"), "name users by their UPN, or give --all"),
        (("connect", "nobody@vega.example"), "nobody@vega.example: no user of this organisation"),
        (("connect", ANA, "--entra-tenant", "other"), "no organisation other here"),
        (("disconnect", BEN), f"{BEN} was never connected"),
    ],
)
def test_what_cannot_be_connected_is_said_in_a_line(typed, arguments, words):
    with pytest.raises(TratoError) as refusal:
        typed(*arguments)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_contact_folders_and_lists_are_chosen_by_name(typed):
    with pytest.raises(TratoError, match="is not connected"):
        typed("folders", ANA)
    typed("connect", ANA)
    assert typed("folders", ANA).splitlines() == ["contacts: Contacts", "tasks: Tasks"]
    typed("folders", ANA, "--contacts", "Contacts", "--tasks", "Tasks")
    assert typed("folders", ANA).splitlines() == ["contacts: Contacts (read)", "tasks: Tasks (read)"]
    told = json.loads(typed("folders", ANA, "--no-tasks", "--json"))["folders"]
    assert [(one["kind"], one["is_followed"]) for one in told] == [("contacts", True), ("tasks", False)]
    assert "Contacts (read)" in typed("folders", ANA, "--contacts", told[0]["remote_id"])
    with pytest.raises(TratoError, match="contacts has nothing called 'Clientes'; there is 'Contacts'"):
        typed("folders", ANA, "--contacts", "Clientes")
