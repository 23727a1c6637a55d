"""Invent contacts of which it is known who is one person: Spanish and English names, with what happens to cards.

Some people have two or three cards, spoilt as real ones are: typos, accents lost, short forms, initials, names written
the other way round or with one surname, another address or number, moved to another company. There are also those who
only look alike: namesakes, families with one number, colleagues with one switchboard, a shared mailbox.
"""

import random
from dataclasses import dataclass

from trato.mail.reading.nicknames import FULL
from trato.phonebook.duplicates.records import Record, fold


def _words(text: str) -> list[str]:
    return text.split()


GIVEN_ES = _words("""
José Antonio Manuel Francisco Juan David Javier Daniel Carlos Miguel Alejandro Rafael Pedro Pablo Ángel
Sergio Fernando Jorge Luis Alberto Álvaro Diego Adrián Raúl Enrique Jesús Ramón Vicente Iván Rubén Óscar
Andrés Joaquín Santiago Eduardo Víctor Mario Roberto Jaime Ignacio Marcos Alfonso Salvador Ricardo Emilio
Hugo Guillermo Gabriel María Carmen Ana Isabel Laura Cristina Marta Josefa Dolores Lucía Antonia Elena
Francisca Sara Paula Mercedes Pilar Raquel Beatriz Rosario Julia Silvia Rosa Teresa Encarnación Irene
Patricia Montserrat Andrea Rocío Mónica Alba Sonia Alicia Sandra Marina Susana Natalia Yolanda Inmaculada
Margarita Nuria Claudia Eva Inés Concepción Esther Noelia Verónica Lorena Consuelo Celia Olga Lourdes
Guadalupe Fátima Soledad Amparo Victoria Aitor Iker Ander Jon Mikel Nerea Ainhoa Leire Jordi Marc Oriol
Laia Xavier Brais Uxía""")
GIVEN_EN = _words("""
James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony
Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan
Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander
Patrick Frank Raymond Jack Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa
Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie
Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna Samantha
Katherine Christine Debra Rachel Carolyn Janet Maria Olivia Heather Helen Catherine Diane Julie Victoria
Joyce Lauren Kelly Christina Ruth Joan Virginia Judith""")
SURNAMES_ES = _words("""
García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz
Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano
Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido
Cortés Castillo Santos Lozano Guerrero Cano Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera
Peña Flores Cabrera Campos Vega Fuentes Carrasco Díez Caballero Reyes Nieto Aguilar Pascual Santana
Herrero Lorenzo Montero Hidalgo Giménez Ibáñez Ferrer Durán Santiago Benítez Mora Vicente Vargas Arias
Carmona Crespo Román Pastor Soto Sáez Velasco Moya Soler Parra Esteban Bravo Gallardo Rojas""")
SURNAMES_EN = _words("""
Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson Martin Lee
Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson
Baker Hall Campbell Mitchell Carter Roberts Turner Phillips Parker Evans Edwards Collins Stewart Morris
Murphy Cook Rogers Morgan Cooper Peterson Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood Watson
Brooks Bennett Gray Hughes Price Myers Long Foster Ross Powell Sullivan Russell Fisher Henderson Cole
West Jordan Reynolds Graham Wallace Ellis Gibson Hunter Ford Marshall Owens Kennedy Burns Gordon Shaw
Rice Robertson Hunt Black Daniels Palmer Mills Grant Knight Stone""")
CITIES = _words(
    """Madrid Barcelona Valencia Sevilla Zaragoza Málaga Murcia Bilbao Alicante Córdoba Valladolid Vigo Gijón"""
)
STREETS = _words(
    """Mayor Real Iglesia Sol Nueva Cervantes Goya Alcalá Serrano Colón Prim Aragón Castilla Ebro Duero Miño"""
)
TRADES = _words(
    """Metal Foods Logistics Textil Energía Química Vinos Papel Cerámica Motor Agro Naval Óptica Cables Forja"""
)
MAIL_FREE = ("gmail.com", "hotmail.com", "outlook.es", "yahoo.es")
SYLLABLES = _words("""
ba be bi bo ca ce co da de do fa fe ga go ja la le li lo ma me mi mo na ne
no pa pe ra re ri ro sa se so ta te to va ve vi za zo""")


