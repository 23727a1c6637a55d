"""A weekly review as a PDF over HTTP."""

import io

from pypdf import PdfReader
from tests.http.api import code_of
from tests.small_company import ANA, BEN, MARTA


def test_a_review_is_a_document_for_its_owner_and_those_above_and_nobody_else(new_company, sign_in):
    company = new_company()
    ana = sign_in(company, ANA)
    review = ana.post("/reviews", {}).get_json()["review"]
    path = f"/reviews/{review['id']}/document"
    answer = ana.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=review-2026-03-02.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert "Revisión semanal: Ana Ruiz" in text
    assert "Hydraulic presses Bilbao" in text
    assert sign_in(company, MARTA).get(path).status_code == 200
    assert code_of(sign_in(company, BEN).get(path)) == (404, "not_found")
