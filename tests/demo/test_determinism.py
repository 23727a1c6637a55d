"""The same seed gives the same bytes, whatever the machine's hash seed, zone or place."""

import gzip
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from trato.demo import VERSION, company

CONTENT = {3: "e2767dd16050368ad85e44c60522844320e3dc7fcd5aab94ad63f7a23616791f"}
"""The digest of the unpacked files of each VERSION at scale 1."""


def digest(folder: Path) -> str:
    """Over names and unpacked contents, so that zlib's own version does not matter."""
    total = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            total.update(str(path.relative_to(folder)).encode())
            total.update(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return total.hexdigest()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return company.write(tmp_path_factory.mktemp("small") / "tenant", scale=0.25).folder


def test_two_runs_are_byte_equal(small, tmp_path):
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    command = [sys.executable, "-m", "trato.demo", str(tmp_path / "again"), "--scale", "0.25"]
    subprocess.run(command, check=True, env=environment, capture_output=True)

    assert files(tmp_path / "again") == files(small)


def test_another_seed_is_another_company(small, tmp_path):
    other = company.write(tmp_path / "other", seed=8, scale=0.25).folder

    assert (other / "crm/contacts.csv").read_bytes() != (small / "crm/contacts.csv").read_bytes()


def test_changed_content_has_a_new_version(folder):
    """When this fails on purpose, raise VERSION in trato.demo and note the digest here."""
    assert CONTENT.get(VERSION) == digest(folder)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")

    with pytest.raises(FileExistsError):
        company.write(tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_current_folder_is_known_as_such(small):
    assert company.is_current(small, scale=0.25)
    assert not company.is_current(small, scale=0.5)
    assert not company.is_current(small / "crm")


def test_accounts_keep_their_keys_at_any_scale(small, folder):
    def keys(place):
        return {line.split(",")[0] for line in (place / "crm/accounts.csv").read_text().splitlines()}

    assert keys(small) < keys(folder)
