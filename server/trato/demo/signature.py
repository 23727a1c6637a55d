"""Signatures as people's programs add them: phones, address, a line of small print."""

from trato.demo import wording
from trato.demo.dice import Dice
from trato.demo.model import OUR_NAME, Party

_MARKS = (("T", "M"), ("Tel.", "Móvil"), ("Tlf", "Mvl"), ("☎", "📱"))
_MARKS_EN = (("T", "M"), ("Tel", "Mobile"), ("Office", "Cell"), ("D", "M"))


def signature(sender: Party, language: str, dice: Dice, *, is_reply: bool) -> tuple[str, ...]:
    """The signature block, perhaps a short one or a phone's."""
    if not sender.given:
        return (sender.company,) if sender.company else ()
    if sender.client == "apple" and dice.chance(0.6):
        return (dice.pick(wording.variants(language, "phone_tag")["line"]),)
    if not sender.title or (is_reply and dice.chance(0.4)):
        return ()
    return _block(sender, language)


def _block(sender: Party, language: str) -> tuple[str, ...]:
    """Each person has one design and keeps to it."""
    style = Dice("signature", sender.email)
    office, mobile = style.pick(_MARKS_EN if language == "en" else _MARKS)
    if style.chance(0.3):
        lines = [f"{sender.name} | {sender.title}", sender.company]
    else:
        lines = [sender.name, sender.title, sender.company]
    numbers = [f"{office}: {sender.phone}"]
    if sender.mobile:
        numbers.append(f"{mobile}: {sender.mobile}")
    lines += [" | ".join(numbers)] if style.chance(0.35) else numbers
    if style.chance(0.75):
        lines.append(sender.address)
    if style.chance(0.8):
        lines.append(f"{sender.email} | {sender.web}" if style.chance(0.5) else sender.web)
    return tuple(lines)


def disclaimer(sender: Party, language: str, *, is_reply: bool) -> str:
    """The company's small print; about a third have one, and always the same; ours is on first mails."""
    domain = sender.email.rsplit("@", 1)[1]
    dice = Dice("disclaimer", domain, language)
    ours = sender.company == OUR_NAME
    if not sender.title or (is_reply if ours else dice.chance(0.65)):
        return ""
    line = dice.pick(wording.variants(language, "disclaimer")["line"])
    return line.replace("{company}", sender.company).replace("{domain}", domain)
