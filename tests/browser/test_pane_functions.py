"""What is made and answered beside mails, drafts and appointments, down to what is kept; in both languages and colours.

Each test goes through several functions on one page, since opening Outlook costs more than using it.
"""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, Response, Route, expect

from .outlook_page import OutlookPage
from .test_pane_work import found_at, narrow, shown

BOTH = pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("es", "light")])
WORDS = {
    "en": {
        "accept": "Accept", "add": "Add contact", "approval": "Ask for approval", "asked": "What is asked for",
        "before": "Before you meet", "choose": "Choose an opportunity", "create": "Create", "discard": "Discard",
        "done": "Done:", "drafted": "your drafts|it is ready to be sent", "edit": "Edit",
        "edit_report": "Edit the report", "guests": "Guests", "happened": "What happened",
        "is_contact": "is now a contact of", "log": "Log a call", "mailbox": "This is in the mailbox of",
        "meetings": "Meetings by mail", "new_event": "New event", "new_opportunity": "New opportunity",
        "objective": "Objective", "outcome": "What came out of it",
        "promised": "What we promised", "reason": "Why", "reply": "Reply", "saved": "Opportunity saved",
        "seen": "Seen", "signature": "From the signature", "subject": "Subject", "talked": "Talked", "task": "Task",
        "undone": "Back to the automatic link", "waits": "Waiting for us", "well": "Went well",
        "without": "has no open opportunity", "write": "Write the mail",
    },
    "es": {
        "accept": "Aceptar", "add": "Añadir contacto", "approval": "Pedir aprobación", "asked": "Qué se pide",
        "before": "Antes de la reunión", "choose": "Elegir oportunidad", "create": "Crear", "discard": "Descartar",
        "done": "Hecho:", "drafted": "los borradores|lista para enviar", "edit": "Editar",
        "edit_report": "Editar el informe", "guests": "Invitados", "happened": "Novedades",
        "is_contact": "ya es contacto de", "log": "Registrar una llamada", "mailbox": "Está en el buzón de",
        "meetings": "Reuniones por correo", "new_event": "Evento nuevo", "new_opportunity": "Oportunidad nueva",
        "objective": "Objetivo", "outcome": "Resultado", "promised": "A qué nos comprometimos",
        "reason": "Por qué", "reply": "Responder", "saved": "Oportunidad guardada", "seen": "Visto",
        "signature": "De la firma", "subject": "Asunto", "talked": "Se habló", "task": "Tarea",
        "undone": "De nuevo con el vínculo automático", "waits": "Pendiente de nuestra parte", "well": "Fue bien",
        "without": "no tiene ninguna oportunidad abierta", "write": "Escribir el correo",
    },
}  # fmt: skip
# The subject of a mail that tells of a meeting.
ANSWERED = re.compile("(Aceptada|Accepted|Rechazada|Declined|Provisional|Tentative): ")
# Who of the demo has a mail near the top from somebody whom nobody knows yet, and what it is called.
STRANGERS = {"en": ("helen.whitford", "Documents"), "es": ("nuria.ferrer", "Proveedores")}


def user(outlook: OutlookPage, name: str) -> str:
    return next(str(one["upn"]) for one in outlook.people if str(one["upn"]).startswith(f"{name}@"))


def first_rep(outlook: OutlookPage) -> str:
    return outlook.users("rep")[0]["upn"]


