"""Numbers that name something between two companies: a quote, an order, a machine, a product's code."""

from __future__ import annotations

import re
from string import ascii_uppercase, digits

REFERENCE_NUMBER = re.compile(r"\b[A-Z]{1,4}[-/ ]?\d{2,8}(?:[-/]\d{2,8})?\b")

# What a number may begin with, as bytes: most texts have nothing of the kind, which a look at the bytes tells sooner.
_SHAPES = bytes(
    ord("A")
    if chr(code) in ascii_uppercase
    else ord("0")
    if chr(code) in digits
    else ord("-" if code in b"-/ " else ".")
    for code in range(256)
)


def reference_numbers(text: str) -> list[str]:
    """Return the numbers of a text in order."""
    try:
        shapes = text.encode("ascii" if text.isascii() else "cp1252").translate(_SHAPES)
    except UnicodeEncodeError:
        return REFERENCE_NUMBER.findall(text)
    return REFERENCE_NUMBER.findall(text) if b"A00" in shapes or b"A-00" in shapes else []
