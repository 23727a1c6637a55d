"""Spanish dates and times."""

from trato.mail.reading.times.words import TimeWords

_ONES = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve", "treinta"]
_NUMBERS = {word: value for value, word in enumerate(_ONES)}
_NUMBERS |= {
    "un": 1,
    "una": 1,
    "dieciseis": 16,
    "veintidos": 22,
    "veintitres": 23,
    "veintiseis": 26,
    "treinta y uno": 31,
    "treinta y una": 31,
    "veintiún": 21,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "setenta": 70,
    "ochenta": 80,
    "noventa": 90,
    "par": 2,
    "un par de": 2,
}
_NUMBERS |= {
    f"{ten} y {_ONES[one]}": value + one
    for ten, value in (
        ("treinta", 30),
        ("cuarenta", 40),
        ("cincuenta", 50),
        ("sesenta", 60),
        ("setenta", 70),
        ("ochenta", 80),
        ("noventa", 90),
    )
    for one in range(1, 10)
}

SPANISH_TIMES = TimeWords(
    code="es",
    is_month_first=False,
    numbers=_NUMBERS,
    ordinals={"primero": 1, "primer": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3,
              "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5},
    ordinal_mark=r"(?:\s?(?:º|ª|°|\.º|ro|er|do|to|vo|mo)\b|[º°ª])",
    days={"hoy": 0, "mañana": 1, "ayer": -1, "anteayer": -2, "antier": -2, "antes de ayer": -2, "pasado mañana": 2,
          "pasado-mañana": 2, "al día siguiente": 1, "el día siguiente": 1, "día siguiente": 1, "el día anterior": -1,
          "del día": 0, "el día": 0, "próximo día": 1, "último día": -1, "día anterior": -1, "el dia anterior": -1, "dia anterior": -1},
    parts={"temprano en la mañana": (8, 10), "mañana": (8, 12), "mañanas": (8, 12), "anoche": (20, 24), "ayer noche": (20, 24), "madrugada": (4, 8), "tarde": (16, 20),
           "tardes": (16, 20), "noche": (20, 24), "noches": (20, 24), "mediodía": (12, 16), "mediodia": (12, 16),
           "pasado mediodia": (12, 16), "pasado mediodía": (12, 16), "medio día": (12, 16)},
    units={"seg": "second", "segs": "second", "segundo": "second", "segundos": "second", "min": "minute", "mins": "minute",
           "minuto": "minute", "minutos": "minute", "h": "hour", "hrs": "hour", "hora": "hour", "horas": "hour",
           "día": "day", "dia": "day", "días": "day", "dias": "day", "semana": "week", "semanas": "week", "mes": "month",
           "meses": "month", "año": "year", "años": "year", "ano": "year", "quincena": "fortnight",
           "días laborables": "business", "días hábiles": "business", "día hábil": "business", "día laboral": "business"},
    this=r"(?:(?:el |de |del |en )?(?:este|esta|actual))",
    next_=r"(?:(?:el |la |del? |al )?(?:próximo|proximo|próxima|proxima|siguiente|prox\.?))",
    coming=r"(?:este (?:próximo|proximo))",
    last=r"(?:(?:el |la )?(?:último|ultima|última|ultimo|pasado|pasada|anterior))",
    past=r"(?:este pasado)",
    after_this=r"(?:(?:de |en )?(?:esta semana|la semana actual))",
    after_next=r"(?:(?:de |en )?(?:la )?(?:próxima semana|semana próxima|semana que viene|siguiente semana|semana siguiente|proxima semana)"
    r"|que viene|próximo|proximo|siguiente|que entra)",
    after_last=r"(?:(?:de |en )?(?:la )?(?:semana pasada|última semana|semana anterior|pasada semana)|pasado|anterior|último)",
    article=r"(?:(?:al|del|el|los|la|las|día|dia|días|a|los días|el día|al día) ){0,3}",
    of=r"(?:(?:de|del|do|en|,|mes de|el|este|la) ){0,3}",
    at=r"(?:a las|a la|a eso de las?|sobre las?|hacia las?|alrededor de las?|cerca de las?|cerca de|alrededor de|a|las|la|para las?"
    r"|antes de las?|desde las?|por las?|@)",
    glue=r"(?:[\s,;(]*(?:(?:en algún momento|a las|a la|a|en la|en el|en|de la|de las|de|del|por la|por el|por|el|la|las|los|al|para las"
    r"|para la|para el|para|sobre las|hacia las|desde las|desde|alrededor de|cerca de|durante|entre|después de las|después de la|antes de las|antes de la|más tarde de las|@|-|–)[\s,]+){0,3})",
    from_=r"(?:desde|de|entre|a partir de)(?: las?| el)?",
    to=r"(?:\s?(?:-{1,2}|–|—|~)\s?|\s(?:a|hasta|al)\s(?:las? )?(?:el )?)",
    between_and=r"\s(?:y|a)\s(?:las? )?(?:el )?",
    week=r"semana",
    in_=r"(?:en|dentro de|tras|después de|en unos?|en las? próxim[ao]s?)",
    ago=r"(?:atrás|antes(?: de (?:hoy|ahora))?|previos?)",
    ago_before=r"(?:hace)",
    from_now=r"(?:a partir de (?:hoy|ahora)|desde (?:hoy|ahora)|después|más tarde|despues)",
    am=r"(?:a\s?\.?\s?m\b\.?)",
    pm=r"(?:p\s?\.?\s?m\b\.?)",
    oclock=r"(?:en punto|horas|hrs\.?|h\.?\b|hs\b)",
    half_past=r"(?P<h>{n}) y media|(?P<h2>{n}) y treinta",
    quarter_past=r"(?P<h>{n}) y (?:cuarto|un cuarto)",
    quarter_to=r"(?P<h>{n})(?:\s?(?:(?P<pm2>pm|p\.m\.|de la noche|de la tarde)|am|a\.m\.))? menos (?:cuarto|un cuarto)|(?:un )?cuarto para las? (?P<h2>{n})",
    minutes_past=r"(?P<h>{n}) (?:y|con) (?P<m>{n})(?: minutos)?",
    minutes_to=r"(?P<h>{n}) menos (?P<m>{n})(?: minutos)?",
    noon=r"(?:(?:las )?12 del (?:mediodía|mediodia|día)|(?:al |del |el )?(?:mediodía|mediodia|medio día|medio dia))",
    midnight=r"(?:(?:a |la )?(?:medianoche|media noche))",
    end_of=r"(?:al |el |a )?(?:final|fin|finales) del?\s(?:la |el )?",
    now=r"(?:ahora mismo|ahora|en este momento|inmediatamente|lo antes posible|cuanto antes|de inmediato)",
    duration=r"(?:por|durante) (?:unas? |unos )?",
    fixed_days={"navidad": (12, 25), "nochebuena": (12, 24), "nochevieja": (12, 31), "noche buena": (12, 24),
                "noche vieja": (12, 31), "año nuevo": (1, 1), "día de reyes": (1, 6), "reyes": (1, 6),
                "día de independencia": (7, 4), "halloween": (10, 31), "san valentín": (2, 14), "víspera de año nuevo": (12, 31),
                "día de navidad": (12, 25), "día del trabajador": (5, 1), "día del trabajo": (5, 1), "día de los inocentes": (12, 28), "todos los santos": (11, 1), "fin de año": (12, 31)},
    early=r"(?:temprano|a primera hora)(?: de| en)?",
    late=r"(?:más tarde|mas tarde|a fin(?:al)? de|a última hora)(?: de| en)?",
    part_days={"anoche": -1, "ayer noche": -1},
    span=r"(?:dentro de (?:los |las )?|(?:en |durante )?(?:el |la |los |las )?(?P<sdir>próxim[oa]s?|siguientes?|últim[oa]s?|pasad[oa]s?) )"
    r"(?P<n>(?:{n}) )?(?P<u>{unit})\b",
    year_words=r"(?:dos mil(?: (?:{number}))?|mil (?:novecientos|ochocientos|setecientos|seiscientos|quinientos)(?: (?:{number}))?)",
    movable_days={"semana santa": "easter", "domingo de pascua": "easter", "pascua": "easter", "viernes santo": "good_friday",
                  "viernes negro": "black_friday", "acción de gracias": "11/4/3", "día de acción de gracias": "11/4/3",
                  "día de la madre": "5/1/6"},
)  # fmt: skip
