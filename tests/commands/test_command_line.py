"""`trato …`: what it lists, reports and complains of (DESIGN §9)."""

import re
import socket

import pytest
from click import Context
from tests.commands.commands import calendar, once, trato, write_company
from tests.demo_server import home_folder
from tests.small_company import ANA, CARLA

from trato.cli import cli

PROMISED = {
    "mailboxes", "messages", "message_copies", "threads", "events", "event_copies", "contacts", "accounts",
    "opportunities", "interactions", "links", "excluded", "seconds", "requests", "throttled", "peak_rss_mb",
}  # fmt: skip
# What a person needs beside them: what the round changed, what could not be read and why.
BESIDE = {"changed", "misread", "problems"}
MEASURED = {"seconds", "requests", "peak_rss_mb", "changed"}


@pytest.fixture(scope="module")
def home():
    with home_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_company(tmp_path_factory.mktemp("company"))


def fails(ran, *words):
    """It ended non-zero and said one clear line, with these words in it and nothing of its inside."""
    assert ran.status != 0
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.complaint, ran.err
    return True


def test_help_names_every_command(home):
    ran = trato(home, "--help")
    assert ran.status == 0
    named = set(re.findall(r"^  ([a-z]+) ", ran.out, re.MULTILINE))
    context = Context(cli)
    assert named == set(cli.list_commands(context))
    assert {"demo", "serve", "work", "migrate", "openapi", "sandbox", "read"} <= named
    for name in sorted(named):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, name


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_report_has_the_promised_keys_and_a_second_run_changes_nothing(folder):
    with home_folder() as own:
        first = once(own, folder)
        assert set(first) == PROMISED | BESIDE
        assert {name: first[name] for name in ("mailboxes", "messages", "message_copies", "threads")} == {
            "mailboxes": 5, "messages": 6, "message_copies": 9, "threads": first["threads"],
        }  # fmt: skip
        assert (first["events"], first["event_copies"], first["accounts"], first["contacts"]) == (1, 1, 4, 4)
        assert (first["opportunities"], first["interactions"], first["problems"], first["misread"]) == (4, 7, [], 0)
        assert first["links"]["confirmed"] + first["links"]["suggested"] == first["threads"] + 1
        assert first["changed"] > 0
        second = once(own, folder)
        assert second["changed"] == 0
        assert {key: second[key] for key in second.keys() - MEASURED} == {
            key: first[key] for key in first.keys() - MEASURED
        }
        fresh = once(own, folder, "--fresh")
        assert fresh["changed"] == first["changed"]
        assert {key: fresh[key] for key in fresh.keys() - MEASURED} == {
            key: first[key] for key in first.keys() - MEASURED
        }


# --- bad input --------------------------------------------------------------------------------------------------------


def bad_row(folder):
    with (folder / "crm" / "accounts.csv").open("a", encoding="utf-8") as rows:
        rows.write(f"nueva,Nueva SL,,Nowhere,{CARLA},A,Madrid,ES\n")
    return "crm/accounts.csv", ":6", "Nowhere"


def bad_mbox(folder):
    (folder / "mail" / ANA / "Old.mbox").write_bytes(b"this is no mbox\n\x00\xff\n")
    return ("Old.mbox",)


def bad_charset(folder):
    (folder / "mail" / ANA / "Inbox" / "x.eml").write_bytes(
        b"From: luis@norte.example\r\nTo: ana@vega.example\r\nSubject: x\r\nMessage-ID: <odd@norte.example>\r\n"
        b"Date: Mon, 23 Feb 2026 09:00:00 +0000\r\nContent-Type: text/plain; charset=x-nothing\r\n\r\nhola\r\n"
    )
    return "x.eml", "x-nothing"


def bad_zone(folder):
    (folder / "calendar" / f"{CARLA}.ics").write_text(calendar("Nowhere/Atall", "odd@x"), "utf-8")
    return f"{CARLA}.ics", "Nowhere/Atall"


BAD = [bad_row, bad_mbox, bad_charset, bad_zone]


@pytest.mark.parametrize("spoil", BAD)
def test_strict_stops_at_a_fault_with_one_line(home, tmp_path, spoil):
    folder = write_company(tmp_path / "company")
    words = spoil(folder)
    ran = trato(home, "demo", "--tenant", folder, "--once", "--fresh", "--strict")
    assert fails(ran, *words)


