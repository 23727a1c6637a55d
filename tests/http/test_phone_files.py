"""Phone lists as files over HTTP: told before they come in, brought in once, taken back whole, and out again."""

import csv
import io
import zipfile
from base64 import b64encode

import pytest
from openpyxl import Workbook, load_workbook
from tests.http.api import code_of
from tests.pictures import PNG
from tests.small_company import ANA

from trato.phonebook.lists.pictures import Picture, write_pictures

ROWS = """Nombre,Correo electrónico,Tel. 2,Cumpleaños
Luis Ortega,luis@norte.example,944 000 222,1980-03-22
Eva Núñez,eva@norte.example,600 999 888,soon
Eva N.,eva@norte.example,,
"""


@pytest.fixture
def ana(tenant, sign_in):
    return sign_in(tenant, ANA)


def file(content, name="list.csv", **columns):
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "content": b64encode(data).decode(), "columns": columns}


def test_a_file_tells_what_its_columns_are_taken_for_and_what_it_would_do(ana):
    told = ana.post("/phone-files/preview", file(ROWS)).json
    assert (told["new"], told["filled"], told["unchanged"], told["sample"]) == (1, 1, 0, ["Eva Núñez"])
    columns = {one["heading"]: (one["field"], one["samples"][:1]) for one in told["columns"]}
    assert columns["Correo electrónico"] == ("email_addresses", ["luis@norte.example"])
    assert columns["Tel. 2"] == ("phones:other", ["944 000 222"])
    assert [(one["line"], one["code"], one["value"]) for one in told["faults"]] == [
        (3, "no_date", "soon"), (4, "repeated", "3"),
    ]  # fmt: skip
    assert {"phones:mobile", "business_address:city", "birthday"} <= set(told["fields"])
    assert ana.get("/phone-imports").json["items"] == []


def test_a_person_says_what_a_column_is(ana):
    given = file("Name,Etwas\nEva Núñez,600 999 888\n", Etwas="phones:mobile")
    (_, column) = ana.post("/phone-files/preview", given).json["columns"]
    assert column["field"] == "phones:mobile"
    assert ana.post("/phone-imports", given).status_code == 201
    (eva,) = ana.get("/phones/600999888").json["people"]
    assert (eva["name"], eva["kind"]) == ("Eva Núñez", "mobile")
    assert code_of(ana.post("/phone-imports", file(ROWS, Nombre="nonsense"))) == (422, "invalid_input")


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("2.1", "VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Paz;Noem=C3=AD\nTEL;CELL:600 999 888"),
        ("3.0", "VERSION:3.0\nFN:Noemí Paz\nN:Paz;Noemí;;;\nTEL;TYPE=CELL:600 999 888"),
        ("4.0", "VERSION:4.0\nFN:Noemí Paz\nTEL;VALUE=uri;TYPE=cell:tel:+34-600-999-888"),
    ],
)
def test_cards_of_each_version_come_in_with_their_picture(ana, tenant, name, card):
    photo = b64encode(PNG).decode()
    content = f"BEGIN:VCARD\n{card}\nPHOTO;ENCODING=b;TYPE=PNG:{photo}\nEND:VCARD\n"
    told = ana.post("/phone-files/preview", file(content, "cards.vcf")).json
    assert (told["new"], told["photos"], told["columns"]) == (1, 1, []), name
    assert ana.post("/phone-imports", file(content, "cards.vcf")).status_code == 201
    (noemi,) = ana.get("/phones/600999888").json["people"]
    assert noemi["name"] == "Noemí Paz"
    assert photo in ana.get("/phone-export", format="vcf").get_data(as_text=True).replace("\r\n ", "")


def test_a_workbook_comes_in_as_a_table_does(ana):
    book = Workbook()
    for row in csv.reader(io.StringIO(ROWS)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    told = ana.post("/phone-files/preview", file(out.getvalue(), "list.xlsx")).json
    assert (told["new"], told["filled"], told["fault_count"]) == (1, 1, 2)


def test_an_import_is_taken_back_whole_and_only_once(ana):
    before = ana.get("/phone-export", format="csv").data
    made = ana.post("/phone-imports", file(ROWS))
    assert (made.status_code, made.json["new"], made.json["filled"]) == (201, 1, 1)
    assert b"eva@norte.example" in ana.get("/phone-export", format="csv").data
    (listed,) = ana.get("/phone-imports").json["items"]
    assert (listed["id"], listed["people"], listed["can_be_undone"]) == (made.json["id"], 2, True)
    assert ana.delete(f"/phone-imports/{made.json['id']}").json["changes"] == 3
    assert ana.get("/phone-export", format="csv").data == before
    assert ana.get("/phone-imports").json["items"][0]["can_be_undone"] is False
    assert code_of(ana.delete(f"/phone-imports/{made.json['id']}")) == (404, "not_found")


def test_nothing_that_goes_out_is_a_formula(ana):
    row = 'Name,Notes,Mobile,E-mail\n=1+1,"@SUM(A1)",+34 600 999 888,a@norte.example\n'
    ana.post("/phone-imports", file(row))
    text = ana.get("/phone-export", format="csv").get_data(as_text=True)
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    assert "+34 600 999 888" in cells, "a number is none"
    sheet = load_workbook(io.BytesIO(ana.get("/phone-export", format="xlsx").data)).active
    formulas = [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert formulas == []
    again = ana.post("/phone-files/preview", file(text)).json
    assert (again["new"], again["filled"], again["fault_count"]) == (0, 0, 0)


def test_a_page_to_print_is_in_the_reader_s_language(ana):
    for language, title in (("es", "Lista de teléfonos"), ("en", "Phone list")):
        answer = ana.call(
            "GET", "/phone-export", query_string={"format": "html"}, headers={"Accept-Language": language}
        )
        assert title in answer.get_data(as_text=True)
        assert answer.headers["Content-Disposition"] == "attachment; filename=contacts.html"


def test_a_file_is_bounded_and_must_be_one(ana):
    large = {"name": "list.csv", "content": "A" * 14_000_000, "columns": {}}
    assert ana.post("/phone-files/preview", large).status_code == 413
    assert code_of(ana.post("/phone-imports", {"name": "list.csv", "content": "%%%", "columns": {}}))[0] == 422
    assert code_of(ana.post("/phone-files/preview", file(ROWS, "list.pdf")))[0] == 422
    assert code_of(ana.post("/phone-files/preview", file(b"PK\x03\x04 no workbook", "list.xlsx")))[0] == 422
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 100_000_001)
    told = ana.post("/phone-files/preview", file(out.getvalue(), "list.xlsx"))
    assert (told.status_code, "too large" in told.json["detail"]) == (422, True)


def test_cards_that_go_out_have_their_pictures(ana, tenant):
    with tenant.system() as connection:
        photo = {tenant.contacts["luis"]: Picture(PNG, "image/png")}
        write_pictures(connection, tenant.tenant_id, photo, at=ana.get("/phone-imports").json["now"])
    cards = ana.get("/phone-export", format="vcf").get_data(as_text=True).replace("\r\n ", "").split("END:VCARD")
    (luis,) = [card for card in cards if "FN:Luis Ortega" in card]
    assert f"PHOTO;ENCODING=b;TYPE=PNG:{b64encode(PNG).decode()}" in luis
    assert sum("PHOTO" in card for card in cards) == 1
