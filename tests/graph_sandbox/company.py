"""A small company in a tenant folder, written by the tests themselves."""

import gzip
from pathlib import Path

DOMAIN = "vega.example"
ANA, BEN, EVA = f"ana@{DOMAIN}", f"ben@{DOMAIN}", f"eva@{DOMAIN}"
GOYA, DALI, BILBAO = f"goya@{DOMAIN}", f"dali@{DOMAIN}", f"bilbao@{DOMAIN}"
NOW = "2026-03-02T09:00:00+00:00"

TENANT = f"""name = "Vega"
domains = ["{DOMAIN}"]
timezone = "Europe/Madrid"
language = "es"
country = "ES"
now = "{NOW}"
"""
USERS = f"""upn,name,roles,manager,timezone,language,aliases
{ANA},Ana Ruiz,rep,{EVA},Europe/Madrid,es,ana.ruiz@{DOMAIN};aruiz@{DOMAIN}
{BEN},Ben Hill,rep,{EVA},Europe/London,en,
{EVA},Eva Sanz,manager,,Europe/Madrid,es,
"""
ROOMS = f"""upn,name,list,capacity,building,floor,phone,street,city,region,country,lat,lon,tags,wheelchair
{GOYA},Sala Goya,{BILBAO},12,Norte,3,+34 944 000 112,Gran Vía 1,Bilbao,Bizkaia,España,43.26,-2.93,proyector;ventana,yes
{DALI},Sala Dalí,,4,,,,,,,,,,,
"""
CALENDAR = f"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:single@{DOMAIN}
DTSTAMP:20260201T080000Z
DTSTART;TZID=Europe/Madrid:20260310T100000
DTEND;TZID=Europe/Madrid:20260310T110000
SUMMARY:Visita a Norte
LOCATION:Bilbao
DESCRIPTION:Llevar muestras
ORGANIZER;CN=Ana Ruiz:mailto:{ANA}
ATTENDEE;CN=Ben Hill;PARTSTAT=ACCEPTED:mailto:{BEN}
ATTENDEE;CN=Luis;PARTSTAT=NEEDS-ACTION:mailto:luis@norte.example
END:VEVENT
BEGIN:VEVENT
UID:weekly@{DOMAIN}
DTSTAMP:20260201T080000Z
DTSTART;TZID=Europe/Madrid:20260302T093000
DTEND;TZID=Europe/Madrid:20260302T100000
RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=8
EXDATE;TZID=Europe/Madrid:20260316T093000
SUMMARY:Equipo
ORGANIZER:mailto:{EVA}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANA}
END:VEVENT
BEGIN:VEVENT
UID:weekly@{DOMAIN}
RECURRENCE-ID;TZID=Europe/Madrid:20260323T093000
DTSTAMP:20260202T080000Z
DTSTART;TZID=Europe/Madrid:20260324T120000
DTEND;TZID=Europe/Madrid:20260324T123000
SUMMARY:Equipo (movida)
ORGANIZER:mailto:{EVA}
ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANA}
END:VEVENT
BEGIN:VEVENT
UID:holiday@{DOMAIN}
DTSTAMP:20260201T080000Z
DTSTART;VALUE=DATE:20260319
SUMMARY:San José
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""
CONTACTS = """BEGIN:VCARD
VERSION:3.0
UID:c1
FN:Luis Ortega
N:Ortega;Luis;;;
ORG:Norte SA;Compras
TITLE:Director
EMAIL;TYPE=INTERNET:luis@norte.example
TEL;TYPE=CELL:+34 600 111 222
TEL;TYPE=WORK,VOICE:+34 944 000 111
ADR;TYPE=WORK:;;Gran Vía 1;Bilbao;Bizkaia;48001;España
BDAY:1980-05-17
NOTE:Prefiere correo\\, no llamadas
END:VCARD
BEGIN:VCARD
VERSION:4.0
UID:c2
FN:Marta Gil
EMAIL:marta@sur.example
END:VCARD
"""


