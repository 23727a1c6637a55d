"""HTML bodies as plain text, previews, and the part of a body that is new in its thread."""

import re

from selectolax.lexbor import LexborHTMLParser

_BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote)\b[^>]*>")
_LINES = re.compile(r"\n\s*\n\s*\n+")
_QUOTE = re.compile(
    r"(?im)^(?:\s*-{2,}\s*(?:original message|mensaje original|forwarded by|forwarded message).*$"
    r"|(?:on|el)\s.{5,200}\b(?:wrote|escribi[oó]):\s*$|_{20,}\s*$|>.*$)"
)
_QUOTE_HTML = re.compile(r'(?i)<(?:blockquote|div[^>]+(?:id="(?:appendonsend|divRplyFwdMsg)"|class="gmail_quote))')
_SCRATCH = 40_000
_PREVIEW = 255


def text_of_html(html: str) -> str:
    """What a reader sees of an HTML body."""
    tree = LexborHTMLParser(_BREAKS.sub(lambda m: m[0] + "\n", html))
    tree.strip_tags(["script", "style", "head", "title"], recursive=True)
    text = tree.body.text(separator="") if tree.body else ""
    lines = (line.strip() for line in _with_single_spaces(text.replace("\r", "")).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip().replace("\n", "\r\n")


def _with_single_spaces(text: str) -> str:
    spaced = text.replace("\t", " ").replace("\xa0", " ")
    while "  " in spaced:
        spaced = spaced.replace("  ", " ")
    return spaced


def preview(kind: str, text: str) -> str:
    """The first 255 characters that a reader sees."""
    seen = text_of_html(text[:_SCRATCH]) if kind == "html" else text[: _PREVIEW * 4]
    return seen.strip()[:_PREVIEW]


def unique(kind: str, text: str) -> str:
    """The body without the mails quoted below (or between) it.

    Exchange compares with the earlier mails of the conversation; here the usual marks of a quotation are looked for.
    """
    mark = (_QUOTE_HTML if kind == "html" else _QUOTE).search(text)
    if not mark or not text[: mark.start()].strip():
        return text
    return text[: mark.start()].rstrip()
