"""What one does beside a mail, a draft and an appointment, in both languages and colours; axe looks at each."""

import re

import pytest
from playwright.sync_api import Locator, expect

from .accessibility import violations
from .outlook_page import OutlookPage

TYPO = ("@", "@x")


@pytest.fixture
def rep(outlook: OutlookPage) -> str:
    return outlook.users("rep")[0]["upn"]


def narrow(outlook: OutlookPage) -> None:
    """Make the pane as narrow as Outlook makes it."""
    handle = outlook.page.locator("[role=separator][tabindex]")
    handle.focus()
    for _ in range(6):
        outlook.page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "320")


def found_at(outlook: OutlookPage) -> tuple[int, dict]:
    """Open the first mail that is linked for certain: which row it is, and what the pane was answered."""
    row, context = outlook.find_mail(state="known", linked=True, choice=False)
    number = row.evaluate("row => [...document.querySelectorAll('main section li button')].indexOf(row)")
    return number, context


def overflow(outlook: OutlookPage) -> int:
    found: int = outlook.pane.locator("body").evaluate("body => body.scrollWidth - body.clientWidth")
    return found


def shown(outlook: OutlookPage, name: str) -> None:
    """Keep a picture, and let axe look: nothing is wrong, nothing is cut off."""
    outlook.page.wait_for_timeout(250)
    outlook.picture(name)
    assert violations(outlook.pane) == []
    assert overflow(outlook) == 0


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "es")])
def test_beside_a_mail_everybody_can_read_and_do_everything(outlook: OutlookPage, rep: str, theme: str, language: str):
    outlook.open(rep, language=language, theme=theme)
    narrow(outlook)
    outlook.find_mail(state="known", linked=True, choice=False)
    shown(outlook, f"work-mail-{language}-{theme}")
    people = outlook.pane.get_by_role(
        "region", name={"en": "Colleagues in touch", "es": "Compañeros en contacto"}[language]
    )
    people.scroll_into_view_if_needed()
    shown(outlook, f"work-customer-{language}-{theme}")
    outlook.pane.get_by_role("button", name={"en": "Log call", "es": "Llamada"}[language], exact=True).click()
    shown(outlook, f"work-call-{language}-{theme}")
    outlook.pane.get_by_role("button", name={"en": "Cancel", "es": "Cancelar"}[language]).click()

    # What takes the whole pane gives it back, with the focus where it was.
    approval = outlook.pane.get_by_role("button", name={"en": "Ask for approval", "es": "Pedir aprobación"}[language])
    approval.click()
    expect(outlook.pane.get_by_role("form")).to_be_visible()
    shown(outlook, f"work-approval-{language}-{theme}")
    outlook.pane.get_by_role("form").press("Escape")
    expect(approval).to_be_focused()
    book_button(outlook).click()
    expect(outlook.pane.get_by_role("form")).to_be_visible()
    shown(outlook, f"work-booking-{language}-{theme}")
    outlook.pane.get_by_role("button", name={"en": "Cancel", "es": "Cancelar"}[language]).click()

    outlook.pane.get_by_role("button", name={"en": "Task", "es": "Tarea"}[language], exact=True).click()
    outlook.pane.get_by_role("form").get_by_role("textbox").first.fill(f"T-{language}")
    shown(outlook, f"work-task-{language}-{theme}")
    outlook.pane.get_by_role("button", name=outlook.words["save"]).click()
    expect(outlook.pane.get_by_text(re.compile("^(Task saved|Tarea guardada)$"))).to_be_visible()
    outlook.pane.get_by_role("button", name=outlook.words["more"]).click()
    outlook.pane.get_by_role("menuitem", name=re.compile("^(New opportunity|Oportunidad nueva)")).click()
    shown(outlook, f"work-opportunity-{language}-{theme}")


def book_button(outlook: OutlookPage) -> Locator:
    """A free time, or the button that looks for one: whichever the next appointment has now."""
    section = outlook.pane.get_by_role("region", name=re.compile("^(Next appointment|Próxima cita)$"))
    return section.get_by_role("button", name=re.compile("^(Book|Find|Reservar|Buscar) ")).first


def test_in_a_contrast_theme_and_at_twice_the_size_nothing_is_lost(outlook: OutlookPage, rep: str):
    outlook.page.emulate_media(forced_colors="active", color_scheme="dark")
    outlook.open(rep)
    narrow(outlook)
    outlook.find_mail(state="known", linked=True, choice=False)
    shown(outlook, "work-contrast-dark")
    outlook.page.emulate_media(forced_colors="none", color_scheme="light")
    # A browser at 200 % has half the pixels for its page.
    outlook.page.set_viewport_size({"width": 720, "height": 450})
    shown(outlook, "work-zoom")
    foot = outlook.pane.get_by_role("button", name="Note", exact=True).bounding_box()
    assert foot
    assert foot["y"] + foot["height"] <= 450
    outlook.pane.get_by_role("region", name="Colleagues in touch").scroll_into_view_if_needed()
    expect(outlook.pane.get_by_role("region", name="Colleagues in touch")).to_be_in_viewport()


