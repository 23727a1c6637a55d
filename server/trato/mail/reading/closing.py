"""How a message opens and closes: greeting, sign-off, signature, legal notice, what programs attach below.

Works on one run of lines of one message; patterns see only its edges, so the work stays linear.
"""

from dataclasses import dataclass

from trato.mail.reading import edges, shapes
from trato.mail.reading.model import Kind
from trato.mail.reading.shapes import (
    CONTACT,
    EXTENSION,
    FORMULA,
    FORMULA_NAME,
    NAME,
    PLACE,
    ROLE,
    RULE,
    TEXT,
    WORD,
    Shape,
)

Row = tuple[int, Shape]

KINDS = (Kind.BODY, *(kind for kind in Kind if kind is not Kind.BODY))
"""A line's kind is kept as its place here, one byte a line: body is 0."""
_CODES = {kind: bytes((code,)) for code, kind in enumerate(KINDS)}

_MOST_ROWS = 45
_MOST_DELIMITED = 22
_ROWS_TO_FOOTER = 3
_MOST_SIGNED = 18
_MOST_NAMES = 4
_MOST_ODD = 2
_INNER_REACH = 400
_GAP_BEFORE_SIGNATURE = 3
_ROWS_BEHIND_FORMULA = 12
_LONGEST_FORMULA_LINE = 44
_FORMULAS = (FORMULA, FORMULA_NAME)
_CONTACTS = (CONTACT, PLACE)


@dataclass(slots=True)
class Run:
    """Lines [first, end) of one message without a header between; `names` are its author's words."""

    texts: list[str]
    kinds: bytearray
    """A byte a line, see `KINDS`."""
    first: int
    end: int
    names: frozenset[str]

    def fill(self, start: int, end: int, kind: Kind) -> None:
        """Set the kind of lines that have none yet."""
        if start < end:
            self.kinds[start:end] = self.kinds[start:end].replace(b"\0", _CODES[kind])

    def trim(self) -> None:
        """Drop blank lines from the end."""
        while self.end > self.first and not self.texts[self.end - 1]:
            self.end -= 1

    def has_gap_above(self, i: int) -> bool:
        """Is line `i` the first, or below a blank one."""
        return i <= self.first or not self.texts[i - 1]


def mark(run: Run, *, is_first: bool) -> None:
    """Set the kinds of the run's lines; `is_first` when the message begins here."""
    run.trim()
    while run.first < run.end and not run.texts[run.first]:
        run.first += 1
    if run.first == run.end:
        return
    if is_first and edges.is_greeting(run.texts[run.first]):
        run.fill(run.first, run.first + 1, Kind.GREETING)
        run.first += 1
    begun = run.first
    end = -1
    while run.end != end:  # a footer may stand below a notice, and a notice below a footer
        end = run.end
        for step in _STEPS:
            if run.end == begun:
                return
            step(run)
            run.trim()
    if run.end > run.first:
        _inner_closing(run)
        _block(run, alone=run.first == begun)


def _attachments(run: Run) -> None:
    begin = run.end
    while begin > run.first and _is_attached(run, begin - 1):
        begin -= 1
    if begin == run.end:
        return
    while begin < run.end and not run.texts[begin]:
        begin += 1
    run.fill(begin, run.end, Kind.ATTACHMENT)
    run.end = begin


def _is_attached(run: Run, i: int) -> bool:
    text = run.texts[i]
    if not text or edges.is_attachment(text):
        return True
    below = run.texts[i + 1] if i + 1 < len(run.texts) else ""
    return edges.is_rule(text) and edges.is_archive_footer(below)


def _delimited(run: Run) -> None:
    """`-- ` alone on a line begins the signature (RFC 3676 section 4.3)."""
    written, found = 0, run.end
    for i in range(run.end - 1, run.first - 1, -1):
        text = run.texts[i]
        if text:
            written += 1
            if text[0] in "-—–_" and edges.is_delimiter(text):
                found = i
        if written > _MOST_DELIMITED:
            break
    if found < run.end:
        run.fill(found, run.end, _delimited_kind(run, found))
        run.end = found


def _delimited_kind(run: Run, found: int) -> Kind:
    """Behind `--`: an archive's footer, a sign-off put into the signature by habit, or a signature."""
    written = [text for text in run.texts[found + 1 : run.end] if text]
    if any(edges.is_archive_footer(text) for text in written[:_ROWS_TO_FOOTER]):
        return Kind.ATTACHMENT
    if 1 < len(written) <= _ROWS_TO_FOOTER and shapes.is_formula(written[0]):
        rest = (shapes.shape_of(text, run.names) for text in written[1:])
        if all(shape is NAME for shape in rest):
            return Kind.SIGNOFF
    return Kind.SIGNATURE


def _footers(run: Run) -> None:
    """Footers of phones and free-mail services, and lines of dashes, are nobody's words."""
    begin = run.end
    while begin > run.first and (not run.texts[begin - 1] or edges.is_footer(run.texts[begin - 1])):
        begin -= 1
    if begin == run.end:
        return
    while begin < run.end and not run.texts[begin]:
        begin += 1
    run.fill(begin, run.end, Kind.SIGNATURE)
    run.end = begin


def _disclaimer(run: Run) -> None:
    """The last paragraphs, as long as they read like a legal notice."""
    while run.end > run.first:
        top = run.end
        while top > run.first and run.texts[top - 1]:
            top -= 1
        if not edges.is_disclaimer(run.texts[top : run.end]):
            return
        run.fill(top, run.end, Kind.DISCLAIMER)
        run.end = top
        run.trim()


_STEPS = (_attachments, _delimited, _disclaimer, _footers)