@BOTH
def test_a_stranger_becomes_a_contact_is_called_and_gets_an_opportunity(
    outlook: OutlookPage, language: str, theme: str
):
    words, pane = WORDS[language], outlook.pane
    who, subject = STRANGERS[language]
    outlook.open(user(outlook, who), language=language, theme=theme)
    narrow(outlook)
    _, context = outlook.find_mail(subject, state="unknown_person")
    account, stranger = context["account"]["name"], next(one for one in context["people"] if one["kind"] == "unknown")
    pane.get_by_role("button", name=re.compile(re.escape(stranger["name"]))).click()
    form = pane.get_by_role("form")
    # What was read in the mail stands in the fields, and each says where it is from.
    expect(form.get_by_text(words["signature"])).not_to_have_count(0)
    expect(form.get_by_role("textbox").first).to_have_value(stranger["name"])
    shown(outlook, f"work-contact-{language}-{theme}")
    phone = form.locator("input[type=tel]")
    if phone.input_value() == "":
        phone.fill("+34 900 555 012")
    form.get_by_role("button", name=words["add"]).click()
    expect(pane.get_by_text(re.compile(f"{words['is_contact']} {re.escape(account)}"))).to_be_visible()

    # Dialling their number begins what is kept of the call.
    people = pane.get_by_role("region", name=outlook.words["people"])
    people.get_by_role("link", name=re.compile(re.escape(stranger["name"]))).click()
    form = pane.get_by_role("form", name=words["log"])
    form.get_by_role("button", name=words["talked"]).click()
    history = pane.get_by_role("region", name=outlook.words["history"])
    expect(history).to_contain_text(words["talked"])

    pane.get_by_role("button", name=outlook.words["more"]).click()
    pane.get_by_role("menuitem", name=words["new_opportunity"]).click()
    form = pane.get_by_role("form")
    form.get_by_role("textbox").first.fill(f"Manual {language}")
    form.get_by_role("button", name=words["create"]).click()
    expect(outlook.link("confirmed")).to_contain_text(f"Manual {language}")
    pane.get_by_role("region", name=outlook.words["opportunity"], exact=True).get_by_role(
        "button", name=re.compile(f"^{words['edit']}")
    ).click()
    section = pane.get_by_role("region", name=outlook.words["opportunity"], exact=True)
    section.get_by_label(words["objective"]).fill("Manual D-90")
    # A step is a thing to do and its day: half of one is not saved as none.
    expect(section.get_by_role("button", name=outlook.words["save"])).to_be_disabled()
    section.locator("input[type=date]").last.fill("2026-12-01")
    shown(outlook, f"work-edit-{language}-{theme}")
    section.get_by_role("button", name=outlook.words["save"]).click()
    expect(pane.get_by_text(words["saved"])).to_be_visible()
    expect(section).to_contain_text("Manual D-90")


@BOTH
def test_a_suggestion_is_taken_and_what_waits_is_ticked_off(outlook: OutlookPage, language: str, theme: str):
    words, pane = WORDS[language], outlook.pane
    outlook.open(first_rep(outlook), language=language, theme=theme)
    narrow(outlook)
    _, context = outlook.find_mail(state="known", choice=True)
    shown(outlook, f"work-suggested-{language}-{theme}")
    wanted = context["suggestions"][0]["opportunity"]["name"]
    choices = pane.get_by_role("list", name=words["choose"])
    choices.get_by_role("button", name=re.compile(f"^{re.escape(wanted)}")).click()
    expect(outlook.link("confirmed")).to_contain_text(wanted)
    pane.get_by_role("button", name=outlook.words["undo"]).click()
    expect(pane.get_by_text(words["undone"])).to_be_visible()

    title = f"Call about the drawing, {language}"
    pane.get_by_role("button", name=words["task"], exact=True).click()
    pane.get_by_role("form").get_by_role("textbox").first.fill(title)
    pane.get_by_role("form").get_by_role("button", name=outlook.words["save"]).click()
    waits = pane.get_by_role("region", name=words["waits"])
    expect(waits.get_by_role("list")).not_to_be_empty()
    more = waits.get_by_role("button", name=re.compile(r"\d"))
    if more.count():
        more.click()
    # What is ticked goes from the list once it is saved; there is nothing left that would look ticked.
    waits.get_by_role("checkbox", name=f"{words['done']} {title}").click()
    expect(pane.get_by_text(f"{words['done']} {title}")).to_be_visible()
    expect(waits.get_by_text(title)).to_have_count(0)