@pytest.mark.parametrize(("theme", "language"), [("light", "es"), ("dark", "en")])
def test_a_draft_to_a_wrong_recipient_is_asked_about_and_never_blocked(
    outlook: OutlookPage, rep: str, theme: str, language: str
):
    outlook.open(rep, language=language, theme=theme)
    narrow(outlook)
    _, context = outlook.find_mail(state="known", linked=True, choice=False)
    outlook.page.get_by_role("toolbar").get_by_role("button", name={"en": "Reply", "es": "Responder"}[language]).click()
    insert = outlook.pane.get_by_role("button", name={"en": "Insert", "es": "Insertar"}[language], exact=True)
    insert.click()
    text = outlook.page.get_by_role("textbox", name={"en": "Message", "es": "Mensaje"}[language])
    expect(text).to_have_value(re.compile(context["link"]["opportunity"]["name"]))
    outlook.pane.get_by_role("button", name={"en": "Insert free times", "es": "Insertar huecos"}[language]).click()
    expect(text).to_have_value(re.compile(r"- \w+.* \d{1,2}:\d{2}"))
    page_button = {"en": "Insert booking link", "es": "Insertar enlace de reserva"}[language]
    outlook.pane.get_by_role("button", name=page_button).click()
    expect(text).to_have_value(re.compile(f"{re.escape(outlook.url)}/book/"))
    to = outlook.page.get_by_role("textbox", name=outlook.words["to"], exact=True)
    address = next(person["address"] for person in context["people"] if person["kind"] == "contact")
    to.fill(f"{address}, {address.replace(*TYPO)}")
    expect(outlook.pane.get_by_text(re.compile("Nobody knows|Nadie conoce"))).to_be_visible()
    shown(outlook, f"work-draft-{language}-{theme}")
    outlook.page.get_by_role("button", name={"en": "Send", "es": "Enviar"}[language], exact=True).click()
    question = outlook.page.get_by_role("alertdialog")
    expect(question).to_contain_text(address)
    outlook.picture(f"work-send-{language}-{theme}")
    question.get_by_role("button").last.click()
    expect(to).to_have_count(0)


def test_several_mails_are_linked_by_one_choice_and_back(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    number, context = found_at(outlook)
    wanted = context["link"]["opportunity"]["name"]
    for further in (number + 1, number + 2):
        outlook.mails.nth(further).click(modifiers=["Control"])
    pane = outlook.pane
    expect(pane.get_by_role("heading", name="3 mails selected")).to_be_visible()
    pane.get_by_role("button", name="Link all").click()
    pane.get_by_role("searchbox").fill(wanted)
    pane.get_by_role("button", name=re.compile(f"^{re.escape(wanted)}")).first.click()
    expect(pane.get_by_text(f"All linked to {wanted}")).to_be_visible()
    expect(pane.get_by_role("listitem").filter(has_text=wanted)).to_have_count(3)
    shown(outlook, "work-several")
    pane.get_by_role("button", name="Undo").click()
    expect(pane.get_by_text("Back to the automatic link")).to_be_visible()


def test_a_meeting_gets_its_report_and_colleagues_read_it(outlook: OutlookPage, rep: str):
    outlook.open(rep, view="calendar")
    events = outlook.page.locator("main button[aria-label*='202']")
    events.first.wait_for()
    form = outlook.pane.get_by_role("form", name="What came out of it")
    for number in range(events.count()):
        if outlook.select(events.nth(number)).json()["event_id"] and _has_come(outlook):
            break
    form.get_by_role("radio", name="Undecided").check()
    form.get_by_role("textbox", name="What we promised").fill("The drawing by Friday")
    shown(outlook, "work-report")
    form.get_by_role("button", name="Save").click()
    outcome = outlook.pane.get_by_role("region", name="What came out of it")
    expect(outcome).to_contain_text("The drawing by Friday")
    expect(outcome).to_contain_text("Undecided")


def _has_come(outlook: OutlookPage) -> bool:
    outlook.page.wait_for_timeout(300)
    return bool(outlook.pane.get_by_role("form", name="What came out of it").count())


def test_where_outlook_cannot_sign_in_a_window_does(outlook: OutlookPage, rep: str):
    outlook.page.goto(f"{outlook.url}/outlook?user={rep}&lang=en&auth=dialog&set=5")
    outlook.mails.nth(1).click()
    with outlook.page.context.expect_page() as opened:
        outlook.pane.get_by_role("button", name="Sign in").click()
    opened.value.locator(f"button[value='{rep}']").click()
    expect(outlook.pane.get_by_role("region", name="People")).to_be_visible(timeout=20_000)


def test_everything_beside_a_mail_is_reached_by_keys_alone(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    outlook.find_mail(state="known", linked=True, choice=False)
    outlook.pane.get_by_role("button", name="More about this mail").focus()
    reached = []
    for _ in range(60):
        outlook.page.keyboard.press("Tab")
        name = outlook.pane.locator("body").evaluate(
            "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        )
        reached.append(name)
        if name == "Note":
            break
    assert {"Why?", "Change", "Ask for approval", "Log call", "Note"} <= set(reached)
    assert any(name.startswith(("Book", "Find")) for name in reached)
    outlook.page.keyboard.press("Enter")
    expect(outlook.pane.get_by_role("textbox", name="Note")).to_be_focused()


def test_nothing_jumps_while_the_answers_come_in(outlook: OutlookPage, rep: str):
    outlook.open(rep)
    number, _ = found_at(outlook)
    outlook.pane.locator("body").evaluate(
        """() => {
            window.shifted = 0;
            new PerformanceObserver((list) => {
                for (const one of list.getEntries()) window.shifted += one.value;
            }).observe({ type: "layout-shift" });
        }"""
    )
    # None of these has been opened before, so each is answered while it is shown.
    for further in (number + 1, number + 3, number + 5):
        outlook.select(outlook.mails.nth(further))
        # What somebody is shown within half a second of a click of theirs is no shift; what comes later is.
        outlook.page.wait_for_timeout(700)
    assert outlook.pane.locator("body").evaluate("() => window.shifted") < 0.02
