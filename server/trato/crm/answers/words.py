"""How the field calls departments, role addresses and calls, in Spanish and English; compared folded, by beginnings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

ACCOUNTS_PAYABLE = (
    "accounts payable", "payables", "cuentas a pagar", "proveedores", "contabilidad", "accounting", "accounts office",
    "administracion", "administration", "finance", "finanzas", "financiero", "facturacion", "invoicing", "billing",
    "tesoreria", "treasury",
)  # fmt: skip
PURCHASING = ("compras", "comprador", "purchas", "procurement", "buyer", "buying", "aprovisionamiento", "adquisiciones")
INVOICE_BOXES = frozenset(
    {
        "facturas", "factura", "facturacion", "invoices", "invoice", "invoicing", "billing", "ap", "accountspayable",
        "accounts", "accounting", "contabilidad", "administracion", "finance", "proveedores", "pagos", "payments",
    }
)  # fmt: skip
CALLS = ("llam", "call", "phone", "telefon", "telephone", "ring ")


def folded(text: str) -> str:
    """Return the text in lower case without accents, words apart by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one)).split())


def says(text: str, beginnings: Iterable[str]) -> bool:
    """Tell whether a word of the text begins like one of these."""
    spaced = f" {folded(text)} "
    return any(f" {beginning}" in spaced for beginning in beginnings)


def is_invoice_box(address: str) -> bool:
    """Tell whether mail to this address goes to whoever pays, not to a person."""
    return folded(address.partition("@")[0]).replace(" ", "") in INVOICE_BOXES