@BOTH
def test_a_reply_is_part_of_the_opportunity_and_its_quote_goes_to_the_manager(
    outlook: OutlookPage, language: str, theme: str
):
    words, pane, page = WORDS[language], outlook.pane, outlook.page
    outlook.open(first_rep(outlook), language=language, theme=theme)
    narrow(outlook)
    _, context = found_at(outlook)
    name = context["link"]["opportunity"]["name"]
    page.get_by_role("toolbar").get_by_role("button", name=words["reply"]).click()
    # Nobody clicks for it: the draft is in the thread, and Outlook's own line above it says so.
    expect(outlook.link("confirmed")).to_contain_text(name)
    expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()
    pane.get_by_role("button", name=words["approval"]).click()
    form = pane.get_by_role("form", name=words["approval"])
    form.get_by_role("textbox", name=words["asked"]).fill("8 %")
    form.get_by_role("textbox", name=words["reason"]).fill("A second order this year")
    shown(outlook, f"work-approval-draft-{language}-{theme}")
    form.get_by_role("button", name=words["write"]).click()
    to = page.get_by_role("textbox", name=outlook.words["to"], exact=True)
    expect(to).to_have_value(re.compile("javier.lozano@"))
    expect(page.get_by_role("textbox", name=words["subject"])).to_have_value(re.compile(re.escape(name)))
    outlook.picture(f"work-approval-mail-{language}-{theme}")
    # The reply waits below it.
    page.get_by_role("button", name=words["discard"]).click()
    expect(to).to_have_value(re.compile(context["people"][0]["address"]))


@BOTH
def test_an_appointment_has_its_brief_before_and_its_report_after(outlook: OutlookPage, language: str, theme: str):
    words, pane, page = WORDS[language], outlook.pane, outlook.page
    rep = first_rep(outlook)
    outlook.open(rep, language=language, theme=theme, view="calendar")
    narrow(outlook)
    past, coming = _meetings(outlook)
    outlook.select(page.locator("main button[aria-label*='202']").nth(past))
    form = pane.get_by_role("form", name=words["outcome"])
    edit = pane.get_by_role("button", name=words["edit_report"])
    expect(form.or_(edit)).to_be_visible()
    if edit.count():
        edit.click()
    form.get_by_role("radio", name=words["well"]).check()
    form.get_by_role("textbox", name=words["promised"]).fill(f"Samples, {language}")
    shown(outlook, f"work-outcome-{language}-{theme}")
    form.get_by_role("button", name=outlook.words["save"]).click()
    expect(pane.get_by_role("region", name=words["outcome"])).to_contain_text(f"Samples, {language}")

    context = outlook.select(page.locator("main button[aria-label*='202']").nth(coming)).json()
    # What was promised after the last one is what one has to know before the next.
    brief = pane.get_by_role("region", name=words["before"])
    expect(brief).to_contain_text(f"Samples, {language}")
    expect(pane.get_by_role("region", name=outlook.words["people"])).to_contain_text(
        next(one["contact"]["name"] for one in context["people"] if one["kind"] == "contact")
    )
    shown(outlook, f"work-brief-{language}-{theme}")

    # One that is being written finds its customer as soon as somebody is invited.
    page.get_by_role("button", name=words["new_event"]).click()
    address = next(one["address"] for one in context["people"] if one["kind"] == "contact")
    page.get_by_role("textbox", name=words["guests"]).fill(address)
    expect(pane.get_by_role("heading", level=1)).to_have_text(context["account"]["name"])
    expect(brief).to_contain_text(f"Samples, {language}")
    shown(outlook, f"work-new-event-{language}-{theme}")


def _meetings(outlook: OutlookPage) -> tuple[int, int]:
    """Places of a past and a coming meeting with the same customer."""
    events = outlook.page.locator("main button[aria-label*='202']")
    events.first.wait_for()
    before: dict[str, int] = {}
    for number in range(events.count()):
        answer = outlook.select(events.nth(number))
        context, asked = answer.json(), answer.request.post_data_json
        if context["account"] is None or context["event_id"] is None:
            continue
        name = context["account"]["name"]
        if datetime.fromisoformat(asked["start"]) < datetime.fromisoformat(context["now"]):
            before[name] = number
        elif name in before:
            return before[name], number
    message = "no customer has a meeting behind and one ahead this week"
    raise AssertionError(message)


