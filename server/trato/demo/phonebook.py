"""Phone lists as vCard 3.0 (RFC 2426): each rep's customers, spelled a little differently from the CRM."""

from pathlib import Path

from trato.demo.dice import Dice, token
from trato.demo.model import Account, Contact
from trato.demo.spelling import phone
from trato.demo.team import REPS
from trato.demo.world import World

_PRIVATE = (("Aitor", "Primo"), ("Mamá", ""), ("Dentista", ""), ("Lola", "Vecina"), ("Pádel", "Kike"))


def write(folder: Path, world: World) -> None:
    """One file a rep, with a few private people in it."""
    (folder / "contacts").mkdir(parents=True, exist_ok=True)
    accounts = {account.key: account for account in world.accounts}
    for upn in REPS:
        cards = [
            card
            for contact in world.contacts
            if accounts[contact.account].owner == upn
            for card in _card(world.seed, contact, accounts[contact.account])
        ]
        cards += [_private(upn, given, family) for given, family in _PRIVATE[:3]]
        (folder / "contacts" / f"{upn}.vcf").write_bytes("".join(cards).encode())


def _card(seed: int, contact: Contact, account: Account) -> list[str]:
    """The card, or none: about one in six was never put on the phone."""
    dice = Dice(seed, "card", contact.key)
    if dice.chance(0.16):
        return []
    family = contact.family.split()[0] if dice.chance(0.3) else contact.family
    title = "" if dice.chance(0.25) else contact.title
    phones = list(contact.phones)
    if dice.chance(0.12):
        phones[-1] = phone(dice, account.sites[0].country, "mobile")
    elif dice.chance(0.2):
        phones = phones[:1]
    phones = [_other_spelling(dice, number) for number in phones]
    lines = [
        "BEGIN:VCARD", "VERSION:3.0", f"UID:{token('card', contact.key, length=32)}",
        f"N:{_text(family)};{_text(contact.given)};;;", f"FN:{_text(f'{contact.given} {family}')}",
        f"ORG:{_text(account.short if dice.chance(0.6) else account.name)}",
    ]  # fmt: skip
    if title:
        lines.append(f"TITLE:{_text(title)}")
    kinds = ("CELL", "WORK")
    lines += [f"TEL;TYPE={kinds[position % 2]},VOICE:{number}" for position, number in enumerate(phones)]
    if not dice.chance(0.1):
        lines.append(f"EMAIL;TYPE=INTERNET,PREF:{contact.emails[0]}")
    if dice.chance(0.15):
        note = dice.pick(("Prefiere WhatsApp", "Llamar antes de las 10", "Habla inglés"))
        lines.append(f"NOTE:{_text(note)}")
    return ["\r\n".join([*lines, "END:VCARD", ""])]


def _other_spelling(dice: Dice, number: str) -> str:
    match dice.below(4):
        case 0:
            return number
        case 1:
            return number.replace(" ", "")
        case 2:
            return number.replace(" ", "-")
        case _:
            return number.replace("+34 ", "").replace("+44 ", "0").replace("+52 ", "")


def _private(upn: str, given: str, family: str) -> str:
    dice = Dice("private", upn, given)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{token('private', upn, given, length=32)}",
             f"N:{family};{given};;;", f"FN:{f'{given} {family}'.strip()}",
             f"TEL;TYPE=CELL:{phone(dice, 'ES', 'mobile')}", "CATEGORIES:Personal", "END:VCARD", ""]  # fmt: skip
    return "\r\n".join(lines)


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
