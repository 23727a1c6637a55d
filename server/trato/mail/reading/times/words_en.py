"""English dates and times."""

from trato.mail.reading.times.words import TimeWords

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = {word: value for value, word in enumerate(_ONES)} | _TENS
_NUMBERS |= {
    f"{ten}{gap}{_ONES[one]}": value + one for ten, value in _TENS.items() for one in range(1, 10) for gap in " -"
}
_ORDINAL = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"]
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL, start=1)} | {"thirtieth": 30}
_ORDINALS |= {
    f"{ten}{gap}{_ORDINAL[one - 1]}": value + one
    for ten, value in (("twenty", 20), ("thirty", 30))
    for one in range(1, 10)
    for gap in " -"
    if value + one <= 31
}

ENGLISH_TIMES = TimeWords(
    code="en",
    is_month_first=True,
    numbers=_NUMBERS | {"a": 1, "an": 1},
    ordinals=_ORDINALS,
    ordinal_mark=r"(?:\s?(?:st|nd|rd|th)\b)",
    days={"today": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "tomorow": 1, "yesterday": -1, "day after tomorrow": 2,
          "day before yesterday": -2, "the day": 0, "the next day": 1, "the day after": 1,
          "the day before": -1, "the following day": 1, "otd": 0, "next day": 1, "last day": -1},
    parts={"early morning": (8, 10), "late morning": (10, 12), "morning": (8, 12), "mornings": (8, 12), "afternoon": (12, 16),
           "early afternoon": (12, 14), "late afternoon": (14, 16), "evening": (16, 20), "early evening": (16, 18),
           "late evening": (18, 20), "night": (20, 24), "late night": (22, 24), "early night": (20, 22), "nights": (20, 24),
           "lunch": (11, 13), "lunchtime": (11, 13), "lunch time": (11, 13), "daytime": (8, 18), "tonight": (20, 24), "tonite": (20, 24), "mid-day": (10, 14), "business hours": (8, 18)},
    units={"sec": "second", "secs": "second", "second": "second", "seconds": "second", "min": "minute", "mins": "minute",
           "minute": "minute", "minutes": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour",
           "day": "day", "days": "day", "week": "week", "weeks": "week", "wks": "week", "fortnight": "fortnight",
           "month": "month", "months": "month", "year": "year", "years": "year", "yr": "year", "yrs": "year",
           "business day": "business", "business days": "business", "working days": "business", "weekday": "business",
           "night": "day", "nights": "day"},
    this=r"(?:this|the current)",
    next_=r"(?:next|following|the following)",
    coming=r"(?:(?:this |the )?(?:coming|upcoming|forthcoming))",
    last=r"(?:last|the previous|previous)",
    past=r"(?:(?:this |the )?past)",
    after_this=r"(?:(?:of )?this week)",
    after_next=r"(?:(?:of )?(?:the )?(?:next|following) week)",
    after_last=r"(?:(?:of )?(?:the )?(?:last|previous) week)",
    article=r"(?:the )?",
    of=r"(?:of |in )?(?:the )?(?:month of )?",
    at=r"(?:at|@|around|about|by|circa|ca\.?)",
    glue=r"(?:[\s,;(]*(?:(?:sometime|some time|anytime|at|on|for|in the|in|of|from|by|around|about|circa|the|during|after|before|since|until|starting|beginning|later than|not? later than|@|-|–)[\s,]+){0,3})",
    from_=r"(?:from|between)",
    to=r"(?:\s?(?:-{1,2}|–|—|~)\s?|\s(?:to|till|until|til|thru|through)\s(?:about\s)?(?:the\s)?)",
    between_and=r"\s(?:and|to)\s",
    week=r"week",
    in_=r"(?:in|within|after)",
    ago=r"(?:ago|earlier|back|before(?: today| now)?)",
    ago_before="",
    from_now=r"(?:from now|from today|later|hence|after today|after now|afterwards)",
    am=r"(?:a\s?\.?\s?m\b\.?|a\b(?!\s\w))",
    pm=r"(?:p\s?\.?\s?m\b\.?|p\b(?!\s\w))",
    oclock=r"(?:o\s?['’]?\s?clock)",
    half_past=r"half past (?P<h>{n})|half (?P<h2>{n})\b",
    quarter_past=r"(?:a )?quarter (?:past|after) (?P<h>{n})",
    quarter_to=r"(?:a )?quarter (?:to|of|till|before) (?P<h>{n})",
    minutes_past=r"(?P<m>{n}) (?:min(?:ute)?s? )?(?:past|after) (?P<h>{n})",
    minutes_to=r"(?P<m>{n}) (?:min(?:ute)?s? )(?:to|till|before) (?P<h>{n})",
    noon=r"(?:12 )?(?:noonish|noon|midday|mid day|noontime|twelve noon)",
    midnight=r"(?:12 )?midnight",
    end_of=r"(?:the )?end of (?:the )?",
    now=r"(?:right now|now|at the moment|at this moment|at this time|at the minute|asap|as soon as possible|immediately|at present)",
    duration=r"for (?:about |up to )?(?:an? additional )?",
    fixed_days={"christmas day": (12, 25), "christmas eve": (12, 24), "xmas": (12, 25), "christmas": (12, 25),
                "new year's day": (1, 1), "new years day": (1, 1), "new year's eve": (12, 31), "new years eve": (12, 31),
                "new year day": (1, 1), "halloween": (10, 31), "valentine's day": (2, 14), "valentines day": (2, 14),
                "independence day": (7, 4), "april fools": (4, 1), "saint patrick's day": (3, 17), "st patrick": (3, 17), "saint patrick": (3, 17), "st patrick's day": (3, 17), "boxing day": (12, 26),
                "veterans day": (11, 11), "earth day": (4, 22), "groundhog day": (2, 2), "may day": (5, 1)},
    early=r"early",
    late=r"(?:late|later)(?: in)?",
    part_days={"tonight": 0, "tonite": 0},
    span=r"(?:within (?:the next |the )?|(?:in |during )?(?:the )?(?P<sdir>next|coming|last|past|previous) )(?P<n>(?:{n}) )?(?P<u>{unit})\b",
    year_words=r"(?:(?:nineteen|eighteen|seventeen|sixteen|twenty) (?:hundred )?(?:and )?(?:{number})|two thousand(?: (?:and )?(?:{number}))?)",
    movable_days={"easter sunday": "easter", "easter": "easter", "good friday": "good_friday", "thanksgiving day": "11/4/3",
                  "thanksgiving": "11/4/3", "black friday": "black_friday", "labor day": "9/1/0", "labour day": "9/1/0",
                  "memorial day": "5/-1/0", "mother's day": "5/2/6", "mothers day": "5/2/6", "father's day": "6/3/6",
                  "fathers day": "6/3/6", "martin luther king day": "1/3/0", "mlk day": "1/3/0", "presidents day": "2/3/0",
                  "columbus day": "10/2/0"},
)  # fmt: skip