@dataclass(frozen=True)
class Company:
    name: str
    domain: str
    city: str
    switchboard: str
    is_english: bool


@dataclass
class Card:
    given: str
    surname: str
    company: Company
    emails: list[str]
    numbers: list[str]
    street: str
    city: str
    postal_code: str

    def record(self, number: int) -> Record:
        return Record(
            number, self.given, self.surname, self.company.name, tuple(self.emails), tuple(self.numbers),
            self.street, self.city, self.postal_code,
        )  # fmt: skip


def invented(count: int, *, seed: int) -> tuple[list[Record], set[tuple[int, int]]]:
    """Return `count` contacts in random order, and which pairs of them are one person."""
    return _Maker(random.Random(seed)).contacts(count)  # noqa: S311  repeatable, no secret


class _Maker:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        rare = sorted({self._word(3).title() for _ in range(4000)})
        self.surnames = {
            False: SURNAMES_ES + rare[:2500],
            True: SURNAMES_EN + [self._word(2).title() + "son" for _ in range(1500)],
        }
        self.shorts: dict[str, list[str]] = {}
        for short, full in FULL.items():
            self.shorts.setdefault(full, []).append(short.title())

    def contacts(self, count: int) -> tuple[list[Record], set[tuple[int, int]]]:
        companies = [self._company() for _ in range(max(5, count // 12))]
        groups: list[list[Card]] = []
        made = 0
        before: list[Card] = []
        while made < count:
            card = self._person(self.dice.choice(companies), before)
            before.append(card)
            copies = self.dice.choices((0, 1, 2), (0.75, 0.21, 0.04))[0]
            group = [card, *(self._spoilt(card, companies) for _ in range(copies))][: count - made]
            groups.append(group)
            made += len(group)
        order = list(range(made))
        self.dice.shuffle(order)
        numbers = iter(order)
        records, truth = [], set()
        for group in groups:
            ids = [next(numbers) for _ in group]
            records += [card.record(one) for card, one in zip(group, ids, strict=True)]
            truth |= {(min(a, b), max(a, b)) for place, a in enumerate(ids) for b in ids[place + 1 :]}
        return sorted(records, key=lambda record: record.id), truth

    def _word(self, syllables: int) -> str:
        return "".join(self.dice.choice(SYLLABLES) for _ in range(syllables))

    def _company(self) -> Company:
        dice = self.dice
        is_english = dice.random() < 0.3
        stem = f"{self._word(dice.choice((2, 3))).title()} {dice.choice(TRADES)}"
        legal = dice.choice(("Ltd", "Inc", "LLC") if is_english else ("SA", "SL", "S.L.U.", "y Cía"))
        domain = f"{fold(stem).replace(' ', dice.choice(('', '-')))}.{'com' if is_english else 'es'}"
        return Company(f"{stem} {legal}", domain, dice.choice(CITIES), self._number("9"), is_english)

    def _number(self, start: str) -> str:
        return "+34" + start + "".join(self.dice.choices("0123456789", k=8))

    def _surname(self, *, is_english: bool) -> str:
        pool = self.surnames[is_english]
        place = int(len(pool) * self.dice.random() ** 2.2)
        return pool[place]

    def _person(self, company: Company, before: list[Card]) -> Card:
        dice = self.dice
        given = dice.choice(GIVEN_EN if company.is_english else GIVEN_ES)
        if not company.is_english and dice.random() < 0.15:
            given = f"{given} {dice.choice(GIVEN_ES)}"
        surname = self._surname(is_english=company.is_english)
        if not company.is_english and dice.random() < 0.75:
            surname = f"{surname} {self._surname(is_english=False)}"
        street, city, post = (
            f"Calle {dice.choice(STREETS)} {dice.randint(1, 120)}",
            company.city,
            f"{dice.randint(1000, 52999):05}",
        )
        numbers = [self._number("6")] if dice.random() < 0.8 else []
        if before and dice.random() < 0.02:  # a brother or a daughter in the same firm or house
            kin = dice.choice(before[-200:])
            given = dice.choice([one for one in GIVEN_ES if fold(one)[:3] != fold(kin.given)[:3]])
            surname, street, city, post = kin.surname, kin.street, kin.city, kin.postal_code
            company = kin.company if dice.random() < 0.5 else company
            numbers += kin.numbers[-1:] if dice.random() < 0.5 else []
        elif before and dice.random() < 0.01:  # a namesake
            kin = dice.choice(before)
            given, surname = kin.given, kin.surname
        if dice.random() < 0.45:
            numbers.append(company.switchboard)
        emails = [self._email(given, surname, company.domain)] if dice.random() < 0.85 else []
        if dice.random() < 0.12:
            emails.append(self._email(given, surname, dice.choice(MAIL_FREE), numbered=True))
        if dice.random() < 0.04:
            emails = [f"info@{company.domain}"]
        has_address = dice.random() < 0.5
        return Card(
            given, surname, company, emails, numbers, *((street, city, post) if has_address else ("", city, ""))
        )

    def _email(self, given: str, surname: str, domain: str, *, numbered: bool = False) -> str:
        first, last = fold(given).split()[0], fold(surname).split()[0]
        dice = self.dice
        handle = dice.choices((f"{first}.{last}", f"{first[0]}{last}", f"{first}", f"{last}{first[0]}"), (6, 4, 1, 1))[
            0
        ]
        return f"{handle}{dice.randint(1, 99) if numbered else ''}@{domain}"

    def _spoilt(self, card: Card, companies: list[Company]) -> Card:
        """Return another card of the same person."""
        dice = self.dice
        copy = Card(
            card.given,
            card.surname,
            card.company,
            list(card.emails),
            list(card.numbers),
            card.street,
            card.city,
            card.postal_code,
        )
        self._spoil_name(copy)
        if dice.random() < 0.10:  # moved to another company
            copy.company = dice.choice(companies)
            copy.city = copy.company.city
            copy.emails = [self._email(card.given, card.surname, copy.company.domain)]
            copy.numbers = [one for one in copy.numbers if one != card.company.switchboard]
            copy.street = copy.postal_code = ""
            # Somebody who took nothing along nobody could know again: a number of their own goes with them.
            own = [one for one in card.numbers if one.startswith("+346")] or [self._number("6")]
            copy.numbers = card.numbers = list(dict.fromkeys([own[0], *card.numbers]))[:1]
            return copy
        if dice.random() < 0.3:
            copy.emails = copy.emails[1:]
        if copy.numbers and dice.random() < 0.35:
            copy.numbers.pop(dice.randrange(len(copy.numbers)))
        if copy.numbers and dice.random() < 0.05:
            copy.numbers[0] = self._typo(copy.numbers[0], "0123456789")
        if copy.emails and dice.random() < 0.04:
            handle, _, domain = copy.emails[0].partition("@")
            copy.emails[0] = f"{self._typo(handle, 'abcdefghijklmnopqrstuvwxyz')}@{domain}"
        if dice.random() < 0.25:
            copy.street = copy.street.replace("Calle", dice.choice(("C/", "Cl.", "")))
        if dice.random() < 0.2:
            copy.street = copy.postal_code = ""
        return copy

    def _spoil_name(self, copy: Card) -> None:
        dice = self.dice
        kind = dice.random()
        words = copy.surname.split()
        first, *more = copy.given.split()
        if kind < 0.24:
            name = "surname" if kind < 0.14 else "given"
            setattr(copy, name, self._typo(getattr(copy, name), "abcdefghijklmnopqrstuvwxyz"))
        elif kind < 0.36 and fold(first) in self.shorts:
            copy.given = dice.choice(self.shorts[fold(first)])
        elif kind < 0.50 and len(words) > 1:
            copy.surname = words[0]
        elif kind < 0.56:
            copy.given, copy.surname = copy.surname, copy.given
        elif kind < 0.64:
            copy.given = f"{first[0]}."
        elif kind < 0.72 and more:
            copy.given = first
        elif kind < 0.86:
            copy.given, copy.surname = fold(copy.given).title(), fold(copy.surname).upper()

    def _typo(self, text: str, letters: str) -> str:
        if len(text) < 3:
            return text
        place, dice = self.dice.randrange(1, len(text) - 1), self.dice
        kind = dice.randrange(4)
        if kind == 0:
            return text[:place] + dice.choice(letters) + text[place + 1 :]
        if kind == 1:
            return text[:place] + text[place + 1 :]
        if kind == 2:
            return text[:place] + dice.choice(letters) + text[place:]
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
