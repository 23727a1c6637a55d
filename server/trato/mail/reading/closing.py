"""How a message opens and closes: greeting, sign-off, signature, disclaimer, list of attachments.

Works on one run of lines of one message; reads at most the first few and the last forty lines with text.
"""

from trato.mail.reading import shapes
from trato.mail.reading.model import Kind
from trato.mail.reading.shapes import Shape

_MOST = 45
_GAP_BEFORE_SIGNATURE = 3


def mark(texts: list[str], kinds: list[Kind], start: int, end: int, author: str, *, is_first: bool) -> None:
    """Set the kinds of lines [start, end); `author` is the name or address of who wrote them, if known."""
    first, last = start, end
    while first < last and not texts[first]:
        first += 1
    while last > first and not texts[last - 1]:
        last -= 1
    if first == last:
        return
    if is_first and shapes.is_greeting(texts[first]):
        kinds[first] = Kind.GREETING
        first += 1
    if first < last:
        _mark_end(texts, kinds, first, last, author)


def _mark_end(texts: list[str], kinds: list[Kind], first: int, last: int, author: str) -> None:
    end = _mark_attachments(texts, kinds, first, last)
    end = _mark_delimited(texts, kinds, first, end)
    end = _mark_disclaimer(texts, kinds, first, end)
    end = _mark_footers(texts, kinds, first, end)
    end = _mark_disclaimer(texts, kinds, first, end)
    if end > first:
        _mark_block(texts, kinds, first, end, author)


def _back(texts: list[str], first: int, end: int) -> int:
    """The end without blank lines before it."""
    while end > first and not texts[end - 1]:
        end -= 1
    return end


def _fill(kinds: list[Kind], start: int, end: int, kind: Kind) -> None:
    for i in range(start, end):
        if kinds[i] is Kind.BODY:
            kinds[i] = kind


def _mark_attachments(texts: list[str], kinds: list[Kind], first: int, end: int) -> int:
    begin = end = _back(texts, first, end)
    while begin > first and (not texts[begin - 1] or shapes.is_attachment(texts[begin - 1])):
        begin -= 1
    while begin < end and not texts[begin]:
        begin += 1
    _fill(kinds, begin, end, Kind.ATTACHMENT)
    return _back(texts, first, begin)


def _mark_delimited(texts: list[str], kinds: list[Kind], first: int, end: int) -> int:
    """`-- ` alone on a line begins the signature (RFC 3676 section 4.3), unless a letter of its own length follows."""
    written = 0
    found = end
    for i in range(end - 1, first - 1, -1):
        text = texts[i]
        if not text:
            continue
        if shapes.is_delimiter(text):
            found = i
        written += 1
        if written > _MOST // 2:
            break
    if found < end:
        _fill(kinds, found, end, Kind.SIGNATURE)
    return _back(texts, first, found)


def _mark_footers(texts: list[str], kinds: list[Kind], first: int, end: int) -> int:
    """Footers of phones, free-mail services and lists, and lines without a letter, are nobody's words."""
    begin = end
    while begin > first:
        text = texts[begin - 1]
        if text and not shapes.is_footer(text):
            break
        begin -= 1
    while begin < end and not texts[begin]:
        begin += 1
    _fill(kinds, begin, end, Kind.SIGNATURE)
    return _back(texts, first, begin)


def _mark_disclaimer(texts: list[str], kinds: list[Kind], first: int, end: int) -> int:
    """The last paragraphs, as long as they read like a legal notice."""
    begin = end
    while begin > first:
        top = begin
        while top > first and texts[top - 1]:
            top -= 1
        paragraph = texts[top:begin]
        if not shapes.is_disclaimer(paragraph):
            break
        begin = _back(texts, first, top)
        _fill(kinds, top, end, Kind.DISCLAIMER)
        end = begin
    return end


def _mark_block(texts: list[str], kinds: list[Kind], first: int, end: int, author: str) -> None:
    names = shapes.name_words(author)
    rows: list[tuple[int, Shape]] = []
    for i in range(end - 1, first - 1, -1):
        if not texts[i]:
            continue
        shape = shapes.shape_of(texts[i], names)
        if shape is Shape.TEXT or len(rows) >= _MOST:
            break
        rows.append((i, shape))
        if shape in (Shape.FORMULA, Shape.FORMULA_NAME):
            break
    rows.reverse()
    if rows:
        _decide(texts, kinds, first, end, rows)


def _decide(texts: list[str], kinds: list[Kind], first: int, end: int, rows: list[tuple[int, Shape]]) -> None:
    head, shape = rows[0]
    if shape in (Shape.FORMULA, Shape.FORMULA_NAME):
        behind = _signed(rows, shape)
        sign_end = rows[behind - 1][0] + 1
        _fill(kinds, _with_thanks(texts, first, head), sign_end, Kind.SIGNOFF)
        rows = rows[behind:]
        if rows:
            _fill(kinds, rows[0][0], end, Kind.SIGNATURE)
        return
    rows = _from_name(texts, first, rows)
    if not rows:
        return
    contacts = sum(s in (Shape.CONTACT, Shape.PLACE) for _, s in rows)
    if (contacts and (len(rows) >= 2 or rows[0][1] is Shape.NAME)) or (
        len(rows) >= 2 and rows[0][1] is Shape.NAME and rows[1][1] is Shape.ROLE
    ):
        _fill(kinds, rows[0][0], end, Kind.SIGNATURE)
    elif len(rows) <= 2 and all(s is Shape.NAME for _, s in rows):  # noqa: PLR2004 - a name, or two
        _fill(kinds, rows[0][0], end, Kind.SIGNOFF)


def _signed(rows: list[tuple[int, Shape]], shape: Shape) -> int:
    """How many rows belong to the sign-off: the formula, the name below it, a lone extension."""
    count = 1
    if shape is Shape.FORMULA and len(rows) > 1 and rows[1][1] in (Shape.NAME, Shape.INITIALS):
        gap = rows[1][0] - rows[0][0]
        detached = gap > _GAP_BEFORE_SIGNATURE and len(rows) > 2  # noqa: PLR2004 - a block follows the name
        count = 1 if detached else 2
    if len(rows) == count + 1 and rows[count][1] is Shape.EXTENSION:
        count += 1
    return count


def _with_thanks(texts: list[str], first: int, head: int) -> int:
    """ "Thanks." above "Regards," belongs to the sign-off too."""
    above = _back(texts, first, head)
    if above > first and head - above <= 2 and shapes.is_formula(texts[above - 1]):  # noqa: PLR2004
        return above - 1
    return head


def _from_name(texts: list[str], first: int, rows: list[tuple[int, Shape]]) -> list[tuple[int, Shape]]:
    """Drop rows above the block's top: it begins with a name, a role, a rule or a place behind a blank line."""
    for k, (i, shape) in enumerate(rows):
        gap = i == first or not texts[i - 1]
        if shape is Shape.NAME or (gap and shape in (Shape.ROLE, Shape.CONTACT, Shape.PLACE, Shape.RULE)):
            return rows[k:]
    return []
