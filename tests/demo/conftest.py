"""One company, written once, read by all tests."""

import csv
import gzip
import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest

from trato.demo import company

FROM_LINE = re.compile(rb"(?m)^From \S+ \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\n")


def raw_mails(path: Path) -> list[bytes]:
    """The mails of one file: .eml, .mbox or .mbox.gz (mboxrd)."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.suffix == ".eml":
        return [content]
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", part) for part in FROM_LINE.split(content)[1:]]


def folder_of(path: Path, mailbox: Path) -> str:
    relative = path.relative_to(mailbox)
    return str(relative.parent if path.suffix == ".eml" else relative).split(".mbox")[0]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> company.Company:
    return company.write(tmp_path_factory.mktemp("company") / "tenant")


@pytest.fixture(scope="session")
def folder(written: company.Company) -> Path:
    return written.folder


REGISTRY = HeaderRegistry()


def header(name: str, value: str) -> str:
    """Content headers in full, the others only decoded: the tests read them thousands of times."""
    if name.lower().startswith("content-"):
        return REGISTRY(name, value)
    return str(make_header(decode_header(value))) if "=?" in value else value


QUICK = policy.EmailPolicy(header_factory=header)


@pytest.fixture(scope="session")
def copies(folder: Path) -> list[SimpleNamespace]:
    """Every item of every mailbox: upn, folder, mail; copies with the same bytes are parsed once."""
    found, parsed = [], {}
    for mailbox in sorted((folder / "mail").iterdir()):
        for path in sorted(mailbox.rglob("*.*")):
            if not path.is_file():
                continue
            for raw in raw_mails(path):
                if raw not in parsed:
                    parsed[raw] = message_from_bytes(raw, policy=QUICK)
                place = folder_of(path, mailbox)
                found.append(SimpleNamespace(upn=mailbox.name, folder=place, mail=parsed[raw]))
    return found


@pytest.fixture(scope="session")
def raw_sample(folder: Path) -> list[bytes]:
    """One mail in twenty, as bytes."""
    paths = sorted(path for path in (folder / "mail").rglob("*.*") if path.is_file())
    return [raw for path in paths for raw in raw_mails(path)[::20]]


@pytest.fixture(scope="session")
def mails(copies: list[SimpleNamespace]) -> dict[str, EmailMessage]:
    """Different mails by Message-ID."""
    return {item.mail["Message-ID"]: item.mail for item in copies}


@pytest.fixture(scope="session")
def answers(folder: Path):
    def read(name: str, room: str = "answers") -> list[dict[str, str]]:
        with (folder / room / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return read
