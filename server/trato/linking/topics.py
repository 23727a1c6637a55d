"""What kind of talk a mail is, by the words people use for it in English and Spanish. Pure.

A customer writes about much that belongs to no sale: a machine that stands still, an invoice, a spare part. Such
words speak against an opportunity, unless it sells just that; words of offers and orders speak for one.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from trato.mail.telling import mark

FEWEST = 2


class Topic(StrEnum):
    """The kinds of talk that say something about sales."""

    SALE = "sale"
    ORDER = "order"
    SERVICE = "service"
    BILLING = "billing"


_WORDS = {
    Topic.SALE: (
        "oferta presupuesto propuesta precio descuento condiciones proyecto inversion comparativa estudio negociacion "
        "interesados interes catalogo demostracion prueba alternativa competencia decision direccion comite "
        "aprobacion licitacion concurso presentacion reunion visita contrato renovacion ampliacion alcance "
        "offer quote quotation proposal price pricing discount terms project investment comparison negotiation "
        "interested interest brochure demo trial alternative competitor decision board approval tender presentation "
        "meeting visit contract renewal extension scope budget enquiry"
    ),
    Topic.ORDER: (
        "pedido entrega plazo suministro confirmacion confirmado firmado firma adjudicacion puesta marcha montaje "
        "order delivery ship shipping dispatch confirmation confirm confirmed signed signature award commissioning "
        "installation lead deadline"
    ),
    Topic.SERVICE: (
        "averia averiado alarma alarmas incidencia parada parado fallo falla fuga fugas repuesto repuestos recambio "
        "recambios filtro filtros aceite revision revisiones tecnico garantia reparar reparacion reparado horas "
        "temperatura purga ruido atasco urgente parte taller soporte "
        "breakdown alarm fault failure stopped leak leaking spare spares parts filter filters oil engineer warranty "
        "repair repaired service servicing hours temperature noise jam urgent support ticket"
    ),
    Topic.BILLING: (
        "factura facturas facturacion vencimiento cobro transferencia abono duplicado contabilidad remesa recibo "
        "extracto iban saldo impago "
        "invoice invoices invoicing overdue remittance statement credit duplicate accounts payable receivable "
        "ledger bank balance"
    ),
}
_MARKS = {topic: frozenset(map(mark, text.split())) for topic, text in _WORDS.items()}


def topics_of(title: Collection[int], said: Collection[int]) -> dict[Topic, float]:
    """Return how strongly each topic is heard, from 0 to 1, by the marks of the subject line and of the whole text.

    A word of the subject line counts twice; one chance hit in a text alone is not heard.
    """
    heard = {}
    for topic, marks in _MARKS.items():
        hits = 2 * len(marks.intersection(title)) + len(marks.intersection(said).difference(title))
        if hits >= FEWEST:
            heard[topic] = min(1.0, hits / 4)
    return heard


def is_about(topic: Topic, marks: Collection[int]) -> bool:
    """Tell whether a name has a word of the topic (a maintenance contract sells service)."""
    return not _MARKS[topic].isdisjoint(marks)
