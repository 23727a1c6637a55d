"""A review on paper, read back as a reader sees it."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from trato.crm.views import Named, OpportunityView, StageView
from trato.selling.pipeline.finding import Group, Sum
from trato.selling.pipeline.rows import PipelineRow
from trato.selling.review.model import Comment, Course, Item, Review
from trato.selling.review.printed import document
from trato.selling.review.rules import Candidate, Verdict, Why
from trato.selling.review.sharing import Shared

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWNER = Named(7, "Íñigo Ordóñez")
STAGE = StageView("offer", "Offer", "Presupuesto", 3, 50)
LONG = "Línea de corte " + "x" * 200


def row(number: int, *, name: str = "", amount: str | None = "12500.50", objective: str = "") -> PipelineRow:
    view = OpportunityView(
        id=number,
        name=name or f"Línea {number}",
        account_id=1,
        stage=STAGE,
        amount=None if amount is None else Decimal(amount),
        currency="EUR",
        close_date=date(2026, 9, 30),
        probability=None,
        next_date=date(2026, 3, 10),
        next_objective=objective,
        decision_maker=None,
        met=False,
        owner=OWNER,
        is_open=True,
        version=1,
    )
    return PipelineRow(
        opportunity=view,
        account=Named(1, "Łódź Maszyny & Ős Kft. <Žďár>"),
        group="A",
        territory="",
        created_on=None,
        invoice_date=None,
        monthly_amount=None,
        probability=50,
        wants="",
        product_names=(),
        units=None,
        competitors=(),
        main_competitor="",
        last=None,
        planned=None,
        closure=None,
        custom={},
    )


def shared(*found: PipelineRow, comments: tuple[Comment, ...] = ()) -> Shared:
    items = [
        Item(
            Candidate(one.opportunity.id, one.opportunity.next_date, one.opportunity.close_date, None, AT),
            (Why.SILENT,),
            Verdict.CONFIRMED if at % 2 else None,
            None,
        )
        for at, one in enumerate(found)
    ]
    course = Course(Review(1, OWNER, date(2026, 3, 2), AT, None, None), items, comments, 3, is_to_be_shared=False)
    total = Group(None, "", len(found), (Sum("EUR", Decimal(1234567), Decimal(0), Decimal("9500.5")),))
    return Shared(course, {one.opportunity.id: one for one in found}, total)


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_accents_euros_and_other_alphabets_are_read_back_in_spanish():
    (text,) = pages(document(shared(row(1, objective="Cerrar plazos: ¿cuándo? Σ Ж ✓")), "es"))
    for words in (
        "Revisión semanal: Íñigo Ordóñez",
        "Semana del 2 mar 2026",
        "Abiertas: 1. 1.234.567 €, 9500,50 € por probabilidad",
        "Semanas seguidas: 3",
        "Łódź Maszyny & Ős Kft. <Žďár>",
        "Presupuesto 50 %",
        "12.500,50 €",
        "30 sept 2026",
        "mar, 10 mar 2026 Cerrar plazos: ¿cuándo? Σ Ж ✓",
        "Por revisar Sin contacto reciente",
        "Página 1 de 1",
    ):
        assert words in text


def test_it_is_written_in_english_for_who_reads_english():
    content = document(shared(row(1), row(2, amount=None)), "en")
    (text,) = pages(content)
    for words in ("Weekly review: Íñigo Ordóñez", "€12,500.50", "Tue, 10 Mar 2026", "As it was: 1", "Page 1 of 1"):
        assert words in text
    assert PdfReader(io.BytesIO(content)).root_object["/Lang"] == "en"


def test_every_page_has_its_number_and_the_headings():
    found = pages(document(shared(*(row(number) for number in range(1, 61))), "es"))
    assert len(found) > 2
    for number, text in enumerate(found, 1):
        assert f"Página {number} de {len(found)}" in text
        assert "Oportunidad Etapa Importe Fecha de cierre" in text
    assert [sum(f"Línea {number} " in text for text in found) for number in range(1, 61)] == [1] * 60


def test_long_names_wrap_inside_their_column():
    content = document(shared(row(1, name=LONG, objective="y" * 500)), "es")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    # What fits into 58 mm and 50 mm of 8-point letters, which are at least 4.5 points wide.
    for letter, whole, fits in (("x", 200, 36), ("y", 500, 31)):
        lines = re.findall(f"{letter}{{2,}}", text)
        assert sum(map(len, lines)) >= whole - 1
        assert max(map(len, lines)) <= fits


def test_a_row_taller_than_a_page_is_continued_on_the_next():
    found = pages(document(shared(row(1, name="Palabra " * 900)), "es"))
    assert len(found) > 1
    assert sum(text.count("Palabra") for text in found) == 900


def test_comments_stand_at_the_end_with_who_said_them_of_what():
    said = Comment(1, 1, Named(9, "Marta Gil"), AT, "Preguntar por el <b>presupuesto</b>\ncon detalle")
    (text,) = pages(document(shared(row(1), comments=(said,)), "es"))
    assert "Comentarios Marta Gil, Línea 1: Preguntar por el <b>presupuesto</b> con detalle" in text


def test_a_review_of_nothing_says_so():
    (text,) = pages(document(shared(), "en"))
    assert "There is no opportunity in this review." in text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_same_review_is_the_same_bytes(language):
    first = document(shared(row(1), row(2)), language)
    assert document(shared(row(3, name="Beside it")), language) != first
    assert document(shared(row(1), row(2)), language) == first


def test_signs_that_no_document_can_hold_are_left_out():
    (text,) = pages(document(shared(row(1, name="A\x00b\x07c \ud800d")), "es"))
    assert "Abc d" in text