def test_without_strict_each_fault_is_named_and_everything_else_loads(tmp_path):
    folder = write_company(tmp_path / "company")
    named = [spoil(folder) for spoil in BAD]
    with home_folder() as own:
        first = once(own, folder)
        for words in named:
            assert any(all(word in problem for word in words) for problem in first["problems"]), (
                words,
                first["problems"],
            )
        # The mail with the odd charset is a mail, the meeting in the odd zone a meeting, the account an account.
        assert (first["messages"], first["message_copies"], first["events"]) == (7, 10, 2)
        assert (first["accounts"], first["contacts"], first["opportunities"]) == (5, 4, 4)
        assert once(own, folder)["problems"] == first["problems"]


def test_a_fault_with_square_brackets_in_it_is_told_as_it_is(tmp_path):
    folder = write_company(tmp_path / "company")
    with (folder / "crm" / "accounts.csv").open("a", encoding="utf-8") as rows:
        rows.write(f"nueva,Nueva SL,,[/nowhere],{CARLA},A,Madrid,ES\n")
    with home_folder() as own:
        ran = trato(own, "demo", "--tenant", folder, "--once")
    assert ran.status == 0, ran.err
    assert "[/nowhere]" in ran.err


# --- surroundings -----------------------------------------------------------------------------------------------------


def test_a_port_in_use(home, folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert fails(trato(home, "demo", "--tenant", folder, "--port", port), str(port), "--port")


def test_a_home_that_cannot_be_written(home, folder, tmp_path):
    (tmp_path / "file").write_text("x")
    ran = trato(tmp_path / "file" / "home", "demo", "--tenant", folder, "--once")
    assert fails(ran, "TRATO_HOME")


@pytest.mark.parametrize("now", ["2026-03-02T09:00:00", "yesterday", "2026-13-01T00:00:00+00:00", ""])
def test_an_instant_without_its_offset(home, folder, now):
    assert fails(trato(home, "demo", "--tenant", folder, "--once", "--now", now), "--now")


def test_a_folder_without_tenant_toml(home, tmp_path):
    (tmp_path / "users.csv").write_text("upn,name\n")
    assert fails(trato(home, "demo", "--tenant", tmp_path, "--once"), "tenant.toml")


def test_a_folder_that_is_not_there(home, tmp_path):
    assert fails(trato(home, "demo", "--tenant", tmp_path / "nowhere", "--once"), "nowhere")


def test_a_report_that_cannot_be_written(home, folder, tmp_path):
    ran = trato(home, "demo", "--tenant", folder, "--once", "--json", tmp_path / "nowhere" / "report.json")
    assert fails(ran, "report.json")


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--nonsense"], ["--json"]])
def test_options_that_do_not_fit(home, arguments):
    assert fails(trato(home, "demo", *arguments))


def test_a_real_tenant_needs_its_application(home):
    assert trato(home, "migrate").status == 0
    assert fails(trato(home, "serve", "--port", "0"), "TRATO_CLIENT_ID")


def test_a_database_of_another_version_says_what_to_do(folder):
    with home_folder() as own:
        assert fails(trato(own, "work"), "trato migrate")


@pytest.mark.parametrize(
    ("name", "value"),
    [("TRATO_PORT", "x"), ("TRATO_PORT", "99999"), ("TRATO_DATABASE_URL", "sqlite://"), ("TRATO_CLOCK_SHIFT_S", "x")],
)
def test_a_setting_that_does_not_fit_is_named(home, name, value):
    assert fails(trato(home, "serve", **{name: value}), name)


def test_a_database_that_is_not_there(home):
    for command in ("migrate", "work"):
        ran = trato(home, command, TRATO_DATABASE_URL="postgresql://nobody@127.0.0.1:9/nowhere")
        assert fails(ran, "TRATO_DATABASE_URL")


def test_tables_and_migrations_agree(home):
    ran = trato(home, "migrate", "--check")
    assert (ran.status, ran.err) == (0, "")


def test_the_document_is_the_one_in_docs(home, tmp_path, pytestconfig):
    assert trato(home, "openapi", "--check", pytestconfig.rootpath / "docs" / "openapi.json").status == 0
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert fails(trato(home, "openapi", "--check", other), "other.json")
    assert fails(trato(home, "openapi", "--check", tmp_path / "none.json"), "none.json")
