"""The body of a mail as text and as HTML, with its history quoted the way mail programs do."""

from html import escape
from zoneinfo import ZoneInfo

from trato.demo.model import Mail, Party
from trato.demo.spelling import DAYS, MONTHS, long_date

DEPTH = 4
"""How many earlier mails a reply carries along."""
_LABELS = {
    "es": ("De", "Enviado el", "Para", "CC", "Asunto"),
    "en": ("From", "Sent", "To", "Cc", "Subject"),
}


def text_of(mail: Mail, depth: int = 0) -> str:
    """The text alternative with its history."""
    own = _own_text(mail)
    if mail.previous is None or mail.layout == "none" or depth >= DEPTH:
        return own
    earlier = text_of(mail.previous, depth + 1)
    head = _quote_head(mail)
    if mail.layout in {"outlook", "forward"}:
        return f"{own}\n\n{head}\n\n{earlier}"
    quoted = "\n".join(f"> {line}" if line else ">" for line in earlier.rstrip("\n").split("\n"))
    if mail.layout == "inline":
        return f"{head}\n\n{_first_lines(quoted)}\n\n{own}"
    return f"{own}\n\n{head}\n\n{quoted}\n"


def _first_lines(quoted: str) -> str:
    """Thunderbird users who answer below keep only the beginning."""
    lines = quoted.split("\n")
    return "\n".join(lines[:12])


def _own_text(mail: Mail) -> str:
    text = mail.text
    blocks = ["\n".join(block.split("\n")) for block in text.paragraphs]
    if text.sign_off:
        blocks.append("\n".join(text.sign_off))
    if text.signature:
        mark = "-- \n" if mail.sender.client == "thunderbird" else ""
        blocks.append(mark + "\n".join(text.signature))
    if text.disclaimer:
        blocks.append(text.disclaimer)
    return "\n\n".join(blocks) + "\n"


def html_of(mail: Mail) -> str:
    """The HTML alternative with its history."""
    return f'<html><head><meta charset="{mail.charset}"></head><body>{_html_inner(mail, 0)}</body></html>\n'


def _html_inner(mail: Mail, depth: int) -> str:
    own = _own_html(mail)
    if mail.previous is None or mail.layout == "none" or depth >= DEPTH:
        return own
    earlier = _html_inner(mail.previous, depth + 1)
    if mail.layout in {"outlook", "forward"}:
        lines = "<br>\n".join(f"<b>{escape(label)}:</b> {escape(value)}" for label, value in _outlook_fields(mail))
        rule = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
        return f'{own}\n<div style="{rule}"><p class="MsoNormal">{lines}</p></div>\n{earlier}'
    head = escape(_quote_head(mail))
    if mail.layout == "apple":
        return f'{own}\n<div><br><blockquote type="cite"><div>{head}</div><br>{earlier}</blockquote></div>'
    return f'{own}\n<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{head}<br></div>' \
           f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;' \
           f'padding-left:1ex">{earlier}</blockquote></div>'  # fmt: skip


def _own_html(mail: Mail) -> str:
    text, outlook = mail.text, mail.sender.client == "outlook"
    mark = '<p class="MsoNormal">' if outlook else "<p>"
    blocks = [_block(block, mark) for block in text.paragraphs]
    if text.sign_off:
        blocks.append(mark + "<br>".join(escape(line) for line in text.sign_off) + "</p>")
    if text.signature:
        lines = "<br>\n".join(escape(line) for line in text.signature)
        image = "".join(f'<br><img src="cid:{file.content_id}" alt="">' for file in mail.attachments if file.content_id)
        blocks.append(f'<div class="signature" style="color:#44546A;font-size:9.0pt"><p>{lines}{image}</p></div>')
    if text.disclaimer:
        blocks.append(f'<p style="font-size:7.5pt;color:gray">{escape(text.disclaimer)}</p>')
    return "\n".join(blocks)


def _block(block: str, mark: str) -> str:
    lines = block.split("\n")
    items = [line[2:] for line in lines if line.startswith("- ")]
    if not items:
        return f"{mark}{'<br>'.join(escape(line) for line in lines)}</p>"
    lead = [line for line in lines if not line.startswith("- ")]
    head = f"{mark}{'<br>'.join(escape(line) for line in lead)}</p>\n" if lead else ""
    return head + "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def _quote_head(mail: Mail) -> str:
    if mail.layout in {"outlook", "forward"}:
        fields = "\n".join(f"{label}: {value}" for label, value in _outlook_fields(mail))
        mark = "" if mail.layout == "outlook" else "_" * 32 + "\n"
        return mark + fields
    earlier = _previous(mail)
    here = earlier.at.astimezone(ZoneInfo(mail.sender.zone))
    clock = f"{here.hour}:{here.minute:02d}"
    who = f"{earlier.sender.name} <{earlier.sender.email}>"
    if mail.sender.language == "en":
        day = f"{DAYS['en'][here.weekday()][:3]}, {here.day} {MONTHS['en'][here.month - 1][:3]} {here.year}"
        month = MONTHS["en"][here.month - 1][:3]
        return {
            "gmail": f"On {day} at {clock}, {who} wrote:",
            "apple": f"On {here.day} {month} {here.year}, at {clock}, {who} wrote:",
            "inline": f"On {here:%d/%m/%Y} {clock}, {earlier.sender.name} wrote:",
        }[mail.layout]
    month = MONTHS["es"][here.month - 1][:3]
    day = f"{DAYS['es'][here.weekday()][:3]}, {here.day} {month} {here.year}"
    return {
        "gmail": f"El {day} a las {clock}, {earlier.sender.name} (<{earlier.sender.email}>) escribió:",
        "apple": f"El {here.day} {month} {here.year}, a las {clock}, {who} escribió:",
        "inline": f"El {here:%d/%m/%Y} a las {clock}, {earlier.sender.name} escribió:",
    }[mail.layout]


def _outlook_fields(mail: Mail) -> list[tuple[str, str]]:
    earlier = _previous(mail)
    language = mail.sender.language
    here = earlier.at.astimezone(ZoneInfo(mail.sender.zone))
    source, sent, to, cc, subject = _LABELS[language]
    if language == "en":
        stamp = f"{here.day:02d} {MONTHS['en'][here.month - 1]} {here.year} {here.hour:02d}:{here.minute:02d}"
    else:
        day = long_date(here.date(), "es").replace(" ", ", ", 1)
        stamp = f"{day} de {here.year} {here.hour}:{here.minute:02d}"
    fields = [(source, _shown(earlier.sender)), (sent, stamp), (to, _all(earlier.to))]
    if earlier.cc:
        fields.append((cc, _all(earlier.cc)))
    return [*fields, (subject, earlier.subject)]


def _previous(mail: Mail) -> Mail:
    if mail.previous is None:
        raise ValueError(f"{mail.key} quotes nothing")
    return mail.previous


def _shown(party: Party) -> str:
    return f"{party.name} <{party.email}>" if party.name else party.email


def _all(parties: tuple[Party, ...]) -> str:
    return "; ".join(_shown(party) for party in parties)
