"""Opportunities as spreadsheets: columns in any order and language, faults explained, undo, and the way back out."""

import csv
import io
from base64 import b64encode
from datetime import date

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook
from tests.http.api import code_of
from tests.http.test_pipeline import asked, etag
from tests.small_company import ANA, BEN, CARLA, EVA

from trato.crm.tables import accounts, opportunities

HEADINGS = (
    "Cliente",
    "Proyecto",
    "Fecha de cierre",
    "Importe (€)",
    "Etapa",
    "Comercial",
    "Decisor",
    "Estado",
    "Motivo",
)
FAULTY = {
    # line: the cell, what stands in it, what is said of it
    10: ("Cliente", "Nrte SA", "unknown_account"),
    31: ("Cliente", "", "no_account"),
    52: ("Proyecto", "", "no_name"),
    73: ("Fecha de cierre", "31/02/2026", "no_day"),
    94: ("Fecha de cierre", "pronto", "no_day"),
    115: ("Importe (€)", "mucho", "no_amount"),
    136: ("Importe (€)", "-5.000", "negative"),
    157: ("Importe (€)", "9" * 20, "too_large"),
    178: ("Etapa", "Casi", "unknown_stage"),
    199: ("Comercial", "Perico Palotes", "unknown_owner"),
    220: ("Decisor", "Nadie Conocido", "unknown_contact"),
    241: ("Estado", "quizás", "unknown_outcome"),
    262: ("Estado", "Perdida", "no_reason"),  # told of the empty cell beside it
    283: ("Estado", "Cancelada", "no_reason"),
    304: ("Proyecto", "x" * 301, "too_long"),
    325: ("Proyecto", "Máquina 8", "repeated"),
    346: ("Fecha de cierre", "2026-13-40", "no_day"),
    367: ("Importe (€)", "1.2.3,4,5", "no_amount"),
    388: ("Comercial", "nadie@vega.example", "unknown_owner"),
    409: ("Cliente", "Sur y Cía", "unknown_account"),
}


@pytest.fixture
def company(new_company):
    return new_company()


@pytest.fixture
def ana(company, sign_in):
    return sign_in(company, ANA)


@pytest.fixture(scope="module")
def reader(shared_tenant, sign_in):
    """Ana, for tests that bring nothing in."""
    return sign_in(shared_tenant, ANA)


