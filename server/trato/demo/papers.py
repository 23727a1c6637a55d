"""Attachments: brochures, quotes, orders and certificates, small but real files."""

from base64 import b64decode

from trato.demo.dice import token
from trato.demo.model import Attachment, Mail
from trato.demo.scene import Scene

_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_BROCHURES = {
    "es": {"K": "Folleto serie K.pdf", "D": "Folleto secadores serie D.pdf",
           "N": "Folleto generadores de nitrógeno.pdf", "V": "Folleto vacío V-30.pdf",
           "C": "Folleto Conecta 8.pdf", "M": "Folleto contratos de mantenimiento.pdf"},
    "en": {"K": "K series brochure.pdf", "D": "D series dryers brochure.pdf",
           "N": "Nitrogen generators brochure.pdf", "V": "V-30 vacuum brochure.pdf",
           "C": "Conecta 8 brochure.pdf", "M": "Service plans brochure.pdf"},
}  # fmt: skip


def list_of_brochures() -> list[tuple[str, str, str]]:
    """Key, name and file names (in both languages) of each brochure there is."""
    return [
        (f"folleto-{letter.lower()}", name.removesuffix(".pdf"), f"{name};{_BROCHURES['en'][letter]}")
        for letter, name in _BROCHURES["es"].items()
    ]


def brochure(model: str, language: str) -> Attachment:
    """The brochure for a model; the K series when there is no other."""
    names = _BROCHURES[language]
    name = names.get(model[:1], names["K"])
    return pdf(name, name.removesuffix(".pdf"))


def logo(key: str) -> Attachment:
    """The picture that many signatures carry along; it is part of the text, not a document."""
    return Attachment("image001.png", "image/png", b64decode(_DOT), f"image001.{token('logo', key)[:8]}@mail")


def pdf(name: str, *lines: str) -> Attachment:
    """A one-page PDF that opens in any viewer."""
    shown = "".join(f"({_plain(line)}) Tj 0 -18 Td " for line in lines)
    stream = f"BT /F1 14 Tf 60 780 Td {shown}ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%b endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return Attachment(name, "application/pdf", body + tail % (table, len(body)))


def _plain(line: str) -> str:
    kept = line.replace("\\", "").replace("(", "[").replace(")", "]")
    return kept.encode("latin-1", "replace").decode("latin-1")


def attachments_for(act: str, mail: Mail, scene: Scene) -> tuple[Attachment, ...]:
    """What goes with a mail: by its occasion, or because its text says so."""
    facts, english = scene.facts, scene.language == "en"
    text = " ".join(mail.text.paragraphs)
    promised = "djunt" in text or "ttach" in text or "PDF" in text
    quote, order = facts.get("quote", ""), facts.get("po", "")
    made: list[Attachment] = []
    if act.startswith("u_offer"):
        made.append(pdf(f"{'Quote' if english else 'Oferta'} {quote}.pdf", quote, facts["amount"]))
        promised = "folleto" in text or "brochure" in text
    elif act == "u_discount_yes":
        made.append(pdf(f"{'Quote' if english else 'Oferta'} {quote} rev1.pdf", quote, facts["amount2"]))
        promised = False
    elif act == "c_order":
        made.append(pdf(f"{'Order' if english else 'Pedido'} {order.replace('/', '-')}.pdf", order))
        promised = False
    elif act == "u_intro" or (act.startswith(("u_questions", "h_moved")) and promised):
        promised = True
    elif promised:
        made.append(_by_act(act, facts, english=english))
        promised = False
    if promised:
        made.append(brochure(facts.get("Model", "K"), scene.language))
    return tuple(made)


def _by_act(act: str, facts: dict[str, str], *, english: bool) -> Attachment:
    names = {
        "s_docs_send": (f"Declaración CE {facts['serial']}.pdf", f"Declaration {facts['serial']}.pdf"),
        "s_invoice_fix": (f"Factura {facts['invoice']}.pdf", f"Invoice {facts['invoice']}.pdf"),
        "s_service_done": (f"Parte de servicio {facts['serial']}.pdf",
                           f"Service sheet {facts['serial']}.pdf"),
        "u_tech": ("Ficha técnica.pdf", "Data sheet.pdf"),
        "u_tech_gas": ("Ficha técnica.pdf", "Data sheet.pdf"),
        "h_consultant_reply": ("Ficha técnica.pdf", "Data sheet.pdf"),
        "s_spares_order": ("Pedido repuestos.pdf", "Spares order.pdf"),
        "i_system": ("Instrucciones VPN.pdf", "VPN instructions.pdf"),
        "p_private": ("Fotos domingo.pdf", "Photos.pdf"),
        "c_enquiry_gas": ("Consumo de nitrógeno.pdf", "Nitrogen consumption.pdf"),
    }  # fmt: skip
    spanish_name, english_name = names.get(act, ("Esquema sala de compresores.pdf", "Room layout.pdf"))
    name = english_name if english else spanish_name
    return pdf(name, name)