def _inner_closing(run: Run) -> None:
    """A letter may go on below its sign-off (“P.S.”, pasted text): a formula and a name alone are still one."""
    for i in range(max(run.first, run.end - _INNER_REACH), run.end - 1):
        text = run.texts[i]
        if not text or len(text) > _LONGEST_FORMULA_LINE or not shapes.is_formula(text):
            continue
        rows = _rows_behind(run, i)
        if rows and rows[0][1] in (NAME, WORD) and not run.texts[min(rows[0][0] + 1, run.end - 1)]:
            run.fill(_with_gap(run, i), rows[0][0] + 1, Kind.SIGNOFF)


def _rows_behind(run: Run, i: int) -> list[Row]:
    """The shapes below line `i` up to the first line of text, at most some."""
    rows: list[Row] = []
    for j in range(i + 1, min(run.end, i + _ROWS_BEHIND_FORMULA)):
        if run.texts[j]:
            shape = shapes.shape_of(run.texts[j], run.names)
            if shape is TEXT:
                break
            rows.append((j, shape))
    return rows


def _block(run: Run, *, alone: bool) -> None:
    """The sign-off and signature at the end: rows upwards to the last formula or line of text."""
    rows: list[Row] = []
    odd = 0
    for i in range(run.end - 1, run.first - 1, -1):
        if not run.texts[i]:
            continue
        shape = shapes.shape_of(run.texts[i], run.names)
        if shape is TEXT and _is_inside(run, rows, i, odd):
            shape, odd = WORD, odd + 1
        if shape is TEXT or len(rows) >= _MOST_ROWS:
            alone = False
            break
        rows.append((i, shape))
        if shape in _FORMULAS:
            alone = False
            break
    rows.reverse()
    if not rows:
        return
    if rows[0][1] in _FORMULAS:
        _below_formula(run, rows)
    else:
        _without_formula(run, rows, alone=alone)


def _is_inside(run: Run, rows: list[Row], i: int, odd: int) -> bool:
    """An odd line in a block of contacts (a motto, a badge): directly above one, below a short line of its own."""
    if odd >= _MOST_ODD or not rows or rows[-1][0] != i + 1 or not shapes.is_short(run.texts[i]):
        return False
    above = run.texts[i - 1] if i > run.first else ""
    return bool(above) and shapes.is_short(above) and any(shape is CONTACT for _, shape in rows)


def _below_formula(run: Run, rows: list[Row]) -> None:
    behind = _signed(rows)
    head = rows[0][0]
    run.fill(_with_gap(run, _with_thanks(run, head)), rows[behind - 1][0] + 1, Kind.SIGNOFF)
    if behind < len(rows):
        run.fill(rows[behind][0], run.end, Kind.SIGNATURE)


def _signed(rows: list[Row]) -> int:
    """How many rows belong to the sign-off: the formula, the name below it, a lone extension."""
    count = 1
    if rows[0][1] is FORMULA and len(rows) > 1 and rows[1][1] in (NAME, WORD):
        gap = rows[1][0] - rows[0][0]
        is_detached = gap > _GAP_BEFORE_SIGNATURE and len(rows) > count + 1
        count = 1 if is_detached else 2
    if len(rows) == count + 1 and rows[count][1] is EXTENSION:
        count += 1
    return count


def _with_thanks(run: Run, head: int) -> int:
    """“Thanks.” above “Regards,” belongs to the sign-off too."""
    above = head - 1
    while above > run.first and not run.texts[above]:
        above -= 1
    near = run.first <= above and head - above <= 2
    return above if near and run.texts[above] and shapes.is_formula(run.texts[above]) else head


def _with_gap(run: Run, head: int) -> int:
    """The blank line that sets a sign-off apart goes with it; not above `--`, by which a signature is known."""
    is_apart = head > run.first and not run.texts[head - 1]
    return head - 1 if is_apart and not run.texts[head].startswith("--") else head


def _without_formula(run: Run, rows: list[Row], *, alone: bool) -> None:
    """A name, or a block with ways to reach its owner; `alone` when the message holds nothing else."""
    rows = _from_top(run, rows)
    if not rows:
        return
    if _is_signature(run, rows):
        run.fill(rows[0][0], run.end, Kind.SIGNATURE)
    elif not alone and len(rows) == 1 and rows[0][1] is NAME:
        run.fill(_with_gap(run, rows[0][0]), run.end, Kind.SIGNOFF)


def _is_signature(run: Run, rows: list[Row]) -> bool:
    """Somebody's name, role or company, and how to reach them; a list of names or of links is none."""
    kinds = [shape for _, shape in rows]
    names, roles = kinds.count(NAME), kinds.count(ROLE)
    if len(rows) == 1:
        return shapes.is_signed_contact(run.texts[rows[0][0]], run.names)
    if len(rows) > _MOST_SIGNED or names > _MOST_NAMES or not (names or roles or PLACE in kinds):
        return False
    reachable = any(shape in _CONTACTS for shape in kinds) or kinds[-1] is EXTENSION
    return reachable or (kinds[0] is NAME and roles > 0)


def _from_top(run: Run, rows: list[Row]) -> list[Row]:
    """Drop rows above the block's top: it begins with a name, or with a role, a rule or a place below a blank line."""
    for k, (i, shape) in enumerate(rows):
        gap = run.has_gap_above(i)
        followed = k + 1 < len(rows) and rows[k + 1][1] is NAME and rows[k + 1][0] == i + 1
        if shape is NAME and (gap or len(rows) > 1 or not run.texts[i - 1][-1:].isalnum()):
            return rows[k:]
        if gap and (shape in (ROLE, CONTACT, PLACE, RULE) or (shape is WORD and followed)):
            return rows[k:]
    return []