@BOTH
def test_what_happened_and_meetings_by_mail_are_answered(outlook: OutlookPage, language: str, theme: str):
    words, pane, page = WORDS[language], outlook.pane, outlook.page
    who = {"en": "helen.whitford", "es": "rafael.cabrera"}[language]
    with page.expect_request("**/api/v1/context") as asked:
        outlook.open(user(outlook, who), language=language, theme=theme)
        narrow(outlook)
        outlook.mails.filter(has_text=ANSWERED).first.click()
    authorisation = asked.value.headers["authorization"]
    # Somebody without Outlook asks for a meeting. A worker finds it in their mail within a minute; here at once,
    # and so it is asked for without that mail's name.
    taken = page.request.post(
        f"{outlook.url}/api/v1/invitations/mail",
        headers={"Authorization": authorisation},
        data={"content": _invitation(user(outlook, who), language)},
    )
    assert taken.ok
    _wait_for_the_day(page, outlook.url, authorisation)
    page.route("**/api/v1/invitations?*", _of_any_mail)
    page.reload()
    outlook.mails.filter(has_text=ANSWERED).first.click()
    meetings = pane.get_by_role("region", name=words["meetings"])
    meetings.scroll_into_view_if_needed()
    shown(outlook, f"work-meeting-mail-{language}-{theme}")
    meetings.get_by_role("button", name=re.compile(f"^{words['accept']}: ")).click()
    expect(meetings.get_by_text(re.compile(words["drafted"]))).to_be_visible()

    # The day's page is there from the morning on, in one line at the foot.
    happened = pane.get_by_role("region", name=words["happened"])
    happened.get_by_role("button").click()
    expect(happened.get_by_role("button", name=words["seen"])).to_be_visible()
    shown(outlook, f"work-news-{language}-{theme}")
    # It gives the pane back to whoever goes on to another mail.
    outlook.select(outlook.mails.first)
    expect(happened.get_by_role("button", name=words["seen"])).to_have_count(0)
    happened.get_by_role("button").click()
    happened.get_by_role("button", name=words["seen"]).click()
    expect(happened).to_have_count(0)


def _wait_for_the_day(page: Page, url: str, authorisation: str) -> None:
    """A worker writes it once it is up."""
    for _ in range(200):
        told = page.request.get(f"{url}/api/v1/notices", headers={"Authorization": authorisation}).json()["items"]
        if any(one["kind"] == "digest" and one["seen_at"] is None for one in told):
            return
        page.wait_for_timeout(500)
    message = "nobody was told of their day"
    raise AssertionError(message)


def _of_any_mail(route: Route) -> None:
    route.continue_(url=route.request.url.partition("?")[0])


def _invitation(guest: str, language: str) -> str:
    """A calendar file as other programs send it (RFC 5545, METHOD:REQUEST)."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elsewhere//EN", "METHOD:REQUEST", "BEGIN:VEVENT",
        f"UID:audit-{language}@elsewhere.example", "DTSTAMP:20261123T080000Z", "DTSTART:20261202T090000Z",
        "DTEND:20261202T100000Z", "SUMMARY:Energy audit", "SEQUENCE:0",
        "ORGANIZER;CN=Iris Vale:mailto:iris@elsewhere.example",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{guest}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


@BOTH
def test_somebody_elses_calendar_shows_whose_it_is(outlook: OutlookPage, language: str, theme: str):
    page, pane = outlook.page, outlook.pane
    owner, delegate = first_rep(outlook), outlook.users("assistant")[0]["upn"]
    _share_calendar(page, outlook, owner, delegate)
    page.goto(f"{outlook.url}/outlook?user={delegate}&lang={language}&theme={theme}&view=calendar&owner={owner}")
    outlook.language = language
    narrow(outlook)
    events = page.locator("main button[aria-label*='202']")
    events.first.wait_for()
    outlook.select(events.last)
    expect(pane.get_by_text(f"{WORDS[language]['mailbox']} {owner}")).to_be_visible()
    shown(outlook, f"state-delegate-{language}-{theme}")


def _share_calendar(page: Page, outlook: OutlookPage, owner: str, delegate: str) -> None:
    """As the owner does it in Outlook."""

    def is_calendar(answer: Response) -> bool:
        return "/me/calendarView" in answer.url and answer.ok

    with page.expect_response(is_calendar) as seen:
        outlook.open(owner, view="calendar")
    graph = seen.value.url.partition("/me/")[0]
    shared = page.request.post(
        f"{graph}/me/calendar/calendarPermissions",
        headers={"Authorization": seen.value.request.headers["authorization"]},
        data={"emailAddress": {"address": delegate, "name": delegate}, "role": "write"},
    )
    assert shared.ok, shared.text()
