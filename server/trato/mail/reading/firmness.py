"""A small linear model over hashed letter groups: does a name sound like a firm's or a person's?

The weights (`firmness.bin`, one signed byte a bucket) are made by `tools/train_reading.py`; buckets hold sums of many
letter groups, so that no name of the training set can be read back.
"""

import zlib
from functools import lru_cache
from importlib import resources

from trato.mail.reading.languages.model import word_set
from trato.mail.reading.vocabulary import COMPANY_WORDS, DEPARTMENT_WORDS

BUCKETS = 1 << 14
SCALE = 24.0
"""What one unit of log odds is in a weight's byte."""

_LONGEST = 80
_TRAIT_WEIGHT = 3
_SHORT = 6
_MOST_OF_PAIR = 4
_VOWELS = frozenset("aeiouyáéíóúàèäëïöü")
LEGAL_FORMS = word_set(
    """
    inc corp corporation ltd llc llp plc company co limited lp incorporated gmbh ag kg ohg s.a sa s.l sl slu sau
    s.a.u s.l.u srl s.r.l sarl sas spa s.p.a bv b.v nv n.v ltda lda pty oy ab as a/s pc pllc pa fsb na dba
    eirl sapi sab scoop coop cia sasu eurl sci snc sca ug kgaa ev mbh vof cv maatschap stichting
    eireli epp me unipessoal sgps srls scarl sapa
    """
)
_TRADES = word_set(
    """
    construction contractors contracting builders plumbing heating electric electrical electronics auto automotive
    motors tire restaurant cafe grill pizza bakery deli market store stores shop shops mart supply supplies
    equipment machine machinery tool tools manufacturing products product foods food farms farm ranch dairy produce
    realty properties property estate homes housing apartments hotel inn motel resort club lodge theatre theater
    museum library church ministries temple parish hospital clinic medical dental dentistry health healthcare
    pharmacy veterinary care nursing rehabilitation therapy law legal accounting tax insurance financial finance
    investments investment mortgage credit union trust savings loan funding fund ventures advisors management
    marketing advertising design designs studio studios productions media press publishing printing photography
    entertainment records music radio television broadcasting cable telecom communications wireless telephone
    network data computer computers technology tech digital web internet online interactive solutions consultants
    staffing personnel transport transportation trucking freight shipping logistics airlines aviation travel tours
    cruise moving storage rental rentals leasing security protection cleaning janitorial landscaping lawn garden
    nursery florist flowers painting roofing flooring carpet furniture interiors cabinets windows glass steel metal
    metals iron wood lumber paper plastics chemical chemicals pharmaceuticals labs laboratory research academy
    elementary high education learning training institute district county city state federal national american
    united department bureau office board authority commission court police fire league team sports fitness golf gym
    athletic cosmetics beauty salon spa hair nails jewelry jewelers fashion apparel clothing boutique shoes toys
    games books gifts crafts art arts gallery antiques pet pets animal kennel marine boat yacht oil petroleum gas
    energy power solar water utility utilities environmental recycling waste mining engineering engineers architects
    surveyors inspection testing import imports export exports trading traders wholesale distribution distributors
    dealers sales service services repair maintenance parts body collision towing parking car wash and bar pub
    tavern brewing brewery winery wines liquor spirits tobacco catering seafood meat coffee tea ice cream candy
    sweets holding enterprise industrial corporate global worldwide universal general standard premier quality first
    pacific atlantic western eastern southern northern central midwest southwest northwest northeast southeast
    valley mountain hills lake river bay beach island coast center centre plaza tower building group associates
    partnership committee council society association federation alliance coalition foundation fund charities
    charity school schools college university project program bros brothers sons
    friends campaign citizens elect committee elections representative senate house railway railroad hardware brands
    brand signs sign grocery brokerage offices chapel outlet warehouse league saint banking airline airways motel
    dealership honda toyota ford nissan hyundai jaguar volvo mazda subaru chevrolet chrysler jeep buick cadillac bmw
    mercedes lexus acura mitsubishi suzuki kia volkswagen audi porsche hs mfg mfr dept dist assn assoc intl natl govt
    obstetrics gynecology orthopedics pediatrics dermatology surgery surgical physicians eye vision hearing therapy
    kids teeth smile travel vacations bargain discount wholesale depot emporium bazaar factory mill mills foundry
    works workshop forge plant farmers growers ranches vineyards cellars orchards greenhouse feed seed tavern diner
    steakhouse taqueria trattoria ristorante bistro brasserie buffet bagel donuts noodle sushi thai wok burger taco
    hermanos hijos asociados talleres taller ferretería clínica panadería construcciones transportes consultores
    abogados ayuntamiento universidad colegio instituto fundación asociación cooperativa bodegas hotel hostal
    restaurante farmacia inmobiliaria seguros banco caja suministros distribuciones comercial industrias servicios
    soluciones sistemas ingeniería arquitectos asesores gestoría editorial laboratorios hospital librería muebles
    gebrüder söhne werke handel bau technik versicherung verlag klinik apotheke stadt gemeinde verein stiftung
    frères fils société cabinet atelier boulangerie pharmacie mairie école fondation fratelli figli officina
    ditta comune banca assicurazioni farmacia studio irmãos filhos comércio indústria empresa serviços prefeitura
    gebroeders zonen bedrijf gemeente verzekeringen ziekenhuis
    """
)
_COURTESY = word_set(
    """
    mr mrs ms dr miss sr sra don doña herr frau
    """
)
_JOINS = word_set(
    """
    and & y und et of the for de
    """
)


