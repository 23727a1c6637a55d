"""What of a row could not be taken: what is wrong and what would mend it, in every language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a row was left out."""

    NO_NAME = "no_name"
    NO_ACCOUNT = "no_account"
    UNKNOWN_ACCOUNT = "unknown_account"
    SEVERAL_ACCOUNTS = "several_accounts"
    UNKNOWN_OWNER = "unknown_owner"
    UNKNOWN_STAGE = "unknown_stage"
    UNKNOWN_CONTACT = "unknown_contact"
    TAKEN_KEY = "taken_key"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NO_REASON = "no_reason"
    NO_DAY = "no_day"
    NO_AMOUNT = "no_amount"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    NO_PROBABILITY = "no_probability"
    NO_CURRENCY = "no_currency"
    NOT_OF_ITS_KIND = "not_of_its_kind"
    TOO_LONG = "too_long"
    REPEATED = "repeated"
    TOO_MANY_ROWS = "too_many_rows"


# What is wrong and what would mend it, in English and in Spanish; {0} is what stands there, {1} what could.
_WORDS: dict[Fault, tuple[tuple[str, str], tuple[str, str]]] = {
    Fault.NO_NAME: (
        ("the opportunity has no name", "write one"),
        ("la oportunidad no tiene nombre", "escribir uno"),
    ),
    Fault.NO_ACCOUNT: (
        ("there is no account", "write the name of the account that would be invoiced"),
        ("falta la cuenta", "escribir el nombre de la cuenta a la que se facturaría"),
    ),
    Fault.UNKNOWN_ACCOUNT: (
        ("there is no account “{0}”", "write it as it is in Trato{1}, or have missing accounts made"),
        ("no hay ninguna cuenta «{0}»", "escribirla como está en Trato{1}, o crear las cuentas que falten"),
    ),
    Fault.SEVERAL_ACCOUNTS: (
        ("several accounts are called “{0}”", "rename one of them in Trato first"),
        ("varias cuentas se llaman «{0}»", "cambiar antes el nombre de una en Trato"),
    ),
    Fault.UNKNOWN_OWNER: (
        ("nobody of us is called “{0}”", "write a colleague's name or address, or leave the cell empty to own it"),
        ("nadie de la organización se llama «{0}»", "escribir el nombre o la dirección de alguien, o dejarlo vacío"),
    ),
    Fault.UNKNOWN_STAGE: (
        ("“{0}” is no stage of the sales process", "write one of: {1}"),
        ("«{0}» no es una etapa del proceso de venta", "escribir una de estas: {1}"),
    ),
    Fault.UNKNOWN_CONTACT: (
        ("the account has no contact “{0}”", "add the contact first, or leave the cell empty"),
        ("la cuenta no tiene ningún contacto «{0}»", "añadir antes el contacto, o dejar la celda vacía"),
    ),
    Fault.TAKEN_KEY: (
        ("the key “{0}” is not to be used here", "leave the cell empty to add an opportunity"),
        ("la clave «{0}» no se puede usar aquí", "dejar la celda vacía para añadir una oportunidad"),
    ),
    Fault.UNKNOWN_OUTCOME: (
        ("“{0}” is no outcome", "write open, won, lost or cancelled"),
        ("«{0}» no es un resultado", "escribir abierta, ganada, perdida o cancelada"),
    ),
    Fault.NO_REASON: (
        ("it is closed without a reason", "say in the column of reasons why it was lost or cancelled"),
        ("está cerrada sin motivo", "escribir en la columna de motivos por qué se perdió o canceló"),
    ),
    Fault.NO_DAY: (
        ("“{0}” is no date", "write it like 2026-03-22 or 22/03/2026"),
        ("«{0}» no es una fecha", "escribirla como 22/03/2026 o 2026-03-22"),
    ),
    Fault.NO_AMOUNT: (
        ("“{0}” is no number", "write an amount like 1234.56 or 1.234,56"),
        ("«{0}» no es un número", "escribir un importe como 1.234,56 o 1234.56"),
    ),
    Fault.NEGATIVE: (
        ("{0} is below zero", "write an amount of zero or more"),
        ("{0} es menor que cero", "escribir un importe de cero o más"),
    ),
    Fault.TOO_LARGE: (
        ("{0} is too large an amount", "write fewer than fifteen digits"),
        ("{0} es un importe demasiado grande", "escribir menos de quince cifras"),
    ),
    Fault.NO_PROBABILITY: (
        ("“{0}” is no probability", "write a whole number from 0 to 100"),
        ("«{0}» no es una probabilidad", "escribir un número entero de 0 a 100"),
    ),
    Fault.NO_CURRENCY: (
        ("“{0}” is no currency", "write its code, like EUR"),
        ("«{0}» no es una moneda", "escribir su código, como EUR"),
    ),
    Fault.NOT_OF_ITS_KIND: (
        ("“{0}” does not fit this field", "write {1}"),
        ("«{0}» no vale para este campo", "escribir {1}"),
    ),
    Fault.TOO_LONG: (
        ("the text is too long", "shorten it to {1} characters"),
        ("el texto es demasiado largo", "acortarlo a {1} caracteres"),
    ),
    Fault.REPEATED: (
        ("the same opportunity stands in row {1}", "leave one of the two rows"),
        ("la misma oportunidad está en la fila {1}", "dejar una de las dos filas"),
    ),
    Fault.TOO_MANY_ROWS: (
        ("a file may have {0} rows", "bring the rest in with another file"),
        ("un archivo puede tener {0} filas", "importar el resto con otro archivo"),
    ),
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row: its number as a spreadsheet counts, the column's heading, and what stands there."""

    line: int
    fault: Fault
    column: str = ""
    value: str = ""
    hint: str = ""

    def reason(self, language: str) -> str:
        """Return what is wrong, in a language."""
        return self._said(language)[0]

    def remedy(self, language: str) -> str:
        """Return what would mend it, in a language."""
        return self._said(language)[1]

    def _said(self, language: str) -> tuple[str, str]:
        words = _WORDS[self.fault][language == "es"]
        return words[0].format(self.value, self.hint), words[1].format(self.value, self.hint)
