"""The files under `crm/`: a row that does not fit names file, line and reason; everything else is loaded."""

import pytest

from trato.crm.folder import DEFAULT_STAGES, read_customers
from trato.directory.rows import FolderError, Problems

FILES = {
    "crm/territories.csv": "territories",
    "crm/accounts.csv": "accounts",
    "crm/contacts.csv": "contacts",
    "crm/opportunities.csv": "opportunities",
}


def read(folder, *, strict=False):
    problems = Problems(strict)
    return read_customers(folder, problems), [str(one) for one in problems.found]


def with_row(folder, name, /, **cells):
    """Put one row behind the header, its cells by column."""
    path = folder / name
    header, *rows = path.read_text("utf-8").splitlines()
    columns = list(dict.fromkeys([*header.split(","), *cells]))
    padding = "," * (len(columns) - len(header.split(",")))
    line = ",".join(f'"{cells.get(column, "")}"' for column in columns)
    path.write_text("\n".join([",".join(columns), line, *(row + padding for row in rows)]) + "\n", "utf-8")
    return folder


BAD = [
    ("crm/territories.csv", {"parent": "Iberia"}, "column 'name' is empty"),
    ("crm/territories.csv", {"name": "North"}, None),
    ("crm/accounts.csv", {"key": "x"}, "column 'name' is empty"),
    ("crm/accounts.csv", {"name": "X"}, "column 'key' is empty"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "domains": "ana@x.example"}, "expected a mail domain"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "domains": "https://x.example"}, "expected a mail domain"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "lat": "north", "lon": "1"}, "column 'lat' holds 'north'"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "lat": "95", "lon": "1"}, "nowhere on Earth"),
    ("crm/accounts.csv", {"key": "x", "name": "X", "lat": "nan", "lon": "1"}, "nowhere on Earth"),
    ("crm/contacts.csv", {"key": "x", "name": "X", "emails": "not an address"}, "expected an address"),
    ("crm/contacts.csv", {"key": "x", "name": "X", "influence": "high"}, "column 'influence' holds 'high'"),
    ("crm/contacts.csv", {"key": "x", "name": "X", "influence": "130"}, "0 to 100"),
    ("crm/contacts.csv", {"key": "x", "name": "X", "buying_role": "boss"}, "expected one of decision_maker"),
    ("crm/opportunities.csv", {"key": "x", "name": "X"}, "column 'account' is empty"),
    ("crm/opportunities.csv", {"key": "x", "account": "norte", "name": "X", "amount": "1.250,00"}, "a number like"),
    ("crm/opportunities.csv", {"key": "x", "account": "norte", "name": "X", "amount": "1e30"}, "a number like"),
    ("crm/opportunities.csv", {"key": "x", "account": "norte", "name": "X", "close_date": "1/2/26"}, "a date like"),
]


@pytest.mark.parametrize(("name", "cells", "reason"), [row for row in BAD if row[2]])
def test_a_row_that_does_not_fit_is_left_out_alone(company_folder, name, cells, reason):
    before = len(getattr(read(company_folder)[0], FILES[name]))
    customers, problems = read(with_row(company_folder, name, **cells))
    assert len(problems) == 1
    assert problems[0].startswith(f"{name}:2: ")
    assert reason in problems[0]
    assert len(getattr(customers, FILES[name])) == before


@pytest.mark.parametrize(("name", "cells"), [row[:2] for row in BAD if row[2]])
def test_strict_stops_at_it(company_folder, name, cells):
    with pytest.raises(FolderError, match=f"^{name}:2: "):
        read(with_row(company_folder, name, **cells), strict=True)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("crm/territories.csv", {"name": "North"}),
        ("crm/accounts.csv", {"key": "norte", "name": "First"}),
        ("crm/contacts.csv", {"key": "luis", "name": "First"}),
        ("crm/opportunities.csv", {"key": "presses", "account": "norte", "name": "First"}),
    ],
)
def test_of_two_rows_with_one_key_the_first_stands(company_folder, name, cells):
    customers, problems = read(with_row(company_folder, name, **cells))
    assert len(problems) == 1
    assert "listed twice; the first row stands" in problems[0]
    names = [row.name for row in getattr(customers, FILES[name])]
    assert names.count(cells["name"]) == 1


def test_a_file_without_its_columns_is_one_problem(company_folder):
    (company_folder / "crm/contacts.csv").write_text("id,who\n1,Luis\n", "utf-8")
    customers, problems = read(company_folder)
    assert problems == ["crm/contacts.csv:1: the header has no column key, name"]
    assert customers.contacts == ()
    assert len(customers.accounts) == 4


def test_every_file_is_optional(company_folder):
    for path in (company_folder / "crm").iterdir():
        path.unlink()
    customers, problems = read(company_folder)
    assert problems == []
    assert (customers.accounts, customers.stages) == ((), DEFAULT_STAGES)


def test_unknown_columns_are_kept(company_folder):
    with_row(company_folder, "crm/accounts.csv", key="x", name="X", erp_number="77")
    account = next(row for row in read(company_folder)[0].accounts if row.key == "x")
    assert account.custom == {"erp_number": "77"}


STAGES = """
[[stage]]
key = "first"
name = {en = "First", es = "Primera"}
probability = 15
[[stage]]
key = "second"
name = "Second"
probability = 300
[[stage]]
key = "first"
"""


def test_stages_come_from_the_playbook_in_order_each_once(company_folder):
    (company_folder / "crm/playbooks.toml").write_text(STAGES, "utf-8")
    stages = read(company_folder)[0].stages
    assert [(s.key, s.name_en, s.name_es, s.position, s.probability) for s in stages] == [
        ("first", "First", "Primera", 1, 15), ("second", "Second", "Second", 2, 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "[[stage]\n", "", "stage = 3\n", 'stage = ["first"]\n', "[[stage]]\nprobability = 3\n", "playbook = 1\n",
        '[[playbook]]\nstage = "x"\n', '[[stage]]\nkey = "a"\nprobability = "much"\n',
        '[[stage]]\nkey = "a"\nprobability = inf\n', b"\xff\xfe",
    ],
)  # fmt: skip
def test_a_playbook_that_is_not_understood_leaves_the_usual_stages(company_folder, content):
    data = content if isinstance(content, bytes) else content.encode()
    (company_folder / "crm/playbooks.toml").write_bytes(data)
    customers, problems = read(company_folder)
    assert customers.stages == DEFAULT_STAGES
    assert len(problems) == 1
    assert problems[0].startswith("crm/playbooks.toml: not understood")


def test_each_playbook_is_a_sales_process_of_its_own(tmp_path):
    (tmp_path / "crm").mkdir()
    text = "".join(
        f'[[playbook]]\nname = "{name}"\n[[playbook.stage]]\nkey = "{key}"\n'
        for name, key in (("New", "a"), ("Old", "b"))
    )
    (tmp_path / "crm" / "playbooks.toml").write_text(text, "utf-8")
    found = read_customers(tmp_path, Problems(strict=False)).stages
    assert [(one.key, one.pipeline, one.position) for one in found] == [("a", "New", 1), ("b", "Old", 2)]
