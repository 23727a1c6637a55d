"""Dutch: header labels, attributions, greetings and sign-offs."""

from trato.mail.reading.languages.model import Language, names, phrases

DUTCH = Language(
    code="nl",
    headers={
        "from": phrases("van, afzender"),
        "sent": phrases("verzonden, datum, verstuurd, verzonden op"),
        "to": phrases("aan, naar"),
        "cc": phrases("cc, kopie"),
        "bcc": phrases("bcc"),
        "subject": phrases("onderwerp, betreft"),
        "reply_to": phrases("antwoord aan, beantwoorden"),
        "other": phrases("urgentie, bijlagen, bijlage, prioriteit"),
    },
    wrote=phrases("schreef, geschreven, heeft geschreven, schreven, schrijft, het volgende geschreven"),
    openers=phrases("op, de, in een bericht"),
    separators=phrases(
        """
        oorspronkelijk bericht, origineel bericht, doorgestuurd bericht, begin doorgestuurd bericht,
        oorspronkelijk e-mailbericht, doorgezonden bericht, doorgestuurd door, oorspronkelijke bericht
        """
    ),
    on_behalf_of=phrases("namens"),
    reply_prefixes=phrases("antw, betr, re"),
    forward_prefixes=phrases("doorst, fw, fwd"),
    calendar_prefixes=phrases("geaccepteerd, geweigerd, afgewezen, voorlopig, geannuleerd, bijgewerkt, uitnodiging"),
    auto_reply_subjects=phrases(
        "automatisch antwoord, afwezig, afwezigheidsbericht, niet aanwezig, automatische reactie"
    ),
    bounce_subjects=phrases("niet bezorgd, onbestelbaar, kan niet worden bezorgd, niet afgeleverd"),
    greetings=phrases(
        """
        hallo, hoi, beste, geachte, goedemorgen, goedemiddag, goedenavond, goedendag, dag, lieve,
        waarde, ha
        """
    ),
    addressees=phrases("allen, allemaal, iedereen, heer, mevrouw, dames, heren, team, collega's, collega"),
    signoffs=phrases(
        """
        bedankt, dank, dank je, dank u, dank je wel, dankjewel, hartelijk dank, alvast bedankt, mvg, met
        vriendelijke groet, met vriendelijke groeten, vriendelijke groet, vriendelijke groeten, groet,
        groeten, groetjes, hoogachtend, met hartelijke groet, hartelijke groeten, hartelijke groet, gr,
        mvrgr, tot ziens, tot dan, fijne dag, met groet, m.vr.gr, liefs, prettig weekend, bvd
        """
    ),
    sent_from=phrases(
        """
        verstuurd vanaf, verzonden vanaf, verzonden met, verstuurd met, download outlook voor, outlook
        voor, verzonden via, verstuurd via
        """
    ),
    disclaimers=phrases("vertrouwelijk, geadresseerde, ten onrechte, voordat u deze, uitsluitend bestemd"),
    months=names(
        """
        januari jan, februari feb febr, maart mrt maa, april apr, mei, juni jun, juli jul, augustus aug,
        september sep sept, oktober okt, november nov, december dec
        """
    ),
    weekdays=names("maandag ma, dinsdag di, woensdag wo, donderdag do, vrijdag vr, zaterdag za, zondag zo"),
    phone_labels={
        "fax": phrases("fax"),
        "mobile": phrases("mobiel, gsm, mob"),
        "work": phrases("telefoon, tel, kantoor"),
    },
    job_words=phrases(
        """
        directeur, medewerker, hoofd, adviseur, ingenieur, advocaat, teamleider, bestuurder, eigenaar
        """
    ),
    department_words=phrases("afdeling, verkoop, inkoop"),
    company_words=phrases("b.v, bv, n.v, nv, vof, bvba, stichting, vereniging, universiteit, groep"),
    street_words=phrases("straat, laan, postbus, plein, weg, gracht, kade, verdieping, singel"),
    stop_words=phrases(
        """
        de, het, een, en, van, ik, is, dat, niet, je, op, te, zijn, voor, met, we, aan, wij, ook,
        bedankt, maar, er, om, naar
        """
    ),
)
