"""`trato read` as other programs drive it."""

import json

import pytest
from click.testing import CliRunner

from trato.mail.commands import read

ROW = {
    "id": "7", "body": "Hola,\n\n¿Nos vemos el martes a las 10:00?\n\nLuis\n\n> viejo", "from": "Luis <luis@x.es>",
    "sent_at": "2026-03-04T12:00:00+01:00", "default_region": "ES",
}  # fmt: skip


def test_a_row_gives_one_line_of_the_contracts_shape():
    done = CliRunner().invoke(read, ["--jsonl"], input=json.dumps(ROW) + "\n\n")

    assert done.exit_code == 0
    (found,) = map(json.loads, done.output.splitlines())
    assert list(found) == [
        "id", "reply", "signature", "parts", "quoted", "automated", "sender", "meeting", "language",
        "attachments", "questions",
    ]  # fmt: skip
    assert {tuple(part) for part in found["parts"]} == {("kind", "depth", "start", "end")}
    assert list(found["quoted"][0]) == ["author", "email", "sent_at", "to", "subject"]
    assert list(found["automated"]) == ["is", "kind", "why"]
    assert list(found["sender"]) == [
        "name", "title", "company", "department", "phones", "emails", "urls", "address",
    ]  # fmt: skip
    assert found["questions"] == ["¿Nos vemos el martes a las 10:00?"]
    assert found["attachments"] == []
    assert list(found["meeting"]) == ["intent", "kind", "times"]
    assert found["meeting"]["times"] == [
        {"start": "2026-03-10T10:00:00+01:00", "end": None, "text": "el martes a las 10:00"}
    ]
    assert (found["id"], found["language"]) == ("7", "es")


def test_files_are_named_as_given(tmp_path):
    mail = tmp_path / "one.eml"
    mail.write_bytes(b"From: MAILER-DAEMON@x.es\nSubject: =?utf-8?q?A=C3=B1o?=\n\nHi\n")

    done = CliRunner().invoke(read, [str(mail)])

    found = json.loads(done.output)
    assert found["id"] == str(mail)
    assert found["automated"] == {"is": True, "kind": "bounce", "why": "the sender is mailer-daemon@"}


WITH_FILES = b"""From: Ana Ruiz <ana@cliente.es>
Subject: Planos
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=cut

--cut
Content-Type: text/plain; charset=utf-8

Adjunto los planos. \xc2\xbfNos mand\xc3\xa1is el cat\xc3\xa1logo?

Ana Ruiz
Jefa de Compras
Departamento de Compras
Cliente S.L.
Tel. 944 123 456
--cut
Content-Type: application/octet-stream; name="planos.PDF"
Content-Disposition: attachment; filename="planos.PDF"
Content-Transfer-Encoding: base64

JVBERg==
--cut
Content-Type: application/vnd.ms-excel; name=medidas
Content-Disposition: attachment; filename=medidas

1;2
--cut--
"""


def test_files_that_came_with_a_mail_are_named_with_their_kind_and_what_is_asked_is_told(tmp_path):
    mail = tmp_path / "files.eml"
    mail.write_bytes(WITH_FILES)

    found = json.loads(CliRunner().invoke(read, [str(mail)]).output)

    assert [(file["name"], file["kind"]) for file in found["attachments"]] == [
        ("planos.PDF", "document"),
        ("medidas", "spreadsheet"),
    ]
    assert found["attachments"][0]["size"] == len(b"%PDF")
    assert found["questions"] == ["¿Nos mandáis el catálogo?"]
    assert found["sender"]["title"] == "Jefa de Compras"
    assert found["sender"]["department"] == "Departamento de Compras"


@pytest.mark.parametrize(
    ("arguments", "given", "line"),
    [
        ([], "", "Name mail files, or pass --jsonl"),
        (["/no/such.eml"], "", "Cannot read /no/such.eml: No such file or directory."),
        (["--jsonl"], "{}\n", "Line 1 is no row of mail"),
    ],
)
def test_an_error_is_one_clear_line_and_a_non_zero_end(arguments, given, line):
    done = CliRunner().invoke(read, arguments, input=given)

    assert done.exit_code != 0
    assert line in done.output


@pytest.mark.parametrize("sent_at", [None, "", "yesterday", "2026-03-04T12:00:00"])
def test_a_moment_may_be_absent_or_without_a_zone(sent_at):
    done = CliRunner().invoke(
        read, ["--jsonl"], input=json.dumps({"id": 3, "body": "Hasta el martes", "sent_at": sent_at})
    )

    found = json.loads(done.output)
    assert found["id"] == 3
    assert len(found["meeting"]["times"]) == (1 if sent_at and sent_at[0].isdigit() else 0)
