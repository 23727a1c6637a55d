"""German: header labels, attributions, greetings and sign-offs."""

from trato.mail.reading.languages.model import Language, names, phrases

GERMAN = Language(
    code="de",
    headers={
        "from": phrases("von, absender"),
        "sent": phrases("gesendet, datum, gesendet am, gesendet um, verschickt"),
        "to": phrases("an, empfänger"),
        "cc": phrases("cc, kopie, kopie an"),
        "bcc": phrases("bcc, blindkopie"),
        "subject": phrases("betreff, betrifft"),
        "reply_to": phrases("antwort an, antworten an"),
        "other": phrases("wichtigkeit, anlagen, anlage, priorität, anhang"),
    },
    wrote=phrases("schrieb, schrieben, hat geschrieben, schreibt, geschrieben"),
    openers=phrases("am, an, den, vom, um"),
    separators=phrases(
        """
        ursprüngliche nachricht, originalnachricht, weitergeleitete nachricht, ursprüngliche mail,
        original-nachricht, anfang der weitergeleiteten nachricht, weitergeleitet von, original
        nachricht, original message processed by, ursprungsnachricht, originale nachricht, originalmail,
        urspr. nachricht
        """
    ),
    on_behalf_of=phrases("im auftrag von, im namen von"),
    reply_prefixes=phrases("aw, antw, antwort"),
    forward_prefixes=phrases("wg, wtr, fwd"),
    calendar_prefixes=phrases(
        """
        zugesagt, angenommen, abgelehnt, abgesagt, mit vorbehalt, aktualisiert, einladung, neue zeit
        vorgeschlagen, mit vorbehalt zugesagt
        """
    ),
    auto_reply_subjects=phrases(
        """
        automatische antwort, abwesenheitsnotiz, abwesenheit, automatische rückantwort,
        abwesenheitsnachricht, autoreply, auto-antwort, nicht im büro, urlaub
        """
    ),
    bounce_subjects=phrases("unzustellbar, zustellung fehlgeschlagen, nicht zustellbar, zustellfehler, rückläufer"),
    greetings=phrases(
        """
        hallo, guten tag, guten morgen, guten abend, sehr geehrte, sehr geehrter, liebe, lieber, moin,
        servus, grüß gott, hi, werte, werter, liebes, hey
        """
    ),
    addressees=phrases("zusammen, alle, team, herr, frau, damen, herren, kollegen, und"),
    signoffs=phrases(
        """
        danke, vielen dank, besten dank, herzlichen dank, danke schön, danke im voraus, vielen dank im
        voraus, danke und gruß, mit freundlichen grüßen, mit freundlichem gruß, mfg, lg, vg, viele
        grüße, liebe grüße, beste grüße, freundliche grüße, schöne grüße, herzliche grüße, gruß, grüße,
        mit besten grüßen, mit lieben grüßen, hochachtungsvoll, ciao, bis bald, bis dann, mit
        freundlichen grüssen, freundliche grüsse, viele grüsse, liebe grüsse, beste grüsse, gruss,
        herzlichst, schönen gruß, schönes wochenende, mit herzlichen grüßen, tschüss, einen schönen tag
        """
    ),
    sent_from=phrases(
        """
        gesendet von, gesendet mit, von meinem, gesendet über, outlook für, holen sie sich outlook für,
        diese nachricht wurde von meinem
        """
    ),
    disclaimers=phrases(
        """
        vertraulich, empfänger, irrtümlich, unbefugt, bevor sie diese, sitz der gesellschaft,
        amtsgericht, registergericht, geschäftsführer:, handelsregister, ust-id
        """
    ),
    months=names(
        """
        januar jan jänner, februar feb, märz mär mrz, april apr, mai, juni jun, juli jul, august aug,
        september sep sept, oktober okt, november nov, dezember dez
        """
    ),
    weekdays=names("montag mo, dienstag di, mittwoch mi, donnerstag do, freitag fr, samstag sonnabend sa, sonntag so"),
    phone_labels={
        "fax": phrases("fax, telefax"),
        "mobile": phrases("mobil, handy, mobiltelefon, mobilfunk"),
        "work": phrases("telefon, tel, fon, durchwahl, zentrale, büro"),
        "home": phrases("privat"),
    },
    job_words=phrases(
        """
        geschäftsführer, geschäftsführerin, leiter, leiterin, abteilungsleiter, ingenieur, vorstand,
        rechtsanwalt, rechtsanwältin, vertrieb, referent, referentin, sachbearbeiter, prokurist,
        berater, beraterin, entwickler, projektleiter, assistenz
        """
    ),
    department_words=phrases("abteilung, vertrieb, einkauf, buchhaltung, personal, bereich"),
    company_words=phrases("gmbh, ag, kg, ohg, gbr, e.v, ug, mbh, gesellschaft, universität, firma, se"),
    street_words=phrases("straße, strasse, str, platz, weg, allee, gasse, postfach, etage, ring, ufer"),
    stop_words=phrases(
        """
        der, die, das, und, ich, ist, nicht, sie, wir, zu, mit, für, ein, eine, auf, den, von, es, auch,
        bitte, danke, wenn, dass, haben, dem, im
        """
    ),
)
