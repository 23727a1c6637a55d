"""French: header labels, attributions, greetings and sign-offs."""

from trato.mail.reading.languages.model import Language, names, phrases

FRENCH = Language(
    code="fr",
    headers={
        "from": phrases("de, expéditeur, message de"),
        "sent": phrases("envoyé, envoyé le, date, envoye, date d'envoi, message du"),
        "to": phrases("à, a, pour, destinataire"),
        "cc": phrases("cc, copie à, copie, cc à"),
        "bcc": phrases("cci, bcc"),
        "subject": phrases("objet, sujet"),
        "reply_to": phrases("répondre à"),
        "other": phrases("importance, pièces jointes, pièce jointe, priorité"),
    },
    wrote=phrases("a écrit, a ecrit, avez écrit, écrivait, a écrit le, as écrit"),
    openers=phrases("le, à, en date du"),
    separators=phrases(
        """
        message d'origine, message original, message transféré, message d’origine, message initial,
        début du message réexpédié, début du message transféré, transféré par, courriel original, e-mail
        d'origine, mail original, e-mail transféré
        """
    ),
    on_behalf_of=phrases("de la part de, au nom de"),
    reply_prefixes=phrases("re, réf, rép, rep"),
    forward_prefixes=phrases("tr, fwd, transf"),
    calendar_prefixes=phrases("accepté, refusé, provisoire, annulé, mis à jour, invitation, nouvel horaire proposé"),
    auto_reply_subjects=phrases(
        "réponse automatique, absence du bureau, absent du bureau, absence, reponse automatique"
    ),
    bounce_subjects=phrases("non remis, échec de remise, échec de la remise, message non distribué, non distribuable"),
    greetings=phrases("bonjour, bonsoir, salut, cher, chère, chers, chères, madame, monsieur, coucou, hello"),
    addressees=phrases("tous, toutes, équipe, monsieur, madame, messieurs, mesdames, collègues, à"),
    signoffs=phrases(
        """
        merci, merci beaucoup, merci d'avance, merci d’avance, merci par avance, cordialement, bien
        cordialement, très cordialement, salutations, meilleures salutations, sincères salutations,
        salutations distinguées, bien à vous, bien à toi, bonne journée, bonne soirée, amicalement,
        amitiés, sincèrement, respectueusement, à bientôt, a bientôt, bises, cdlt, cdt, bàv, avec mes
        remerciements, bonne réception, bon week-end, je vous remercie, à plus, bonne fin de journée
        """
    ),
    sent_from=phrases(
        """
        envoyé de mon, envoyé depuis, envoyé à partir de, envoyé avec, télécharger outlook pour, obtenir
        outlook pour, envoyé par, envoyé de, provenance
        """
    ),
    disclaimers=phrases("confidentiel, destinataire, par erreur, avant d'imprimer, se désabonner, interdite"),
    months=names(
        """
        janvier janv jan, février févr fév fevrier, mars mar, avril avr, mai, juin, juillet juil, août aout
        aoû, septembre sept, octobre oct, novembre nov, décembre déc decembre
        """
    ),
    weekdays=names("lundi lun, mardi mar, mercredi mer, jeudi jeu, vendredi ven, samedi sam, dimanche dim"),
    phone_labels={
        "fax": phrases("fax, télécopie"),
        "mobile": phrases("mobile, portable, port, gsm"),
        "work": phrases("téléphone, tél, tel, standard, ligne directe, bureau"),
    },
    job_words=phrases(
        """
        directeur, directrice, responsable, chef, ingénieur, avocat, gérant, président, chargé, chargée,
        assistante, commercial, commerciale, associé, conseiller
        """
    ),
    department_words=phrases("service, direction, département, ventes, achats, ressources humaines"),
    company_words=phrases("sarl, sas, s.a.s, eurl, sasu, société, cie, groupe, université, banque"),
    street_words=phrases(
        """
        rue, avenue, boulevard, bd, place, chemin, allée, cedex, étage, quai, route, impasse, bp
        """
    ),
    stop_words=phrases(
        """
        le, la, les, et, de, des, est, vous, nous, je, pour, que, une, un, pas, dans, sur, avec, ce,
        merci, bonjour, votre, au, du
        """
    ),
)
