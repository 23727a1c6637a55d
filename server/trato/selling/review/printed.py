"""A review on paper: a PDF (ISO 32000) in the reader's language, the same bytes each time it is made of the same.

Fonts are embedded (`fonts/`, DejaVu Sans), because the fourteen that every reader has lack letters of customers' names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from trato.selling.pipeline.finding import Group
from trato.selling.pipeline.rows import PipelineRow
from trato.selling.review.model import Comment, Item
from trato.selling.review.rules import Verdict
from trato.selling.review.sharing import VERDICTS, WHY, Shared

_FONTS = Path(__file__).parent / "fonts"
_PLAIN, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN = 14 * mm
_WIDTHS = (62, 30, 32, 26, 54, 24, 41)
_DARK, _GREY, _LINE, _SHADE = (HexColor(one) for one in ("#1b1b1b", "#4d4d4d", "#b5b5b5", "#ececec"))
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
_MONTHS = (
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
)
_WEEKDAYS = (("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"))
_TITLE = ("Weekly review: {owner}", "Revisión semanal: {owner}")
_WEEK = ("Week of {day}", "Semana del {day}")
_PAGE = ("Page {page} of {pages}", "Página {page} de {pages}")
_TOTAL = ("Open: {count}", "Abiertas: {count}")
_SUM = ("{amount}, {weighted} by probability", "{amount}, {weighted} por probabilidad")
_STREAK = ("Weeks in a row: {weeks}", "Semanas seguidas: {weeks}")
_COMMENTS = ("Comments", "Comentarios")
_EMPTY = ("There is no opportunity in this review.", "No hay ninguna oportunidad en esta revisión.")
_HEADINGS = (
    ("Opportunity", "Oportunidad"), ("Stage", "Etapa"), ("Amount", "Importe"), ("Close date", "Fecha de cierre"),
    ("Next step", "Próxima acción"), ("Last interaction", "Última interacción"), ("Review", "Revisión"),
)  # fmt: skip


def document(shared: Shared, language: str) -> bytes:
    """Return a review as a PDF: what is open, each opportunity in the review's order, and the comments.

    It is laid out twice, because how many pages there are is known after the first time.
    """
    place = int(language == "es")
    first = _Pages(shared, place, pages=0)
    return _Pages(shared, place, pages=first.count).content


class _Pages:
    """A review laid out once."""

    def __init__(self, shared: Shared, place: int, *, pages: int) -> None:
        _register()
        self._shared, self._place, self._pages = shared, place, pages
        self.count = 0
        written = io.BytesIO()
        owner = shared.course.review.owner.name
        SimpleDocTemplate(
            written,
            pagesize=landscape(A4),
            leftMargin=_MARGIN,
            rightMargin=_MARGIN,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN + 4 * mm,
            title=_TITLE[place].format(owner=owner),
            author=owner,
            lang=("en", "es")[place],
            invariant=1,
        ).build(list(_flow(shared, place)), onFirstPage=self._foot, onLaterPages=self._foot)
        self.content = written.getvalue()

    def _foot(self, canvas: Canvas, _: SimpleDocTemplate) -> None:
        self.count = max(self.count, canvas.getPageNumber())
        review, width = self._shared.course.review, landscape(A4)[0]
        canvas.setFont(_PLAIN, 7.5)
        canvas.setFillColor(_GREY)
        about = f"{review.owner.name} · {_WEEK[self._place].format(day=_day(review.week_on, self._place))}"
        canvas.drawString(_MARGIN, 10 * mm, _UNWRITABLE.sub("", about))
        page = _PAGE[self._place].format(page=canvas.getPageNumber(), pages=self._pages)
        canvas.drawRightString(width - _MARGIN, 10 * mm, page)


def _flow(shared: Shared, place: int) -> Iterator[Flowable]:
    course = shared.course
    yield Paragraph(_safe(_TITLE[place].format(owner=course.review.owner.name)), _style("title"))
    yield Paragraph(_safe(_WEEK[place].format(day=_day(course.review.week_on, place))), _style("lead"))
    yield from (Paragraph(_safe(line), _style("lead")) for line in _figures(shared, place))
    yield Spacer(1, 4 * mm)
    told = [(one, row) for one in course.items if (row := shared.rows.get(one.candidate.opportunity_id))]
    if not told:
        yield Paragraph(_safe(_EMPTY[place]), _style("lead"))
    else:
        yield _table([_cells(one, row, place) for one, row in told], place)
    if course.comments:
        names = {one.opportunity.id: one.opportunity.name for one in shared.rows.values()}
        yield Paragraph(_COMMENTS[place], _style("heading"))
        yield from (
            Paragraph(_comment(one, names.get(one.opportunity_id or 0, "")), _style("lead")) for one in course.comments
        )


def _figures(shared: Shared, place: int) -> Iterator[str]:
    course = shared.course
    yield ". ".join([_TOTAL[place].format(count=shared.total.count), *_sums(shared.total, place)])
    counts = course.counts
    made = [f"{VERDICTS[one][place]}: {counts[one]}" for one in (*Verdict, None) if counts.get(one)]
    yield " · ".join([*made, _STREAK[place].format(weeks=course.streak)])


def _sums(total: Group, place: int) -> list[str]:
    return [
        _SUM[place].format(
            amount=_money(one.amount, one.currency, place), weighted=_money(one.weighted, one.currency, place)
        )
        for one in total.sums
    ]


def _cells(one: Item, row: PipelineRow, place: int) -> tuple[Flowable, ...]:
    view = row.opportunity
    step = [_day(view.next_date, place, with_weekday=True) if view.next_date else "", view.next_objective]
    review = [VERDICTS[one.verdict][place], *(WHY[why][place] for why in one.why)]
    return (
        _lines(view.name, row.account.name if row.account else "", style="strong"),
        _lines(view.stage.name_es if place else view.stage.name_en, f"{row.probability} %"),
        _lines("" if view.amount is None else _money(view.amount, view.currency, place), style="number"),
        _lines(_day(view.close_date, place) if view.close_date else ""),
        _lines(*step),
        _lines(_day(row.last.ends_at.date(), place) if row.last else ""),
        _lines(*review),
    )


def _lines(first: str, *others: str, style: str = "cell") -> Paragraph:
    """Write the first line as it is and what belongs to it quieter below."""
    head = f"<font name='{_BOLD}'>{_safe(first)}</font>" if style == "strong" else _safe(first)
    below = (f"<font color='{_GREY.hexval().replace('0x', '#')}'>{_safe(one)}</font>" for one in others if one)
    return Paragraph(
        "<br/>".join([one for one in (head, *below) if one]), _style("number" if style == "number" else "cell")
    )


def _table(rows: list[tuple[Flowable, ...]], place: int) -> LongTable:
    heads = [
        Paragraph(words[place], _style("number-head" if at == 2 else "head")) for at, words in enumerate(_HEADINGS)
    ]
    return LongTable(
        [heads, *rows],
        colWidths=[width * mm for width in _WIDTHS],
        repeatRows=1,
        splitInRow=1,
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 2 * mm),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2 * mm),
                ("TOPPADDING", (0, 0), (-1, -1), 1.2 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4 * mm),
            ]
        ),
    )


def _comment(one: Comment, about: str) -> str:
    who = ", ".join(name for name in (one.author.name, about) if name)
    return f"<font name='{_BOLD}'>{_safe(who)}:</font> {_safe(one.words)}"


def _day(day: date, place: int, *, with_weekday: bool = False) -> str:
    words = f"{day.day} {_MONTHS[place][day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[place][day.weekday()]}, {words}" if with_weekday else words


def _money(amount: Decimal, currency: str, place: int) -> str:
    """Write an amount as it is written in the language: 12.500,50 € or €12,500.50; whole ones without decimals."""
    rounded = amount.quantize(Decimal("0.01"))
    decimals = 0 if rounded == rounded.to_integral_value() else 2
    written = f"{rounded:,.{decimals}f}"
    if place == 0:
        return f"{_SYMBOLS[currency]}{written}" if currency in _SYMBOLS else f"{currency} {written}"
    # In Spanish thousands are set apart from five digits on (CLDR, minimumGroupingDigits of es).
    if abs(rounded) < 10_000:
        written = written.replace(",", "")
    return f"{written.translate(str.maketrans(',.', '.,'))} {_SYMBOLS.get(currency, currency)}"


def _safe(words: str) -> str:
    return escape(_UNWRITABLE.sub("", words)).replace("\n", "<br/>")


@cache
def _register() -> None:
    for name in (_PLAIN, _BOLD):
        pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))


@cache
def _style(name: str) -> ParagraphStyle:
    plain = ParagraphStyle("cell", fontName=_PLAIN, fontSize=8, leading=10.5, textColor=_DARK, splitLongWords=1)
    head = ParagraphStyle("head", plain, fontName=_BOLD, fontSize=7.5)
    return {
        "cell": plain,
        "number": ParagraphStyle("number", plain, alignment=TA_RIGHT),
        "head": head,
        "number-head": ParagraphStyle("number-head", head, alignment=TA_RIGHT),
        "lead": ParagraphStyle("lead", plain, fontSize=9, leading=13),
        "heading": ParagraphStyle("heading", plain, fontName=_BOLD, fontSize=11, leading=16, spaceBefore=5 * mm),
        "title": ParagraphStyle("title", plain, fontName=_BOLD, fontSize=16, leading=21),
    }[name]
