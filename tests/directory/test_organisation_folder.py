"""`tenant.toml` and `users.csv`: every fault names its place, and what does not fit is left out alone."""

from datetime import UTC, datetime

import pytest
from tests.small_company import ANA, BEN, NOW, TENANT, write_folder

from trato.directory.folder import read_organisation
from trato.directory.model import Role
from trato.directory.rows import FolderError, Problems


def read(folder, *, strict=False):
    problems = Problems(strict)
    return read_organisation(folder, problems), [str(one) for one in problems.found]


def with_user(folder, line, columns=""):
    users = (folder / "users.csv").read_text("utf-8").splitlines()
    (folder / "users.csv").write_text("\n".join([users[0] + columns, users[1], line, *users[2:]]) + "\n", "utf-8")
    return folder


def test_a_good_folder_is_read_whole(company_folder):
    organisation, problems = read(company_folder)
    ana = organisation.users[0]
    assert problems == []
    assert (ana.upn, ana.roles, ana.territories) == (ANA, {Role.REP}, ("North",))
    assert ana.aliases == ("aruiz@vega.example",)
    assert len(organisation.users) == 5
    assert organisation.now == NOW
    assert organisation.profile.domains == ("vega.example",)


@pytest.mark.parametrize("name", ["tenant.toml", "users.csv"])
def test_a_folder_without_its_two_files_is_refused(company_folder, name):
    (company_folder / name).unlink()
    with pytest.raises(FolderError, match=name):
        read(company_folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("name = \n", "line 1"),
        ('name = "x"\nname = "y"\n', "line 2"),
        ('name = "Vega"\n', "domains must be a list"),
        ("domains = []\n", "domains must be a list"),
        ("domains = [1]\n", "domains must be a list"),
        ('domains = "vega.example"\n', "domains must be a list"),
        (TENANT.replace("Europe/Madrid", "Mars/Base"), "unknown time zone 'Mars/Base'"),
        (TENANT.replace(NOW.isoformat(), "2026-03-02T09:00:00"), "no UTC offset"),
        (TENANT.replace(f'"{NOW.isoformat()}"', "2026-03-02T09:00:00"), "offset"),
        (TENANT.replace('"Vega"', "7"), "name must be text"),
    ],
)
def test_a_tenant_that_cannot_be_read_is_refused_with_the_reason(company_folder, content, reason):
    (company_folder / "tenant.toml").write_text(content, "utf-8")
    with pytest.raises(FolderError, match=reason) as caught:
        read(company_folder)
    assert str(caught.value).startswith("tenant.toml: ")


def test_a_tenant_that_is_no_utf_8_is_refused(company_folder):
    (company_folder / "tenant.toml").write_bytes(TENANT.encode("utf-16"))
    with pytest.raises(FolderError, match=r"^tenant\.toml: "):
        read(company_folder)


def test_now_may_be_a_toml_instant(company_folder):
    content = TENANT.replace(f'"{NOW.isoformat()}"', "2026-03-02T10:00:00+01:00")
    (company_folder / "tenant.toml").write_text(content, "utf-8")
    assert read(company_folder)[0].now == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Nobody,rep", "column 'upn' is empty"),
        ("x@vega.example,,rep", "column 'name' is empty"),
        ("nobody,Nobody,rep", "expected an address"),
        ("x@vega.example,X,chief", "column 'roles' holds 'chief', expected rep, assistant, manager, admin"),
        ("x@vega.example,X,rep,,Mars/Base", "unknown time zone 'Mars/Base'"),
        ("x@vega.example,X,rep,,,,,,north", "column 'base_location' holds 'north'"),
        ('x@vega.example,X,rep,,,,,,"91,0"', "nowhere on Earth"),
        (f"{ANA},Ana again,rep", "listed twice; the first row stands"),
        (f"{ANA.upper()},Ana again,rep", "listed twice; the first row stands"),
    ],
)
def test_a_user_that_does_not_fit_is_left_out_alone(company_folder, line, reason):
    organisation, problems = read(with_user(company_folder, line, ",base_location"))
    assert len(organisation.users) == 5
    assert organisation.users[0].name == "Ana Ruiz"
    assert len(problems) == 1
    assert problems[0].startswith("users.csv:3: ")
    assert reason in problems[0]


@pytest.mark.parametrize("manager", ["nobody@vega.example", "x@vega.example"])
def test_a_manager_who_is_no_other_user_is_named_and_left_empty(company_folder, manager):
    organisation, problems = read(with_user(company_folder, f"x@vega.example,X,rep,{manager}"))
    assert problems == [
        f"users.csv:3: x@vega.example: column 'manager' names {manager!r}, who is no other user here; left empty"
    ]
    assert next(user for user in organisation.users if user.name == "X").manager == ""


@pytest.mark.parametrize("alias", [BEN, "aruiz@vega.example"])
def test_an_alias_of_somebody_else_is_named_and_left_out(company_folder, alias):
    organisation, problems = read(with_user(company_folder, f"x@vega.example,X,rep,,,,{alias};own@vega.example"))
    assert len(problems) == 1
    assert problems[0].startswith(f"users.csv:3: x@vega.example: column 'aliases' names {alias!r}")
    assert next(user for user in organisation.users if user.name == "X").aliases == ("own@vega.example",)


def test_strict_stops_at_a_bad_user(company_folder):
    with pytest.raises(FolderError, match=r"users\.csv:3: .*roles"):
        read(with_user(company_folder, "x@vega.example,X,chief"), strict=True)


def test_defaults_come_from_the_tenant_and_unknown_columns_are_kept(tmp_path):
    folder = with_user(write_folder(tmp_path), "x@vega.example,X,,,,,,,blue", ",colour")
    user = next(user for user in read(folder)[0].users if user.name == "X")
    assert (user.roles, user.timezone, user.language) == ({Role.REP}, "Europe/Madrid", "es")
    assert user.custom == {"colour": "blue"}
