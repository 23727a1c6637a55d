"""The languages mail is read in; a new one is one file with a `Language`, named here."""

from trato.mail.reading.languages.de import GERMAN
from trato.mail.reading.languages.en import ENGLISH
from trato.mail.reading.languages.es import SPANISH
from trato.mail.reading.languages.fr import FRENCH
from trato.mail.reading.languages.it import ITALIAN
from trato.mail.reading.languages.model import Language
from trato.mail.reading.languages.nl import DUTCH
from trato.mail.reading.languages.others import OTHERS
from trato.mail.reading.languages.pt import PORTUGUESE

READ: tuple[Language, ...] = (ENGLISH, SPANISH, PORTUGUESE, FRENCH, GERMAN, ITALIAN, DUTCH)
"""Read in full: greetings, sign-offs, signatures."""

ALL: tuple[Language, ...] = READ + OTHERS
"""Every language a thread can be cut in."""

__all__ = ["ALL", "READ", "Language"]
