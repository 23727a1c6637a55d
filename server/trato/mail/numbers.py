"""Numbers that name something between two companies: a quote, an order, a machine, a product's code."""

from __future__ import annotations

import re

REFERENCE_NUMBER = re.compile(r"\b[A-Z]{1,4}[-/ ]?\d{2,8}(?:[-/]\d{2,8})?\b")
