# ruff: noqa: E501 - a letter reads better unbroken
"""Invented mails whose cut is known: languages, mail programs, ways to answer and ways to sign, put together at random.

The words are this project's own. Every letter knows its reply and its signature, so that a cut is right or wrong.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A mail's body, what its sender wrote, and their signature; `name` says how it was made."""

    name: str
    sender: str
    body: str
    reply: str
    signature: str


@dataclass(frozen=True)
class Tongue:
    """What people of one language write, and what their programs print."""

    code: str
    people: tuple[tuple[str, str], ...]
    openings: tuple[str, ...]
    texts: tuple[str, ...]
    closings: tuple[str, ...]
    jobs: tuple[str, ...]
    firms: tuple[str, ...]
    phone: tuple[str, ...]
    notice: str
    phones_footer: tuple[str, ...]
    gmail: str
    apple: str
    outlook: tuple[str, str, str, str, str, str]
    """Original message, from, sent, to, subject, and a moment as Outlook prints it."""


TONGUES = (
    Tongue(
        "en",
        (("Martha Quill", "martha.quill@harbourlight.example"), ("Owen Pratchard", "o.pratchard@millbrook.example")),
        ("Hi Owen,", "Dear Ms Quill,", "Hello everyone,", "Good morning Martha,", ""),
        (
            "The second crate came in this morning and nothing is broken.\nWe can unpack it on Thursday.",
            "I went through the figures once more. Two of them do not add up, see the third page.",
            "Could you ask the warehouse which pallets are ours?\n\nWe need to know before the lorry leaves.",
            "Three things are left to do:\n- paint the gate\n- oil the hinges\n- write to the parish",
            "That works for us. The lamps should hang a little lower, though.",
        ),
        ("Best regards,", "Kind regards,", "Thanks,", "Cheers,", "Many thanks,"),
        ("Head of Purchasing", "Sales Manager", "Senior Engineer"),
        ("Harbourlight Lamps Ltd", "Millbrook Timber Inc."),
        ("Phone: +44 20 7946 0812", "Tel. +44 20 7946 0344", "Mobile: +44 7700 900123"),
        "This e-mail is confidential and meant for the intended recipient only. If you received this message in error,"
        " please delete it and tell the sender. Any disclosure is prohibited.",
        ("Sent from my iPhone", "Sent from Outlook for Android", "Get Outlook for iOS"),
        "On Tue, Mar 4, 2025 at 10:02 AM {name} <{mail}> wrote:",
        "On 4 Mar 2025, at 10:02, {name} <{mail}> wrote:",
        ("Original Message", "From", "Sent", "To", "Subject", "Tuesday, March 4, 2025 10:02 AM"),
    ),
    Tongue(
        "es",
        (("Nerea Otxoa Lasa", "nerea@talleresotxoa.example"), ("Julián Bermejo", "jbermejo@hornosdelsur.example")),
        ("Hola Julián:", "Estimada Sra. Otxoa:", "Buenos días, Nerea:", "Buenas tardes,", ""),
        (
            "El segundo palé ha llegado esta mañana y no falta nada.\nLo podemos abrir el jueves.",
            "He repasado las cifras otra vez. Dos no cuadran, mira la página tres.",
            "¿Puedes preguntar en el almacén qué cajas son nuestras?\n\nHace falta saberlo antes de que salga el camión.",
            "Quedan tres cosas por hacer:\n- pintar la verja\n- engrasar las bisagras\n- escribir al ayuntamiento",
            "Nos parece bien. Las lámparas deberían colgar algo más bajas, eso sí.",
        ),
        ("Un saludo,", "Saludos cordiales,", "Gracias,", "Atentamente,", "Un abrazo,"),
        ("Directora de Compras", "Jefe de Ventas", "Responsable de Calidad"),
        ("Talleres Otxoa S.L.", "Hornos del Sur S.A."),
        ("Tel.: +34 943 555 012", "Móvil: +34 612 345 678", "Teléfono: 955 123 987"),
        "Este mensaje es confidencial y va dirigido solo a su destinatario. Si lo ha recibido por error, bórrelo y avise"
        " al remitente. Queda prohibida su divulgación.",
        ("Enviado desde mi iPhone", "Enviado desde mi Samsung", "Obtener Outlook para Android"),
        "El mar, 4 mar 2025 a las 10:02, {name} (<{mail}>) escribió:",
        "El 4 mar 2025, a las 10:02, {name} <{mail}> escribió:",
        ("Mensaje original", "De", "Enviado el", "Para", "Asunto", "martes, 4 de marzo de 2025 10:02"),
    ),
    Tongue(
        "pt",
        (("Inês Caldeira", "ines@vidrariacaldeira.example"), ("Rui Portela", "rui.portela@barcosdonorte.example")),
        ("Olá Rui,", "Bom dia Inês,", "Prezado Sr. Portela,", ""),
        (
            "A segunda caixa chegou hoje de manhã e nada está partido.\nPodemos abri-la na quinta-feira.",
            "Voltei a ver as contas. Duas não batem certo, vê a página três.",
            "Podes perguntar no armazém quais são as nossas?\n\nPrecisamos de saber antes de o camião sair.",
        ),
        ("Cumprimentos,", "Obrigado,", "Atenciosamente,", "Abraço,"),
        ("Diretora Comercial", "Gerente de Compras"),
        ("Vidraria Caldeira Lda", "Barcos do Norte S.A."),
        ("Tel.: +351 22 555 0123", "Telefone: +351 21 555 0199"),
        "Esta mensagem é confidencial e destina-se apenas ao destinatário. Se a recebeu por engano, apague-a e avise o"
        " remetente.",
        ("Enviado do meu iPhone",),
        "{name} <{mail}> escreveu no dia terça, 4/03/2025 à(s) 10:02:",
        "No dia 04/03/2025, às 10:02, {name} <{mail}> escreveu:",
        ("Mensagem original", "De", "Enviada em", "Para", "Assunto", "terça-feira, 4 de março de 2025 10:02"),
    ),
    Tongue(
        "fr",
        (("Solène Abadie", "solene@verreriesabadie.example"), ("Gaël Toussaint", "g.toussaint@scierie.example")),
        ("Bonjour Gaël,", "Chère Madame Abadie,", "Bonjour à tous,", ""),
        (
            "La deuxième caisse est arrivée ce matin, rien n'est cassé.\nOn peut l'ouvrir jeudi.",
            "J'ai repris les chiffres. Deux ne tombent pas juste, voyez la page trois.",
            "Peux-tu demander à l'entrepôt lesquelles sont à nous ?\n\nIl faut le savoir avant le départ du camion.",
        ),
        ("Cordialement,", "Bien à vous,", "Merci,", "Bien cordialement,"),
        ("Directrice des Achats", "Responsable Commercial"),
        ("Verreries Abadie SARL", "Scierie Toussaint SAS"),
        ("Tél. : +33 5 55 01 23 45", "Tel : +33 1 55 01 99 88"),
        "Ce message est confidentiel et réservé à son destinataire. Si vous l'avez reçu par erreur, merci de le détruire"
        " et d'avertir l'expéditeur.",
        ("Envoyé de mon iPhone", "Télécharger Outlook pour Android"),
        "Le mar. 4 mars 2025 à 10:02, {name} <{mail}> a écrit :",
        "Le 4 mars 2025 à 10:02, {name} <{mail}> a écrit :",
        ("Message d'origine", "De", "Envoyé", "À", "Objet", "mardi 4 mars 2025 10:02"),
    ),
    Tongue(
        "de",
        (("Wiebke Harms", "wiebke.harms@lampenhafen.example"), ("Jörg Stellmacher", "j.stellmacher@holzwerk.example")),
        ("Hallo Jörg,", "Sehr geehrte Frau Harms,", "Guten Morgen Wiebke,", ""),
        (
            "Die zweite Kiste kam heute früh an, nichts ist zerbrochen.\nWir können sie am Donnerstag auspacken.",
            "Ich bin die Zahlen noch einmal durchgegangen. Zwei stimmen nicht, siehe Seite drei.",
            "Kannst du im Lager fragen, welche uns gehören?\n\nWir müssen es wissen, bevor der Laster fährt.",
        ),
        ("Mit freundlichen Grüßen", "Viele Grüße", "Beste Grüße,", "Danke,"),
        ("Leiterin Einkauf", "Vertriebsleiter"),
        ("Lampenhafen GmbH", "Holzwerk Stellmacher AG"),
        ("Tel.: +49 40 5550123", "Telefon: +49 30 5550199"),
        "Diese Nachricht ist vertraulich und nur für den Empfänger bestimmt. Haben Sie sie irrtümlich erhalten, löschen"
        " Sie sie bitte. Die unbefugte Weitergabe ist untersagt.",
        ("Von meinem iPhone gesendet", "Gesendet von Outlook für Android"),
        "Am Di., 4. März 2025 um 10:02 Uhr schrieb {name} <{mail}>:",
        "Am 04.03.2025 um 10:02 schrieb {name} <{mail}>:",
        ("Ursprüngliche Nachricht", "Von", "Gesendet", "An", "Betreff", "Dienstag, 4. März 2025 10:02"),
    ),
    Tongue(
        "it",
        (("Ginevra Salis", "ginevra@vetreriasalis.example"), ("Tullio Marchetto", "t.marchetto@segheria.example")),
        ("Ciao Tullio,", "Gentile Dott.ssa Salis,", "Buongiorno Ginevra,", ""),
        (
            "La seconda cassa è arrivata stamattina e non c'è nulla di rotto.\nPossiamo aprirla giovedì.",
            "Ho ricontrollato i numeri. Due non tornano, vedi pagina tre.",
            "Puoi chiedere in magazzino quali sono le nostre?\n\nDobbiamo saperlo prima che parta il camion.",
        ),
        ("Cordiali saluti,", "Grazie,", "Un saluto,", "Distinti saluti"),
        ("Responsabile Acquisti", "Direttore Commerciale"),
        ("Vetreria Salis S.r.l.", "Segheria Marchetto S.p.A."),
        ("Tel. +39 051 555 0123", "Telefono: +39 06 555 0199"),
        "Questo messaggio è riservato ai destinatari indicati. Se lo avete ricevuto per errore siete pregati di"
        " cancellarlo; ogni divulgazione è vietata.",
        ("Inviato da iPhone", "Scarica Outlook per Android"),
        "Il giorno mar 4 mar 2025 alle ore 10:02 {name} <{mail}> ha scritto:",
        "Il 04/03/2025 10:02, {name} <{mail}> ha scritto:",
        ("Messaggio originale", "Da", "Inviato", "A", "Oggetto", "martedì 4 marzo 2025 10:02"),
    ),
    Tongue(
        "nl",
        (("Fenna Dijkgraaf", "fenna@lampenkade.example"), ("Joost Verhulst", "j.verhulst@houtwerf.example")),
        ("Hoi Joost,", "Beste Fenna,", "Geachte mevrouw Dijkgraaf,", ""),
        (
            "De tweede krat kwam vanmorgen binnen en er is niets stuk.\nWe kunnen hem donderdag uitpakken.",
            "Ik heb de cijfers nog eens bekeken. Twee kloppen niet, zie bladzijde drie.",
            "Kun je in het magazijn vragen welke van ons zijn?\n\nWe moeten het weten voordat de vrachtwagen vertrekt.",
        ),
        ("Met vriendelijke groet,", "Groeten,", "Bedankt,", "Vriendelijke groet,"),
        ("Hoofd Inkoop", "Verkoopleider"),
        ("Lampenkade B.V.", "Houtwerf N.V."),
        ("Tel.: +31 20 555 0123", "Telefoon: +31 10 555 0199"),
        "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde. Hebt u het per abuis ontvangen, verwijder"
        " het dan en waarschuw de afzender.",
        ("Verzonden vanaf mijn iPhone", "Verstuurd vanaf mijn iPhone"),
        "Op di 4 mrt 2025 om 10:02 schreef {name} <{mail}>:",
        "Op 4 mrt. 2025, om 10:02 heeft {name} <{mail}> het volgende geschreven:",
        ("Oorspronkelijk bericht", "Van", "Verzonden", "Aan", "Onderwerp", "dinsdag 4 maart 2025 10:02"),
    ),
)


