"""Tables from anywhere are understood by their headings, and no value that is written becomes a formula."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from tests.phonebook.lists.people import read

from trato.crm.sheets import safe_cell
from trato.errors import InvalidInputError
from trato.phonebook.files.headings import Column, column
from trato.phonebook.files.table import read_table, write_csv, write_workbook
from trato.phonebook.files.vcard import read_cards
from trato.phonebook.lists.fields import EMAILS, PHONES


def table(text, **options):
    return read_table(text.encode(options.pop("charset", "utf-8")), read_phone=read, **options)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Teléfono móvil", Column("phones", "mobile")), ("Business Phone 2", Column("phones", "business")),
        ("Fax del trabajo", Column("phones", "other")), ("Correo electrónico 2", Column("email_addresses")),
        ("Código postal del domicilio", Column("home_address", part="postal_code")),
        ("Provincia o estado de trabajo", Column("business_address", part="state")),
        ("E-mail Address", Column("email_addresses")), ("Apellidos", Column("surname")), ("Cargo", Column("job_title")),
        ("E-mail Display Name", None), ("Zodiac", None),
    ],
)  # fmt: skip
def test_headings_are_understood_by_their_words(heading, expected):
    assert column(heading) == expected


def test_a_list_with_semicolons_in_an_old_charset_is_read():
    found = table("Nombre;Apellidos;Móvil;Correo\r\nBegoña;Muñoz;600 111 222;b@x.example\r\n", charset="cp1252")
    (row,) = found.rows
    assert (row.line, row.values["display_name"]) == (2, "Begoña Muñoz")
    assert row.values[PHONES][0]["e164"] == "+34600111222"
    assert found.faults == ()


def test_a_bad_row_says_what_is_wrong_and_stops_no_other():
    found = table("Name,E-mail,Birthday\nAna,no address,31/31/2001\n,,1980-01-01\n\nLuis,l@x.example,22/07/1974\n")
    assert [(row.line, row.values["display_name"]) for row in found.rows] == [(2, "Ana"), (5, "Luis")]
    assert [fault.line for fault in found.faults] == [2, 2, 3]
    assert found.rows[1].values["birthday"] == "1974-07-22"


def test_a_person_says_what_a_column_is():
    found = table("Who,Zodiac,Nr\nAna,Leo,1004\n", chosen={"Who": "display_name", "Nr": "phones:home", "Zodiac": ""})
    (row,) = found.rows
    assert row.values["display_name"] == "Ana"
    assert [(phone["number"], phone["kind"]) for phone in row.values[PHONES]] == [("1004", "home")]


def test_the_kind_of_a_number_may_stand_in_the_column_beside_it():
    found = table("Name,Phone 1 - Type,Phone 1 - Value\nAna,Mobile,600111222\nLuis,Work,944000111\n")
    assert [row.values[PHONES][0]["kind"] for row in found.rows] == ["mobile", "business"]


def test_a_workbook_is_read_with_its_dates_and_numbers():
    import datetime

    book = Workbook()
    book.active.append(["First Name", "Mobile Phone", "Birthday"])
    book.active.append(["Ana", 600111222, datetime.datetime(1974, 7, 22)])  # noqa: DTZ001  as Excel has it
    out = io.BytesIO()
    book.save(out)
    (row,) = read_table(out.getvalue(), read_phone=read).rows
    assert (row.values[PHONES][0]["e164"], row.values["birthday"]) == ("+34600111222", "1974-07-22")


@pytest.mark.parametrize("content", [b"", b"PK no workbook", b"\n"])
def test_what_is_no_table_is_refused_with_a_reason(content):
    with pytest.raises(InvalidInputError):
        read_table(content, read_phone=read)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1"])
def test_no_value_becomes_a_formula_and_it_is_read_back_as_it_was(text):
    person = {**table("Name\nAna\n").rows[0].values, "notes": text, "display_name": "Ana"}
    written = write_csv([person])
    assert safe_cell(text).startswith("'")
    assert read_table(written, read_phone=read).rows[0].values["notes"] == text
    sheet = load_workbook(io.BytesIO(write_workbook([person]))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not any(
        str(cell.value or "").startswith("=") and cell.data_type == "f" for row in sheet.iter_rows() for cell in row
    )


def test_what_is_exported_is_read_back():
    card = (
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nN:Ruiz;Ana;;;\nORG:Norte;Ventas\nTITLE:Jefa\n"
        b"TEL;TYPE=CELL:+34 600 111 222\nTEL;TYPE=WORK:944 000 111\nEMAIL:a@x.example\n"
        b"ADR;TYPE=WORK:;;Calle Sol 3;Bilbao;;48001;Spain\nBDAY:1980-03-22\nEND:VCARD\n"
    )
    (person,) = read_cards(card, read_phone=read)
    for written in (write_csv([person.values]), write_workbook([person.values])):
        (row,) = read_table(written, read_phone=read).rows
        assert row.values == person.values


@pytest.mark.shared
@pytest.mark.parametrize("name", ["email", "outlook", "gmail"])
def test_exports_of_other_programs_hold_whom_their_cards_hold(shared_data, name):
    folder = shared_data / "contact_csv"
    rows = read_table((folder / f"{name}.csv").read_bytes(), read_phone=read).rows
    cards = read_cards((folder / f"{name}.vcf").read_bytes(), read_phone=read)
    fields = (
        "display_name",
        "given_name",
        "surname",
        "company_name",
        PHONES,
        EMAILS,
        "business_address",
        "home_address",
    )
    assert [[row.values[one] for one in fields] for row in rows] == [
        [card.values[one] for one in fields] for card in cards
    ]
