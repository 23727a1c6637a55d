"""Which column of a spreadsheet is which field, by its heading in English or Spanish, in any order. Pure.

A heading is taken by its words without accents; what somebody of the organisation said of a heading is remembered and
comes first. A field is of one column: of two that fit the first is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from trato.crm.answers.words import folded
from trato.crm.opportunity_fields import CUSTOM
from trato.crm.own_fields import OwnField
from trato.errors import InvalidInputError


class Field(StrEnum):
    """What a column may hold, beside the tenant's own fields (`custom.<key>`); the order is that of an export."""

    KEY = "key"
    NAME = "name"
    ACCOUNT = "account"
    OWNER = "owner"
    STAGE = "stage"
    AMOUNT = "amount"
    MONTHLY_AMOUNT = "monthly_amount"
    CURRENCY = "currency"
    PROBABILITY = "probability"
    CREATED_ON = "created_on"
    CLOSE_DATE = "close_date"
    INVOICE_DATE = "invoice_date"
    NEXT_DATE = "next_date"
    NEXT_OBJECTIVE = "next_objective"
    DECISION_MAKER = "decision_maker"
    WANTS = "wants"
    PRODUCTS = "products"
    COMPETITORS = "competitors"
    MAIN_COMPETITOR = "main_competitor"
    OUTCOME = "outcome"
    REASON = "reason"


# The first of each language is what an export writes.
_NAMES: Mapping[Field, tuple[str, str]] = {
    Field.KEY: ("key|id|code|reference|ref", "clave|código|referencia|id oportunidad|nº|número"),
    Field.NAME: (
        "opportunity|opportunity name|name|deal|deal name|project|title|subject",
        "oportunidad|nombre de la oportunidad|nombre|negocio|proyecto|título|asunto|descripción|concepto",
    ),
    Field.ACCOUNT: (
        "account|account name|company|customer|client|organisation|organization|legal name",
        "cuenta|nombre de la cuenta|empresa|cliente|razón social|organización|compañía|sociedad",
    ),
    Field.OWNER: (
        "owner|opportunity owner|sales rep|rep|salesperson|responsible|assigned to",
        "responsable|propietario|comercial|vendedor|agente|asignado a|delegado|representante",
    ),
    Field.STAGE: ("stage|sales stage|phase|pipeline stage|step", "etapa|fase|etapa de venta|estado de la venta|paso"),
    Field.AMOUNT: (
        "amount|total amount|value|deal value|deal size|total|price|revenue",
        "importe|importe total|valor|total|monto|precio|cantidad económica|facturación|cuantía",
    ),
    Field.MONTHLY_AMOUNT: (
        "monthly amount|monthly|mrr|monthly value|monthly fee", "importe mensual|mensual|cuota mensual|mensualidad"
    ),
    Field.CURRENCY: ("currency|currency code", "moneda|divisa"),
    Field.PROBABILITY: ("probability|chance|likelihood|win probability", "probabilidad|prob|probabilidad de cierre"),
    Field.CREATED_ON: (
        "created on|created|creation date|date created|opened|open date|start date",
        "creada el|fecha de creación|creación|fecha de alta|alta|fecha de inicio|fecha de apertura",
    ),
    Field.CLOSE_DATE: (
        "close date|closing date|expected close|expected close date|close|closes",
        "fecha de cierre|cierre|cierre previsto|fecha prevista de cierre|fecha estimada de cierre|previsión de cierre",
    ),
    Field.INVOICE_DATE: (
        "invoice date|invoicing date|billing date|sale date|order date",
        "fecha de venta|fecha de factura|fecha de facturación|facturación prevista|fecha de pedido",
    ),
    Field.NEXT_DATE: (
        "next date|next step date|next action date|follow up date|follow up|next contact|next activity",
        "próxima fecha|fecha próxima acción|fecha de la próxima acción|próximo contacto|seguimiento|próxima cita|"
        "fecha de seguimiento|próxima visita",
    ),
    Field.NEXT_OBJECTIVE: (
        "objective|next step|next action|next objective|action|to do",
        "objetivo|próxima acción|próximo paso|acción|siguiente paso|siguiente acción|objetivo de la próxima fecha",
    ),
    Field.DECISION_MAKER: (
        "decision maker|contact|contact person|decider|main contact",
        "decisor|contacto|interlocutor|persona de contacto|contacto principal|quien decide",
    ),
    Field.WANTS: ("wants|needs|what they value|requirements", "qué valora|necesidad|necesidades|qué quiere|requisitos"),
    Field.PRODUCTS: ("products|product|services|service|items", "productos|producto|servicios|servicio|artículos"),
    Field.COMPETITORS: ("competitors|competition|rivals", "competidores|competencia"),
    Field.MAIN_COMPETITOR: ("main competitor|competitor", "competidor principal|competidor|principal competidor"),
    Field.OUTCOME: ("outcome|status|result|won lost|closed as", "resultado|estado|situación|ganada o perdida"),
    Field.REASON: (
        "reason|loss reason|lost reason|closed reason|why", "motivo|motivo de pérdida|motivo de cierre|razón|causa"
    ),
}  # fmt: skip
_BY_WORDS = {
    folded(words): field for field, languages in _NAMES.items() for all_words in languages
    for words in all_words.split("|")
}  # fmt: skip
_IDLE = frozenset({"de", "del", "la", "el", "los", "las", "the", "of", "en", "eur", "usd", "euros"})
_BY_BARE = {" ".join(sorted(set(words.split()) - _IDLE)): field for words, field in _BY_WORDS.items()}


def name_of(field: Field, language: str) -> str:
    """Return the heading of a field as an export writes it."""
    words = _NAMES[field][language == "es"].partition("|")[0]
    return words[0].upper() + words[1:]


def choices(own: Sequence[OwnField]) -> list[str]:
    """Return what a person may say that a column is."""
    return [*Field, *(f"{CUSTOM}{one.key}" for one in own)]


def understood(heading: str, own: Sequence[OwnField] = ()) -> str | None:
    """Return the field that a heading names, None where it is not understood."""
    words = folded(heading)
    for one in own:
        if words in {folded(one.name_en), folded(one.name_es), folded(one.key)}:
            return f"{CUSTOM}{one.key}"
    return _BY_WORDS.get(words) or _BY_BARE.get(" ".join(sorted(set(words.split()) - _IDLE)))


def mapped(
    headings: Sequence[str],
    own: Sequence[OwnField],
    *,
    remembered: Mapping[str, str],
    chosen: Mapping[str, str],
) -> dict[int, str]:
    """Return the field of each column: as chosen now, else as remembered (by folded heading), else as understood.

    An empty text leaves a column out. Raises InvalidInputError for what is no field, or one that two columns are to be.
    """
    known = set(choices(own))
    for field in chosen.values():
        if field and field not in known:
            raise InvalidInputError(f"columns: no field {field!r}")
    said = [one for one in chosen.values() if one]
    if twice := sorted({one for one in said if said.count(one) > 1}):
        raise InvalidInputError(f"columns: {twice[0]!r} is of one column; two are named")
    found: dict[int, str] = {}
    ways = (
        chosen.get,
        lambda heading: None if heading in chosen else remembered.get(folded(heading)),
        lambda heading: None if heading in chosen or folded(heading) in remembered else understood(heading, own),
    )
    for way in ways:
        for place, heading in enumerate(headings):
            means = way(heading)
            if means and means in known and place not in found and means not in found.values():
                found[place] = means
    return found
