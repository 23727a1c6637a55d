"""HTML mail as text that can be cut (quotes keep their `>`), and HTML made safe to show.

The parser is lexbor (HTML5, so every input has a tree); nothing is loaded and no script is run.
"""

import re
from collections.abc import Iterator

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

LONGEST = 4_000_000
"""Characters read of one body; what a person wrote stands at its beginning."""

_SKIPPED = frozenset(("script", "style", "head", "title", "meta", "noscript", "template", "object", "iframe", "svg"))
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
        "center",
    )
)
_SPACED = frozenset(("p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"))
_RULE = "_" * 32
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_DEEPEST_QUOTE = 40
_DEEPEST = 1000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_SELF_CLOSING = frozenset(
    (
        "br",
        "img",
        "hr",
        "meta",
        "link",
        "input",
        "col",
        "area",
        "base",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dd",
        "dt",
        "option",
        "o",
    )
)
_NESTING = re.compile(rf"<(?!(?:{'|'.join(sorted(_SELF_CLOSING))})\b)[a-zA-Z]", re.IGNORECASE)
_LINE_ENDING = re.compile(r"<(?:br|/p|/div|/tr|/li|/blockquote)\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_CITED = re.compile(r"border-left\s*:\s*(?!none|0)[^;]*(?:solid|px)", re.IGNORECASE)
_TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "*": {"dir", "lang", "align", "valign"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "ol": {"start"},
}


def sanitise(html: str) -> str:
    """`html` with nothing that runs, loads from afar or leaves the frame: images only by cid: (RFC 2392)."""
    return nh3.clean(
        _shallow(html[:LONGEST]),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_without_remote,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _shallow(html: str) -> str:
    """`html` itself, or its text alone if it nests so deep that an HTML5 parser, quadratic in depth, would stall."""
    if html.count("<") <= _DEEPEST or len(_NESTING.findall(html)) <= _DEEPEST:
        return html
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag.group(2).lower() not in _SELF_CLOSING:
            depth = max(0, depth - 1) if tag.group(1) else depth + 1
            deepest = max(deepest, depth)
    if deepest <= _DEEPEST:
        return html
    return _MARKUP.sub(" ", _LINE_ENDING.sub("\x00", html)).replace("\x00", "<br>")


def _without_remote(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.lower().startswith("cid:") else None
    return value


def to_text(html: str) -> str:
    """The text a reader sees, one line a block, quoted blocks marked with `>` as in plain mail (RFC 3676)."""
    tree = LexborHTMLParser(_shallow(html[:LONGEST]))
    root = tree.body or tree.root
    if root is None:
        return ""
    writer = _Writer()
    for is_end, tag, node in _walk(root):
        if is_end:
            writer.close(tag, node)
        else:
            writer.open(tag, node)
    return writer.text()


def _walk(root: LexborNode) -> Iterator[tuple[bool, str, LexborNode]]:
    """Every node on entry and every element that matters on leaving; no recursion: a page may nest 100,000 deep."""
    stack: list[tuple[bool, str, LexborNode]] = [(False, root.tag or "", root)]
    while stack:
        step = stack.pop()
        yield step
        is_end, tag, node = step
        if is_end or tag in _SKIPPED:
            continue
        if tag in _BLOCKS:
            stack.append((True, tag, node))
        child = node.last_child
        while child is not None:
            stack.append((False, child.tag or "", child))
            child = child.prev


class _Writer:
    """Collects lines with their quote depth."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._pre = 0

    def open(self, tag: str, node: LexborNode) -> None:
        if tag == "-text":
            self._write(node.text_content or "")
        elif tag in _BLOCKS:
            self._end_line(blank=tag in _SPACED)
            self._enter(tag, node)
        elif tag == "br":
            self._break()
        elif tag == "hr":
            self._end_line()
            self._lines.append(self._marks() + _RULE)
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")
        elif tag == "img":
            self._write(f" {node.attributes.get('alt') or ''} ")

    def _enter(self, tag: str, node: LexborNode) -> None:
        if tag == "pre":
            self._pre += 1
        elif tag == "blockquote" and _is_quote(node):
            self._depth += 1

    def close(self, tag: str, node: LexborNode) -> None:
        self._end_line(blank=tag in _SPACED)
        if tag == "pre":
            self._pre -= 1
        elif tag == "blockquote" and _is_quote(node):
            self._depth -= 1
            self._end_line(blank=True)

    def text(self) -> str:
        self._end_line()
        return _BLANK_LINES.sub("\n\n", "\n".join(self._lines)).strip("\n")

    def _write(self, text: str) -> None:
        if not self._pre:
            text = _SPACE.sub(" ", text)
            self._line.append(text.lstrip(" ") if not self._line or self._line[-1].endswith(" ") else text)
            return
        first, *rest = text.split("\n")
        self._line.append(first)
        for line in rest:
            self._break()
            self._line.append(line)

    def _break(self) -> None:
        self._lines.append((self._marks() + "".join(self._line)).rstrip())
        self._line = []

    def _end_line(self, *, blank: bool = False) -> None:
        if self._line:
            if "".join(self._line).strip():
                self._break()
            self._line = []
        if blank and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._marks().rstrip())

    def _marks(self) -> str:
        depth = min(self._depth, _DEEPEST_QUOTE)
        return ">" * depth + " " if depth else ""


def _is_quote(node: LexborNode) -> bool:
    """A blockquote quotes, unless it only indents (Outlook's `dir` lists and Word's margins)."""
    attributes = node.attributes
    style = attributes.get("style") or ""
    if attributes.get("type") == "cite" or "cite" in attributes or "quote" in (attributes.get("class") or ""):
        return True
    if "margin-right:0" in style.replace(" ", "") or _CITED.search(style):
        return True
    return not style