def table(rows, headings=HEADINGS, *, delimiter=";", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def workbook(rows, headings):
    book = Workbook()
    for row in [headings, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(content, name="mis oportunidades.csv", **more):
    return {"name": name, "content": b64encode(content).decode(), **more}


def preview(api, content, name="deals.csv", **more):
    answer = api.post("/pipeline/spreadsheets/preview", sent(content, name, **more))
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def bring_in(api, content, name="deals.csv", **more):
    answer = api.post("/pipeline/imports", sent(content, name, **more))
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def five_hundred():
    rows = []
    for line in range(2, 502):
        row = {
            "Cliente": "NORTE, S.A." if line % 2 else "Bodegas Rioja",
            "Proyecto": f"Máquina {line}",
            "Fecha de cierre": f"{line % 28 + 1}/{line % 12 + 1}/2026",
            "Importe (€)": f"{line}.500,25 €",
            "Etapa": ("Oferta", "negociación", "needs", "")[line % 4],
            "Comercial": ("Ana Ruiz", "")[line % 2],
            "Decisor": "",
            "Estado": "",
            "Motivo": "",
        }
        if line in FAULTY:
            heading, cell, _ = FAULTY[line]
            row["Cliente"] = "Bodegas Rioja" if line == 325 else row["Cliente"]
            row[heading] = cell
        rows.append([row[one] for one in HEADINGS])
    return rows


def test_five_hundred_rows_come_in_but_twenty_that_are_each_explained(ana):
    rows = five_hundred()
    for row in rows:
        row[0] = row[0].replace("NORTE, S.A.", "norte sa")
    told = preview(ana, table(rows), "mis oportunidades.csv")
    assert (told["new"], told["faulty_rows"], told["fault_count"]) == (480, 20, 20)
    assert {one["line"]: one["code"] for one in told["faults"]} == {line: code for line, (_, _, code) in FAULTY.items()}
    by_line = {one["line"]: one for one in told["faults"]}
    for line, (heading, cell, code) in FAULTY.items():
        assert by_line[line]["column"] == ("Motivo" if code == "no_reason" else heading)
        assert cell.startswith(by_line[line]["value"][:50])
        assert by_line[line]["reason"]
        assert by_line[line]["remedy"]
    assert by_line[10]["remedy"].startswith("escribirla como está en Trato (Norte SA?)")
    assert "Oferta" in by_line[178]["remedy"]
    assert by_line[94]["reason"] == "«pronto» no es una fecha"
    assert by_line[325]["reason"] == "la misma oportunidad está en la fila 8"
    done = bring_in(ana, table(rows), "mis oportunidades.csv")
    assert (done["new"], done["faulty_rows"]) == (480, 20)
    found = asked(ana, query="Máquina", limit=1)
    assert found["totals"]["count"] == 480
    (one,) = asked(ana, least="2500.25", most="2500.25")["items"]
    assert one["opportunity"]["name"] == "Máquina 2"
    assert one["opportunity"]["close_date"] == "2026-03-03"
    again = preview(ana, table(rows), "mis oportunidades.csv")
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 480)
    undone = ana.delete(f"/pipeline/imports/{done['id']}").get_json()
    assert undone == {"removed": 480, "changed_back": 0, "kept": 0}
    assert asked(ana, query="Máquina")["totals"]["count"] == 0
    assert code_of(ana.delete(f"/pipeline/imports/{done['id']}")) == (404, "not_found")


def test_english_headings_dates_and_numbers_in_a_workbook(ana):
    headings = ["Close date", "Deal name", "Value", "Company", "Probability", "Next step", "Follow up"]
    rows = [
        [date(2026, 4, 1), "Conveyor", 1234.5, "Norte SA", 0.4, "Call Luis", "22 March 2026"],
        ["04/25/2026", "Crane", "$2,000", "norte sa", "60%", "", "03/05/2026"],
    ]
    bring_in(ana, workbook(rows, headings), "deals.xlsx")
    found = {one["opportunity"]["name"]: one for one in asked(ana, query="c", which="all")["items"]}
    conveyor, crane = found["Conveyor"]["opportunity"], found["Crane"]["opportunity"]
    assert (conveyor["close_date"], conveyor["amount"]["value"]) == ("2026-04-01", "1234.50")
    assert (found["Conveyor"]["probability"], conveyor["next_step"]["objective"]) == (40, "Call Luis")
    assert conveyor["next_step"]["date"] == "2026-03-22"
    assert (crane["close_date"], crane["amount"]) == ("2026-04-25", {"value": "2000.00", "currency": "USD"})
    assert found["Crane"]["probability"] == 60


def test_a_mapping_that_somebody_chose_is_remembered_for_everybody(company, ana, sign_in):
    content = table([["Bomba", "Norte SA", "7"]], ["Qué", "Para quién", "Cuánto"])
    assert [one["field"] for one in preview(ana, content)["columns"]] == [None, None, None]
    columns = {"Qué": "name", "Para quién": "account", "Cuánto": "amount"}
    bring_in(ana, content, columns=columns)
    told = preview(sign_in(company, BEN), table([["Grúa", "Norte SA", "9"]], ["CUÁNTO", "qué", "Para quien"]))
    assert [one["field"] for one in told["columns"]] == ["amount", "name", "account"]


@pytest.mark.parametrize("columns", [{"Proyecto": "colour"}, {"Proyecto": "name", "Cliente": "name"}])
def test_a_column_that_cannot_be_is_refused(reader, columns):
    answer = reader.post("/pipeline/spreadsheets/preview", sent(table([]), columns=columns))
    assert code_of(answer) == (422, "invalid_input")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK nothing", "a.xlsx"), (b"", "a.csv"), (b"Proyecto\n", "a.pdf"), (b"PK\x03\x04", "a.xlsx")],
)
def test_what_is_no_table_is_refused(reader, content, name):
    answer = reader.post("/pipeline/spreadsheets/preview", sent(content, name))
    assert code_of(answer) == (422, "invalid_input")


def test_what_is_there_gets_what_the_file_says_and_undo_takes_it_back(company, ana):
    path = f"/opportunities/{company.opportunities['presses']}"
    content = table([["norte sa", "Hydraulic presses Bilbao", "", "99.000", "", "", "Luis Ortega", "", ""]])
    assert preview(ana, content)["changed"] == 1
    done = bring_in(ana, content)
    row = ana.get(f"{path}/row").get_json()
    assert (row["opportunity"]["amount"]["value"], row["opportunity"]["stage"]["key"]) == ("99000.00", "proposal")
    ana.patch(f"{path}/fields", {"wants": "Speed"}, row["opportunity"]["etag"])
    assert ana.delete(f"/pipeline/imports/{done['id']}").get_json() == {"removed": 0, "changed_back": 1, "kept": 0}
    row = ana.get(f"{path}/row").get_json()
    assert (row["opportunity"]["amount"]["value"], row["wants"]) == ("125000.00", "Speed")


def test_undo_keeps_what_somebody_touched_since(company, ana):
    done = bring_in(ana, table([["norte sa", f"Bomba {n}", "", "5", "", "", "", "", ""] for n in (1, 2)]))
    one = asked(ana, "name", query="Bomba")["items"][0]["opportunity"]
    ana.patch(f"/opportunities/{one['id']}/fields", {"wants": "Silence"}, one["etag"])
    assert ana.delete(f"/pipeline/imports/{done['id']}").get_json() == {"removed": 1, "changed_back": 0, "kept": 1}
    assert [each["opportunity"]["name"] for each in asked(ana, query="Bomba")["items"]] == ["Bomba 1"]