def letters(count: int, seed: int) -> Iterator[Letter]:
    """`count` letters, always the same for one seed."""
    chance = random.Random(seed)  # noqa: S311 - the same letters each time, no secret
    for number in range(count):
        yield _letter(number, chance)


def _letter(number: int, chance: random.Random) -> Letter:
    tongue = TONGUES[number % len(TONGUES)]
    (name, mail), (other, other_mail) = chance.sample(tongue.people, 2)
    style, written = _written(tongue, name, chance)
    signing, signed = _signed(tongue, name, mail, chance)
    quoting, quoted = _quoted(tongue, other, other_mail, mail, chance)
    if quoting == "inline":
        head, tail = chance.sample(tongue.texts, 2)
        old = chance.choice(tongue.texts).split("\n")
        reply = f"{head}\n\n{tail}"
        top = tongue.gmail.format(name=other, mail=other_mail)
        body = "\n".join([top, *(f"> {line}".rstrip() for line in old), "", head, "", f"> {old[0]}", "", tail])
        return Letter(f"{tongue.code} {number}: inline", f"{name} <{mail}>", body, reply, "")
    body = written
    for piece in (signed, quoted):
        body = f"{body}\n\n{piece}" if piece else body
    reply = written
    if signing == "below name":
        body = f"{written}\n{signed}\n\n{quoted}" if quoted else f"{written}\n{signed}"
    newline = chance.choice(("\n", "\r\n"))
    return Letter(
        f"{tongue.code} {number}: {style}, {signing}, {quoting}",
        f"{name} <{mail}>", body.replace("\n", newline), reply, signed,
    )  # fmt: skip


