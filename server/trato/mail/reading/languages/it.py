"""Italian: header labels, attributions, greetings and sign-offs."""

from trato.mail.reading.languages.model import Language, names, phrases

ITALIAN = Language(
    code="it",
    headers={
        "from": phrases("da, mittente"),
        "sent": phrases("inviato, data, inviata, inviato il, data invio"),
        "to": phrases("a, per, destinatario"),
        "cc": phrases("cc, copia conoscenza"),
        "bcc": phrases("ccn, bcc"),
        "subject": phrases("oggetto"),
        "reply_to": phrases("rispondi a"),
        "other": phrases("priorità, allegati, importanza"),
    },
    wrote=phrases("ha scritto, scrisse, scrive, ha scritto il, hai scritto, scriveva"),
    openers=phrases("il, in data, il giorno, nel, alle"),
    separators=phrases(
        """
        messaggio originale, messaggio inoltrato, inizio messaggio inoltrato, inoltrato da, email
        originale, messaggio originale in corso, inoltrato messaggio, messaggio precedente
        """
    ),
    on_behalf_of=phrases("per conto di"),
    reply_prefixes=phrases("r, rif, re"),
    forward_prefixes=phrases("i, fwd, inolt"),
    calendar_prefixes=phrases("accettato, accettata, rifiutato, provvisorio, annullato, aggiornato, invito"),
    auto_reply_subjects=phrases("risposta automatica, fuori ufficio, assenza dall'ufficio, assente dall'ufficio"),
    bounce_subjects=phrases(
        """
        non recapitabile, mancato recapito, impossibile recapitare, notifica di mancato recapito
        """
    ),
    greetings=phrases(
        """
        ciao, buongiorno, buonasera, buon giorno, buona sera, gentile, gentili, egregio, egregi, caro,
        cara, cari, salve, gentilissimo, gentilissima, spett.le, spettabile
        """
    ),
    addressees=phrases("tutti, signori, signor, signora, dottor, dott, dottoressa, team, sig, sigg, colleghi, a"),
    signoffs=phrases(
        """
        grazie, grazie mille, mille grazie, molte grazie, grazie in anticipo, cordiali saluti, distinti
        saluti, saluti, un saluto, cordialmente, tanti saluti, un abbraccio, a presto, buona giornata,
        buona serata, in fede, cari saluti, buon lavoro, grazie e saluti, un cordiale saluto, buon
        weekend
        """
    ),
    sent_from=phrases(
        """
        inviato da, inviato dal, inviato con, scarica outlook per, ottieni outlook per, inviata da
        """
    ),
    disclaimers=phrases("riservat, destinatari, per errore, privacy, d.lgs, prima di stampare, vietat"),
    months=names(
        """
        gennaio gen, febbraio feb, marzo mar, aprile apr, maggio mag, giugno giu, luglio lug, agosto ago,
        settembre set sett, ottobre ott, novembre nov, dicembre dic
        """
    ),
    weekdays=names(
        """
        lunedì lunedi lun, martedì martedi mar, mercoledì mercoledi mer, giovedì giovedi gio, venerdì
        venerdi ven, sabato sab, domenica dom
        """
    ),
    phone_labels={
        "fax": phrases("fax"),
        "mobile": phrases("cellulare, cell, mobile"),
        "work": phrases("telefono, tel, ufficio, centralino"),
    },
    job_words=phrases(
        """
        direttore, direttrice, responsabile, ingegnere, avvocato, amministratore, titolare, presidente,
        impiegato, socio, consulente
        """
    ),
    department_words=phrases("ufficio, reparto, acquisti, vendite, amministrazione"),
    company_words=phrases("s.p.a, spa, s.r.l, srl, s.n.c, snc, s.a.s, gruppo, università, banca"),
    street_words=phrases("via, viale, piazza, corso, piano, largo, vicolo, strada"),
    stop_words=phrases(
        """
        il, di, che, e, la, non, per, un, una, sono, con, ho, mi, è, grazie, si, della, del, ma, come,
        le, ci
        """
    ),
)