def test_missing_accounts_are_made_where_somebody_says_so_and_go_with_the_import(company, ana):
    content = table([["Nueva Cía", f"Bomba {n}", "", "5", "", "", "", "", ""] for n in (1, 2)])
    assert preview(ana, content)["faulty_rows"] == 2
    assert preview(ana, content, makes_accounts=True)["new_accounts"] == ["Nueva Cía"]
    done = bring_in(ana, content, makes_accounts=True)
    assert done["new_accounts"] == 1
    ana.delete(f"/pipeline/imports/{done['id']}")
    with company.system() as connection:
        made = sa.select(sa.func.count()).select_from(accounts).where(accounts.c.name == "Nueva Cía")
        assert connection.execute(made).scalar_one() == 0


def test_closed_ones_come_in_closed_with_their_reason(ana):
    rows = [
        ["norte sa", "Old press", "", "5", "", "", "", "ganada", ""],
        ["norte sa", "Older press", "", "5", "Perdida", "", "", "", "Demasiado cara"],
    ]
    bring_in(ana, table(rows))
    found = {one["opportunity"]["name"]: one["closure"] for one in asked(ana, query="press", which="closed")["items"]}
    assert found["Old press"]["outcome"] == "won"
    assert (found["Older press"]["outcome"], found["Older press"]["reason"]) == ("lost", "Demasiado cara")


def test_the_tenants_own_fields_are_columns_too(company, ana, sign_in):
    eva = sign_in(company, EVA)
    eva.put("/pipeline/fields/plant", {"name_en": "Plant", "name_es": "Planta", "kind": "choice", "choices": ["Vigo"]})
    eva.put("/pipeline/fields/visits", {"name_en": "Visits", "name_es": "Visitas", "kind": "number"})
    headings = ["Cliente", "Proyecto", "Planta", "Visitas"]
    told = preview(ana, table([["norte sa", "Bomba", "VIGO", "3"], ["norte sa", "Grúa", "Lugo", "3"]], headings))
    assert [(one["line"], one["code"], one["remedy"]) for one in told["faults"]] == [
        (3, "not_of_its_kind", "escribir Vigo")
    ]
    bring_in(ana, table([["norte sa", "Bomba", "VIGO", "3"]], headings))
    assert asked(ana, query="Bomba")["items"][0]["custom"] == {"plant": "Vigo", "visits": "3"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_unchanged(company, sign_in, form):
    eva = sign_in(company, EVA)
    path = f"/opportunities/{company.opportunities['presses']}"
    wanted = {"name": "=HYPERLINK(1)", "competitors": ["Prensal", "Iber; maq"], "close_date": "2026-06-30"}
    eva.patch(f"{path}/fields", wanted, etag(eva, path))
    body = {"asked": {"which": "all"}, "format": form}
    content = eva.post("/pipeline/export", body).data
    told = preview(eva, content, f"export.{form}")
    assert (told["new"], told["faults"]) == (0, [])
    assert told["changed"] <= 1  # a competitor with a semicolon in its name becomes two
    assert [one["heading"] for one in told["columns"] if not one["field"]] == []


def test_no_cell_that_goes_out_is_a_formula(company, ana):
    path = f"/opportunities/{company.opportunities['presses']}"
    ana.patch(f"{path}/fields", {"name": "=1+1", "wants": "@SUM(A1)"}, etag(ana, path))
    chosen = {"ids": [str(company.opportunities["presses"])]}
    plain = ana.post("/pipeline/export", {"format": "csv", **chosen}).data.decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(plain)))
    assert (row["Oportunidad"], row["Qué valora"]) == ("'=1+1", "'@SUM(A1)")
    book = load_workbook(io.BytesIO(ana.post("/pipeline/export", {"format": "xlsx"}).data))
    cells = [cell for line in book.worksheets[0].iter_rows() for cell in line]
    assert "=1+1" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_a_key_of_what_one_does_not_see_is_not_told_apart_from_a_used_one(company, sign_in):
    carla = sign_in(company, CARLA)
    content = table([["sur y cia", "Mill", "presses"]], ["Cliente", "Proyecto", "Clave"])
    assert [one["code"] for one in preview(carla, content)["faults"]] == ["taken_key"]
    with company.system() as connection:
        names = connection.execute(sa.select(opportunities.c.name).where(opportunities.c.key == "presses")).scalars()
        assert list(names) == ["Hydraulic presses Bilbao"]


def test_imports_are_listed_to_whose_they_are(company, ana, sign_in):
    done = bring_in(ana, table([["norte sa", "Bomba", "", "5", "", "", "", "", ""]]))
    (listed,) = ana.get("/pipeline/imports").get_json()["items"]
    assert (listed["id"], listed["opportunities"], listed["undone_at"]) == (done["id"], 1, None)
    ben = sign_in(company, BEN)
    assert ben.get("/pipeline/imports").get_json()["items"] == []
    assert code_of(ben.delete(f"/pipeline/imports/{done['id']}")) == (404, "not_found")
