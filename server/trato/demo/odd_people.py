"""People who make linking hard: second addresses, shared ones, those who changed company."""

from dataclasses import replace

from trato.demo import store
from trato.demo.customers import JOBS, address
from trato.demo.dice import Dice
from trato.demo.model import Account, Contact
from trato.demo.spelling import phone, slug

MOVED = (("malacar", "guadaluz"), ("metalgetafe", "henarpack"), ("ashgrove", "penhallow"),
         ("artikutza", "urdalde"))  # fmt: skip
"""Somebody who left the first account for the second."""
SHARED = ("levantauto", "arratibel", "manchavid", "urdalde", "thornbury")
"""Accounts where two people of the workshop share one address."""
PRIVATE_SHARE = 0.5
"""How many of the private addresses the CRM knows."""
FREE_MAIL = ("gmail.com", "hotmail.com", "outlook.es")


def with_odd_ones(seed: int, accounts: tuple[Account, ...], contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """All contacts: aliases added to the ordinary ones, the odd ones behind them."""
    by_key = {account.key: account for account in accounts}
    made = [_with_aliases(seed, contact, by_key[contact.account]) for contact in contacts]
    for old, new in MOVED:
        if old in by_key and new in by_key:
            made.append(_mover(seed, by_key[old], by_key[new]))
    for key in SHARED:
        if key in by_key:
            made += _sharers(seed, by_key[key])
    return tuple(made)


def moved(contacts: tuple[Contact, ...]) -> list[Contact]:
    """Those who changed company: new address first, old one second."""
    return [contact for contact in contacts if contact.job == "moved"]


def sharing(contacts: tuple[Contact, ...]) -> list[Contact]:
    """Those who share an address."""
    return [contact for contact in contacts if contact.job == "shared"]


def private_address(contact: Contact) -> str:
    """Their own address with a free-mail provider; invented, whether the CRM knows it or not."""
    dice = Dice("private", contact.key)
    words = ("home", "mail", "personal") if contact.language == "en" else ("casa", "particular", "personal")
    name = f"{slug(contact.given)}.{slug(contact.family.split()[0])}"
    return f"{name}.{dice.pick(words)}{dice.between(60, 99)}.demo@" \
           f"{dice.pick(FREE_MAIL)}"  # fmt: skip


def _with_aliases(seed: int, contact: Contact, account: Account) -> Contact:
    dice = Dice(seed, "aliases", contact.key)
    emails = contact.emails
    local = emails[0].split("@")[0]
    if len(account.domains) > 1:
        emails += (f"{local}@{account.domains[1]}",)
    if dice.chance(0.12):
        emails += (f"{slug(contact.given)[0]}.{slug(contact.family.split()[0])}.ext@{account.domains[0]}",)
    if account.group == "A" and Dice("known", contact.key).chance(PRIVATE_SHARE):
        emails += (private_address(contact),)
    return replace(contact, emails=emails)


def _mover(seed: int, old: Account, new: Account) -> Contact:
    dice = Dice(seed, "mover", old.key)
    pool = store.names()[new.language]
    gender = dice.pick("fm")
    given, family = dice.pick(pool[gender]), dice.pick(pool["family"])
    second = dice.pick([name for name in pool["family"] if name != family])
    full = f"{family} {second}" if new.language == "es" else family
    woman, man, department, role = JOBS[new.language]["engineer"]
    return Contact(
        key=f"{new.key}.{slug(given)}.{slug(family)}.moved", account=new.key, given=given, family=full,
        gender=gender, job="moved", title=woman if gender == "f" else man, department=department,
        emails=(_own(new, given, family), _own(old, given, family)),
        phones=(phone(dice, new.sites[0].country, "mobile"),), reports_to="", influence=50,
        buying_role=role, language=new.language, register=new.register,
    )  # fmt: skip


def _own(account: Account, given: str, family: str) -> str:
    """Never the address of somebody who is there already."""
    return address(account, given, family).replace("@", ".ing@")


def _sharers(seed: int, account: Account) -> list[Contact]:
    box = "workshop" if account.language == "en" else "taller"
    made = []
    for number in range(2):
        dice = Dice(seed, "sharer", account.key, number)
        pool = store.names()[account.language]
        given, family = dice.pick(pool["m"]), dice.pick(pool["family"])
        _, title, department, role = JOBS[account.language]["shift"]
        made.append(Contact(
            key=f"{account.key}.{box}.{number + 1}", account=account.key, given=given, family=family,
            gender="m", job="shared", title=title,
            department=department, emails=(f"{box}@{account.domains[0]}",),
            phones=(phone(dice, account.sites[0].country, "mobile"),), reports_to="",
            influence=20, buying_role=role, language=account.language, register=account.register,
        ))  # fmt: skip
    return made
