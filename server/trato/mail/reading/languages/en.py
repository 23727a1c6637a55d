"""English: header labels, attributions, greetings, sign-offs and signature words."""

from trato.mail.reading.languages.model import Language, names, phrases

ENGLISH = Language(
    code="en",
    headers={
        "from": phrases("from, sender, sent by"),
        "sent": phrases("sent, date, sent on, sent at"),
        "to": phrases("to"),
        "cc": phrases("cc"),
        "bcc": phrases("bcc"),
        "subject": phrases("subject, subj, re"),
        "reply_to": phrases("reply-to, reply to, please respond to"),
        "other": phrases(
            """
            importance, sensitivity, attachments, attachment, organization, newsgroups, when, where,
            message-id, in-reply-to, references, x-mailer, mime-version, priority, cc list, received
            """
        ),
    },
    wrote=phrases("wrote, writes, said, has written"),
    openers=phrases("on, at, in a message dated, in article"),
    separators=phrases(
        """
        original message, forwarded message, forwarded by, begin forwarded message, reply message,
        original appointment, forwarded, previous message, original mail, forward header, reply
        separator, forwarded email, start of forwarded message
        """
    ),
    on_behalf_of=phrases("on behalf of"),
    reply_prefixes=phrases("re, reply"),
    forward_prefixes=phrases("fw, fwd, forwarded"),
    calendar_prefixes=phrases(
        """
        accepted, declined, tentative, tentatively accepted, canceled, cancelled, updated, new time
        proposed, meeting forward notification, cancelled event, canceled event, updated invitation,
        invitation
        """
    ),
    auto_reply_subjects=phrases(
        """
        automatic reply, auto reply, auto-reply, autoreply, out of office, out of the office, auto
        response, auto-response, autoresponse, automated reply, vacation reply, on vacation, away from
        my mail, i am away, ooo, automatic response, automated response
        """
    ),
    bounce_subjects=phrases(
        """
        undeliverable, undelivered mail, delivery status notification, mail delivery failed, returned
        mail, delivery failure, failure notice, delivery notification, mail delivery failure,
        undeliverable mail, undeliverable message, message undeliverable, non-delivery, nondeliverable
        mail, mail system error, delivery has failed, delivery report, delivery failed, delivery error,
        returned to sender, mail could not be delivered, unable to deliver, could not be delivered, mail
        not delivered, bounced mail, warning: could not send message, undelivered, not delivered, mail
        delivery problem, message status - undeliverable, delivery problems, mail failure, error sending
        message, mail returned, delivery delayed, permanent delivery failure, message delivery failure,
        recipient unknown, user unknown, message you sent blocked, mail error, unknown address
        """
    ),
    greetings=phrases(
        """
        hi, hello, hey, dear, good morning, good afternoon, good evening, greetings, howdy, morning,
        afternoon, evening, hi there, hello there, to whom it may concern, good day, hiya, happy friday,
        happy monday
        """
    ),
    addressees=phrases(
        """
        all, everyone, everybody, team, folks, guys, friends, colleagues, sir, madam, sirs, there,
        gentlemen, ladies, both, group, experts, list, mr, mrs, ms, dr, professor, again, et al
        """
    ),
    signoffs=phrases(
        """
        thanks, thank you, many thanks, thanks again, thank you again, thanks in advance, thank you in
        advance, thanks so much, thanks very much, thank you very much, thanks a lot, thx, tx, tks, ty,
        thanx, thnx, thanks and regards, thank you and regards, thanks & regards, thanks and kind
        regards, thanks and best regards, thanks all, thanks everyone, thanks for your help, thank you
        for your help, thanks for the help, thank you for your time, thanks for your time, thanks for
        your assistance, thank you for your assistance, thank you for your attention, thanks for your
        support, thanks guys, thanks a million, thanks a bunch, thank you so much, thank you kindly,
        thanks much, much appreciated, regards, best regards, kind regards, warm regards, kindest
        regards, warmest regards, with kind regards, with best regards, with regards, best, all the
        best, best wishes, with best wishes, my best, rgds, rgrds, regs, brgds, br, kr, best rgds,
        sincerely, sincerely yours, yours sincerely, yours truly, yours faithfully, yours, very truly
        yours, respectfully, respectfully yours, cordially, cordially yours, cheers, ciao, take care,
        love, lots of love, much love, see you soon, see you, see ya, see you then, talk soon, talk to
        you soon, later, have a nice day, have a great day, have a good day, have a good weekend, have a
        great weekend, have a nice weekend, have a good one, looking forward, in christ, god bless,
        peace, adios, bye, bye for now, xoxo, happy holidays, merry christmas, with
        appreciation, with thanks, with gratitude, appreciatively, warmly, thank you both, thanks to
        all, many thanks and regards, thanks and cheers, good luck, enjoy
        """
    ),
    sent_from=phrases("sent from, sent via, get outlook for, sent using, sent by, downloaded from, typed on"),
    disclaimers=phrases(
        """
        confidential, intended recipient, privileged, disclosure, received this in error, unsubscribe,
        received this message in error, received this e-mail in error, received this email in error,
        intended only for, intended solely for, property of, unauthorized, disseminat, prohibited,
        legally binding, virus, disclaimer, for the sole use, think before you print, the environment
        """
    ),
    months=names(
        """
        january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sep
        sept, october oct, november nov, december dec
        """
    ),
    weekdays=names(
        """
        monday mon, tuesday tue tues, wednesday wed weds, thursday thu thur thurs, friday fri, saturday sat,
        sunday sun
        """
    ),
    phone_labels={
        "fax": phrases("fax, facsimile, fx, telefax, f, telecopier, telecopy, efax"),
        "mobile": phrases("mobile, cell, cellular, cell phone, mob, m, c, cellphone, wireless"),
        "home": phrases("home, residence, h"),
        "pager": phrases("pager, beeper, page"),
        "work": phrases(
            """
            phone, tel, telephone, office, work, direct, voice, ph, t, p, o, w, direct line, direct
            dial, main, desk, switchboard, d, hq, toll free, toll-free, call, business
            """
        ),
    },
    job_words=phrases(
        """
        manager, director, president, vice, vp, svp, evp, ceo, cfo, cto, coo, cio, chief, officer,
        counsel, attorney, lawyer, partner, analyst, engineer, developer, assistant, associate,
        consultant, coordinator, administrator, specialist, executive, head, supervisor, representative,
        agent, secretary, treasurer, controller, accountant, paralegal, professor, geologist, scientist,
        researcher, editor, designer, architect, founder, co-founder, owner, principal, chairman, chair,
        trader, broker, buyer, planner, strategist, technician, intern, fellow, lecturer, student, lead,
        leader, advisor, adviser, recruiter, auditor, programmer, operator, scheduler, liaison, clerk,
        nurse, doctor, librarian, producer
        """
    ),
    department_words=phrases(
        """
        department, dept, division, desk, team, services, operations, affairs, relations, group, unit,
        support, marketing, sales, finance, legal, accounting, resources, engineering, research,
        procurement, purchasing, management, development, controls, office of, center, planning,
        logistics, communications, trading, settlements
        """
    ),
    company_words=phrases(
        """
        consultants, committee, party, partners, press, airlines, insurance, motors, hospital, clinic, mills,
        inc, corp, corporation, ltd, llc, llp, plc, company, co, limited, lp, incorporated, associates,
        partners, bank, university, institute, association, consulting, technologies, systems,
        solutions, networks, energy, capital, holdings, foundation, college, school, group, enterprises,
        industries, international, services, resources, pipeline, software, laboratories, brothers,
        society, agency, ministry, council, commission, securities, markets, america, worldwide, global,
        oil, gas, power, electric
        """
    ),
    street_words=phrases(
        """
        street, st, avenue, ave, road, rd, boulevard, blvd, drive, dr, lane, ln, suite, ste, floor, fl,
        box, plaza, court, ct, square, building, bldg, room, parkway, pkwy, highway, hwy, way, place,
        pl, circle, center, centre, house, tower, apt
        """
    ),
    stop_words=phrases(
        """
        the, and, to, of, is, you, for, that, it, with, have, this, be, are, we, will, on, please, your,
        was, not, can, as, if, at, would, thanks, i, my
        """
    ),
)