def mail(number, *, sender="luis@norte.example", to=ANA, subject=None, when=None, extra="", body="Hola"):
    stamp = when or f"Mon, 0{1 + number % 9} Feb 2026 10:{number % 60:02d}:00 +0100"
    return (
        "From MAILER-DAEMON Sun Feb  1 00:00:00 2026\n"
        f"Message-ID: <m{number}@norte.example>\nDate: {stamp}\nFrom: {sender}\n"
        f"To: {to}\nSubject: {subject or f'Pedido {number}'}\n{extra}\n{body}\n\n"
    )


ATTACHED = (
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n",
    "--b1\nContent-Type: multipart/alternative; boundary=b2\n\n--b2\nContent-Type: text/plain; charset=utf-8\n\nTexto\n"
    "--b2\nContent-Type: text/html; charset=utf-8\n\n"
    "<html><body><p>Hola <b>Ana</b></p><p>Precio: 3 &euro;</p></body></html>\n"
    "--b2--\n--b1\nContent-Type: application/pdf; name=oferta.pdf\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment; filename=oferta.pdf\n\nJVBERi0xLjQ=\n--b1--\n",
)
INVITATION = (
    "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b3\n",
    "--b3\nContent-Type: text/plain\n\nReunión\n--b3\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"
    "METHOD:REQUEST\nBEGIN:VEVENT\nUID:inv1\nDTSTART:20260305T090000Z\nDTEND:20260305T100000Z\nEND:VEVENT\nEND:VCALENDAR\n--b3--\n",
)


def ana_inbox():
    yield from (mail(n) for n in range(1, 26))
    yield mail(30, subject="Oferta", extra=ATTACHED[0], body=ATTACHED[1], when="Tue, 10 Feb 2026 09:00:00 +0100")
    yield mail(
        31,
        subject="Re: Oferta",
        extra="In-Reply-To: <m30@norte.example>\nReferences: <m30@norte.example>\nX-From: Luis O\nX-To: Ana\n",
        when="Tue, 10 Feb 2026 11:00:00 +0100",
        body="De acuerdo.\n\n-----Original Message-----\nFrom: Ana\nTexto viejo\n>From the start",
    )
    yield mail(
        32,
        subject="=?utf-8?q?Reuni=C3=B3n?=",
        extra=INVITATION[0],
        body=INVITATION[1],
        when="Wed, 11 Feb 2026 09:00:00 +0100",
    )


def write_company(folder: Path) -> Path:
    """The whole folder, all of it good."""
    (folder / "tenant.toml").write_text(TENANT, "utf-8")
    (folder / "users.csv").write_text(USERS, "utf-8")
    (folder / "rooms.csv").write_text(ROOMS, "utf-8")
    box = folder / "mail" / ANA
    (box / "Inbox" / "Clientes").mkdir(parents=True)
    (box / "Inbox.mbox").write_text("".join(ana_inbox()), "utf-8")
    (box / "Inbox" / "Clientes.mbox").write_text(mail(40, subject="Cliente nuevo"), "utf-8")
    with gzip.open(box / "Sent Items.mbox.gz", "wt", encoding="utf-8") as file:
        file.write(mail(50, sender=f"Ana Ruiz <{ANA}>", to="luis@norte.example", subject="Re: Pedido 1"))
    eml = mail(41, subject="Suelto").split("\n", 1)[1]
    (box / "Inbox" / "Clientes" / "uno.eml").write_text(eml, "utf-8")
    (folder / "mail" / BEN).mkdir()
    (folder / "mail" / BEN / "Inbox.mbox").write_text(mail(60, to=BEN), "utf-8")
    (folder / "calendar").mkdir()
    (folder / "calendar" / f"{ANA}.ics").write_text(CALENDAR, "utf-8")
    (folder / "contacts").mkdir()
    (folder / "contacts" / f"{ANA}.vcf").write_text(CONTACTS, "utf-8")
    return folder
