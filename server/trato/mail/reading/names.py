"""Names taken apart: `Last, First`, titles, suffixes, Spanish double surnames, Exchange DNs; company or person."""

import re
from dataclasses import dataclass

from trato.mail.reading.vocabulary import COMPANY_WORDS, JOB_WORDS

LEGAL_FORMS = frozenset(
    "inc corp corporation ltd llc llp plc company co limited lp incorporated gmbh ag kg ohg s.a sa s.l sl slu sau s.a.u "
    "s.l.u srl s.r.l sarl sas spa s.p.a bv b.v nv n.v ltda lda pty oy ab as a/s".split()
)
_DN = re.compile(r"(?:^|/)cn=([^/]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name; empty where there is none."""

    title: str = ""
    first: str = ""
    middle: str = ""
    last: str = ""
    suffix: str = ""
    nickname: str = ""


def display(text: str) -> str:
    """A display name in spoken order: `Lee, Ann [Sales]` → `Ann Lee`."""
    bare = re.sub(r"\s*[\[(][^\])]*[\])]", "", text).strip(" \"'")
    last, comma, first = bare.partition(",")
    if comma and first.strip() and len(last.split()) <= 3:  # noqa: PLR2004 - surnames
        return f"{first.strip()} {last.strip()}"
    return " ".join(bare.split())
