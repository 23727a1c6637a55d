# ruff: noqa: E501 - a pattern reads better unbroken
"""The words by which people ask for, give, accept, decline and move meetings, in English and Spanish, with weights."""

import re
from dataclasses import dataclass

from trato.mail.reading.vocabulary import alternatives

_NOUN = (
    r"meetings?|conference call|conf(?:erence)? call|con ?call|call|lunch|dinner|breakfast|coffee|drinks|beers?|happy hour|session|demo"
    r"|appointment|interview|get[- ]together|appt|mtg|webinar|video ?call|party|presentation|training|seminar|workshop|game|golf"
    r"|reuni[oó]n|llamada|cita|videollamada|videoconferencia|almuerzo|comida|caf[eé]|cena|desayuno|visita|demostraci[oó]n|entrevista"
    r"|presentaci[oó]n|encuentro|conferencia"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for (or against) a meeting, by how much, and for which kind; all read lower-case text."""

    name: str
    kind: str
    weight: float
    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    """One of these begins a word of every text the pattern matches: asked first, being so much cheaper."""


_NOUN_STEMS = (
    "almuerzo|appointment|appt|beer|breakfast|caf|call|cena|cita|coffee|comida|conferencia|demo|desayuno|dinner|drinks|encuentro"
    "|entrevista|game|together|golf|happy hour|interview|llamada|lunch|meeting|mtg|party|presentaci|presentation|reuni|seminar"
    "|session|training|video|visita|webinar|workshop|concall"
)
_NEEDS = {
    "asks whether a time works": "for you|for every|with you|with every|how about|what about|what time|what da|when are|when would|when can|when could"
    "|when is a|when works|available|free|around|open|your calendar|your schedule|your avail|look like|looks like|looking like|viene|vendr"
    "|te va|le va|os va|les va|iria|iría|parece|convien|convendr|encaja|podr|podemos|libre|disponible|tiene|que d|qué d|que h|qué h",
    "asks to meet": "NOUN|meet|sit down|talk|speak|catch up|chat|visit|see you|discuss|do it|plan|shoot|schedule|interested in|gustar|querr"
    "|quer|quisiera|necesito|propongo|podemos|podr|agendar|concertar|programar|convocar|fijar",
    "asks to call": "call|ring|shout|please|can i|speak|talk|llam|llám",
    "sets a meeting up": "NOUN|meet|reserv|calendar|save the date|please",
    "moves or cancels a meeting": "schedul|reschedul|postpon|cancel|moved|changed|pushed|move |push |aplaza|pospon|reprogram|cambiar|mover",
    "accepts": "see you|see u|see ya|see every|be there|attend|join |participate|dial in|make it|m in|am in|im in|iam in|count me|for me|with me|look forward"
    "|looking forward|hope to see|be interested|available|free|open|nos vemos|me viene|me va|estar|cuenta conmigo|confirmo|de acuerdo con"
    "|perfecto",
    "declines": "make it|attend|join|be there|come|meet|make the|make our|make that|i am|i'm|i 'm|i will be|have to|no puedo|no podr|no podemos"
    "|imposible|no me viene|otro compromiso|no voy",
    "a meeting is spoken of": "NOUN|discuss|talk",
    "an agenda": "agenda|dialin|dial in|dial-in|passcode|pass code|call-in|conference room|sala de|orden del|teams.microsoft|zoom.us|meet.google",
    "a call only for questions": "question|concern|clarif|problem|help|assistance|duda|pregunta|consulta",
    "asks for an answer": "let me know|let us know|rsvp|please|digame|dígame|confirm|confírm|dime",
}


def _cue(name: str, kind: str, weight: float, pattern: str) -> Cue:
    needs = tuple(_NEEDS[name].replace("NOUN", _NOUN_STEMS).split("|"))
    return Cue(name, kind, weight, re.compile(rf"(?:{pattern})".replace("NOUN", _NOUN)), needs)


CUES = (
    _cue("asks whether a time works", "propose", 3.4,
         r"\b(?:would|will|does|do|is|are|can) (?:\w+ ){0,9}(?:work|suit|be (?:good|ok|okay|convenient|possible))(?: \w+){0,2} (?:for|with) (?:you|everyone|your)"
         r"|\b(?:how|what) about (?:\w+ ){0,3}(?:\d|mon|tue|wed|thu|fri|sat|sun|tomorrow|today|next|lunch|dinner|noon|coffee|this)"
         r"|\bwhat (?:time|day|date)s? (?:is|are|would|works?|suits?|can|do)\b|\bwhen (?:are you|would you be|can you|could you|can we|could we|is a good time|works)\b"
         r"|\b(?:are|is|will) (?:you|anyone|everyone|everybody|he|she|they)(?: both| all)? (?:\w+ )?(?:available|free|around|open)\b"
         r"|\byour (?:calendar|availability)\b|\byour schedule (?:is|looks?|allows?|permits?|today|tomorrow|this|next|like|on)\b|\b(?:check|what is|what ?[\'’]s|how is|how ?[\'’]s|around|fits?|suits?|with) your schedule\b|\blook(?:s|ing)? like (?:\w+ ){0,2}(?:next week|on|this week)"
         r"|\b(?:te|le|os|les) (?:viene|vendr[ií]a|va|ir[ií]a|parece|conviene|convendr[ií]a|encaja)\b|\b(?:podr[ií]amos|podemos) (?:vernos|quedar|reunirnos|hablar)"
         r"|\b(?:est[aá]s?|estar[ií]as?|estar[aá]s?) (?:libre|disponible)s?\b|\btienes? (?:un )?(?:hueco|disponibilidad|tiempo)\b|\bqu[eé] (?:d[ií]a|hora)\b"),
    _cue("asks to meet", "request", 3.2,
         r"\b(?:can|could|shall|should|may|let'?s|lets|like to|love to|want(?:s|ed)? to|need(?:s)? to|would be (?:great|good|nice) (?:to|if we)|hop(?:e|ing) to|wish to|opportunity to"
         r"|try to|trying to|able to|arrange to|be happy to|possible to) (?:\w+ ){0,4}(?:meet\b|get together|sit down|talk (?:to|with|about|live|today|tomorrow)|speak (?:to|with)|catch up(?! soon\b| later\b| sometime\b)|chat|visit (?:with|you)|see you|(?:set up|schedule|arrange|have|do|grab|get|hold) (?:\w+ ){0,3}(?:NOUN))"
         r"|\blet ?['’]?s (?:talk|meet|discuss|chat|get together|do (?:lunch|it)|plan|shoot|schedule)\b|\bgot together\b|\b(?:can|could) you (?:\w+ )?(?:get|do|make) (?:lunch|dinner|coffee|breakfast)\b|\bneed to discuss\b|\binterested in (?:\w+ ){0,2}(?:NOUN)\b"
         r"|\b(?:me gustar[ií]a|nos gustar[ií]a|querr[ií]a|quer[ií]a|quisiera|necesito|propongo|podemos|podr[ií]amos) (?:\w+ ){0,4}(?:reunir\w*|ver(?:te|le|nos|os)\b|quedar\b|hablar|agendar|concertar|programar|tener una (?:NOUN))"
         r"|\b(?:agendar|concertar|programar|convocar|fijar) (?:una |la )?(?:NOUN)\b"),
    _cue("asks to call", "call", 2.6,
         r"\b(?:give|gimme) (?:me|us|him|her) a (?:call|ring|shout)|\bcall me\b(?! if you have any| with any)|\bplease (?:call|phone|discuss|come|attend|join|plan|stop by|drop by)\b(?! (?:me )?(?:with|if you have) (?:any )?question)"
         r"|\b(?:ll|will|shall|going to|gonna|can|should) (?:\w+ )?(?:call you|give you a (?:call|ring))|\bcan i (?:\w+ )?(?:speak|talk)\b"
         r"|\bll[aá]m(?:ame|eme|enos|anos)\b|\b(?:te|le) llam(?:o|ar[eé])\b|\bpuedes? llamar(?:me|nos)\b"),
    _cue("sets a meeting up", "propose", 2.3,
         r"\b(?:set(?:ting)? up|schedul(?:e|ed|ing)|arrang(?:e|ed|ing)|organi[sz](?:e|ed|ing)|plan(?:s|ned|ning)?|coordinate|book(?:ed|ing)?|host(?:ing)?|hold(?:ing)?|having) (?:\w+ ){0,4}(?:NOUN)\b"
         r"|\b(?:NOUN) (?:has been |is |was |will be |are |still )?(?:still )?(?:scheduled|set|planned|held|on|at|this|tomorrow|today|from|be)\b"
         r"|\bwe (?:will|shall|are going to|'ll) (?:be )?meet(?:ing)?\b|\b(?:NOUN) (?:tendr[aá] lugar|ser[aá]|el pr[oó]ximo|queda|es el|a las)\b|\bhe reservado\b|\breserve (?:el|la) (?:d[ií]a|fecha)\b"
         r"|\bmark your calendar|\bsave the date|\bplease (?:make sure you )?(?:attend|join|be there)\b"),
    _cue("moves or cancels a meeting", "move", 3.2,
         r"\bre-?schedul|\bpostpon|\b(?:NOUN) (?:(?:has been|have been|was|is|will be) )?(?:cancel|moved|changed|pushed)|\bcancel(?:l?ed|l?ing)? (?:the|our|this|today'?s|tomorrow'?s) (?:\w+ ){0,3}(?:NOUN)"
         r"|\bmove (?:the |our )?(?:NOUN|it) (?:to|until|up|back)|\bpush (?:it|the \w+|our \w+) (?:back|to)|\b(?:aplaza|pospon|reprogram|cambiar (?:la|nuestra) (?:NOUN|hora|fecha)|mover (?:la|nuestra) (?:NOUN)|cancel\w+ (?:la|nuestra) (?:NOUN))"),
    _cue("accepts", "accept", 2.5,
         r"\bsee (?:you|u|ya|everyone)(?: all)? (?:there|then|at|on|in|tomorrow|tonight|mon|tue|wed|thu|fri|sat|sun|next|this|later|soon)|\b(?:i|we)(?: ?['’]ll| will| shall| plan to| would)? (?:definitely |probably |be able to )?(?:be there\b|attend\b|see (?:you|u|ya)\b|join (?:you|us)|participate|dial in|make it\b)"
         r"|\bi ?['’]?a?m in\b(?! need| the | a | \w+ing)|\bcount me in\b|\b(?:works|fine|good|great|perfect) (?:for|with) me\b|\blook(?:ing)? forward to (?:meeting|seeing|talking|speaking|our)|\bhope to see\b"
         r"|\bwould (?:definitely )?be interested\b|\bi ?(?:am|'m) (?:available|free|open)\b|\b(?:nos vemos|me viene bien|me va bien|ah[ií] estar[eé]|all[ií] estar[eé]|cuenta conmigo|confirmo (?:mi |la )?(?:asistencia|NOUN)|de acuerdo con la (?:fecha|hora)|perfecto,? (?:el|a las|nos))"),
    _cue("declines", "decline", 2.3,
         r"\b(?:can ?not|can ?['’]?t|ca n['’]t|won'?t be able to|wo n['’]t|will not be able to|unable to|not able to) (?:make it|attend|join|be there|come|meet|make (?:the|our|that))"
         r"|\bi (?:am|'m|will be) (?:out (?:of|until|through|on|sick|next|this|recovering)|traveling|on vacation|in (?:a |\w+ )?meetings?)|\bhave to (?:skip|miss|run to|cancel)\b"
         r"|\b(?:no (?:puedo|podr[eé]|podemos|podremos) (?:asistir|ir|estar|acudir|quedar|reunir\w*)|me es imposible|no me viene bien|tengo otro compromiso|no voy a poder)"),
    _cue("a meeting is spoken of", "", 1.1, r"\b(?:in|at|for|to|the|our|a|this|your|next|weekly|daily|customer|team|client) (?:\w+ ){0,2}(?:NOUN)\b|\bdiscuss\b|\btalk(?:ing)? (?:with|to)\b|\b(?:la|una|nuestra) (?:NOUN)\b"),
    _cue("an agenda", "", 1.2, r"\bagenda\b|\bdial[- ]?in\b|\bpass ?code\b|\bcall-in\b|\bconference room\b|\bsala de (?:juntas|reuniones)\b|\borden del d[ií]a\b|\bteams\.microsoft\.com|\bzoom\.us|\bmeet\.google"),
    _cue("a call only for questions", "", -2.4, r"\b(?:call|contact|talk|speak|discuss)\b.{0,90}\b(?:questions?|concerns?|clarif\w+|problems?|help|assistance)\b|\bquestions?\b.{0,60}\b(?:call|discuss)\b|\b(?:llam\w+|contact\w+)\b.{0,60}\b(?:dudas?|preguntas?|consultas?)\b|\b(?:dudas?|preguntas?)\b.{0,60}\bllam\w+"),
    _cue("asks for an answer", "", 0.6, r"\blet (?:me|us) know (?:if|when|what|whether|which)\b|\brsvp\b|\bplease (?:confirm|advise)\b|\bd[ií]game\b|\bconf[ií]rm(?:a|e|ame|eme)\b|\bdime (?:si|cu[aá]ndo|qu[eé])\b"),
)  # fmt: skip
_ALL_NEEDS = frozenset(need for cue in CUES for need in cue.needs)
_NEEDED_LETTERS = "".join(sorted({need[0] for need in _ALL_NEEDS}))
NEEDED = re.compile(rf"[{_NEEDED_LETTERS}](?<!\w.)(?<=(?=({alternatives(_ALL_NEEDS)})).)", re.DOTALL)
"""The longest needed word at each place of a text (shorter ones begin it); the search leaps from first letter to first letter."""
CUES_BY_NEED: dict[str, frozenset[int]] = {
    word: frozenset(k for k, cue in enumerate(CUES) if any(word.startswith(need) for need in cue.needs))
    for word in _ALL_NEEDS
}
"""The places in `CUES` of the cues that a needed word may belong to."""