def buckets(text: str) -> list[int]:
    """The buckets of a name's features: letter groups of one to five within words, whole words, and how many words."""
    words = "".join(c if c.isalnum() or c in "&'." else " " for c in text[:_LONGEST].lower()).split()
    features = [f"#{min(len(words), 6)}"]
    features.extend(_traits(words))
    for place, word in enumerate(words):
        framed = f"^{word}$"
        features.append(f"w{word}")
        features.append(f"{'first' if place == 0 else 'last' if place == len(words) - 1 else 'inner'}{word}")
        features.extend(framed[i : i + size] for size in (2, 3, 4, 5) for i in range(len(framed) - size + 1))
    return [zlib.crc32(feature.encode()) % BUCKETS for feature in features]


def _traits(words: list[str]) -> list[str]:
    """What is known of the words: legal forms, trades, courtesy titles, joining words, digits, a possessive."""
    bare = [word.strip(".'").replace(".", "") for word in words]
    kinds = (
        ("+legal", any(word in LEGAL_FORMS for word in bare[1:])),
        ("+trade", any(word in _TRADES for word in bare)),
        ("+trades", sum(word in _TRADES for word in bare) > 1),
        ("+known", any(word in COMPANY_WORDS or word in DEPARTMENT_WORDS for word in bare)),
        ("+courtesy", any(word in _COURTESY for word in bare)),
        ("+owner", any(word.endswith("'s") for word in words)),
        ("+site", words[-1:] != [] and words[-1].endswith((".com", ".net", ".org", ".es"))),
        ("+letters", len(bare) == 1 and 1 < len(bare[0]) < _SHORT and not set(bare[0]) & _VOWELS),
        ("+listed", sum(word in _JOINS for word in bare) > 0 and len(words) > _MOST_OF_PAIR),
        ("+digit", any(c.isdigit() for word in words for c in word)),
        *((f"+{word}", True) for word in bare if word in _JOINS),
    )
    return [name for name, holds in kinds if holds] * _TRAIT_WEIGHT


def log_odds(text: str) -> float:
    """How firm-like a name is: above zero a firm's, below a person's."""
    weights = _weights()
    found = buckets(text)
    return sum(weights[bucket] for bucket in found) / SCALE


@lru_cache(maxsize=1)
def _weights() -> memoryview:
    return memoryview(resources.files("trato.mail.reading").joinpath("firmness.bin").read_bytes()).cast("b")