def _written(tongue: Tongue, name: str, chance: random.Random) -> tuple[str, str]:
    opening, text = chance.choice(tongue.openings), chance.choice(tongue.texts)
    pieces = [opening] if opening else []
    closing = f"{chance.choice(tongue.closings)}\n{chance.choice((name, name.split(maxsplit=1)[0]))}"
    return ("letter" if opening else "note"), "\n\n".join([*pieces, text, closing])


def _signed(tongue: Tongue, name: str, mail: str, chance: random.Random) -> tuple[str, str]:
    way = chance.choice(("unsigned", "below name", "delimited", "phone", "notice"))
    job, firm, phone = chance.choice(tongue.jobs), chance.choice(tongue.firms), chance.choice(tongue.phone)
    rows = [job, firm, phone, chance.choice((mail, f"www.{mail.partition('@')[2]}"))]
    if way == "unsigned":
        return way, ""
    if way == "phone":
        return way, chance.choice(tongue.phones_footer)
    if way == "below name":
        return way, "\n".join(rows[: chance.choice((3, 4))])
    if way == "notice":
        return way, "\n".join(["--", name, *rows, "", tongue.notice]).strip()
    return way, "\n".join(["--", name, *rows]).strip()


def _quoted(tongue: Tongue, other: str, mail: str, own: str, chance: random.Random) -> tuple[str, str]:
    way = chance.choice(
        ("nothing", "gmail", "gmail wrapped", "apple", "outlook", "outlook ruled", "outlook bold", "inline")
    )
    old = chance.choice(tongue.texts)
    marked = "\n".join(f"> {line}".rstrip() for line in old.split("\n"))
    if way in ("nothing", "inline"):
        return way, ""
    if way == "gmail":
        return way, f"{tongue.gmail.format(name=other, mail=mail)}\n\n{marked}"
    if way == "gmail wrapped":
        line = tongue.gmail.format(name=other, mail=mail)
        at = line.rfind(" ", 0, line.index("<") + 1)
        return way, f"{line[:at]}\n{line[at + 1 :]}\n\n{marked}"
    if way == "apple":
        return way, f"{tongue.apple.format(name=other, mail=mail)}\n\n{marked}"
    original, sender, sent, to, subject, moment = tongue.outlook
    star = "*" if way == "outlook bold" else ""
    rows = [
        f"{star}{sender}:{star} {other} <{mail}>", f"{star}{sent}:{star} {moment}",
        f"{star}{to}:{star} {own}", f"{star}{subject}:{star} RE: 4711",
    ]  # fmt: skip
    first = {"outlook": f"-----{original}-----", "outlook ruled": "_" * 32, "outlook bold": ""}[way]
    return way, "\n".join([*([first] if first else []), *rows, "", old])
