"""The stand-in Outlook as a person uses it: choose a user, open mail, read the pane."""

from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import FrameLocator, Locator, Page, Response, expect

WORDS = {
    "en": {
        "calendar": "Calendar", "change": "Change", "close": "Close the Trato pane", "confirmed": "Linked to",
        "dark": "Dark", "hide_why": "Hide reasons", "history": "History", "language": "Español", "last": "ago",
        "more": "More about this mail", "new_mail": "New mail", "next": "Next", "no_item": "No mail selected",
        "none": "No opportunity", "not_business": "Not business", "note": "Note", "open": "Open the Trato pane",
        "opportunity": "Opportunity", "people": "People", "pick": "Choose an opportunity", "save": "Save",
        "suggested": "Suggested", "to": "To", "undo": "Undo", "why": "Why?",
    },
    "es": {
        "calendar": "Calendario", "change": "Cambiar", "close": "Cerrar el panel de Trato", "confirmed": "Vinculado a",
        "dark": "Oscuro", "hide_why": "Ocultar motivos", "history": "Historial", "language": "English", "last": "hace",
        "more": "Más sobre este correo", "new_mail": "Correo nuevo", "next": "Siguiente",
        "no_item": "Ningún correo seleccionado", "none": "Sin oportunidad", "not_business": "No es de trabajo",
        "note": "Nota", "open": "Abrir el panel de Trato", "opportunity": "Oportunidad", "people": "Personas",
        "pick": "Elegir oportunidad", "save": "Guardar", "suggested": "Sugerido", "to": "Para", "undo": "Deshacer",
        "why": "¿Por qué?",
    },
}  # fmt: skip


class OutlookPage:
    """One browser tab with the stand-in."""

    def __init__(self, page: Page, url: str, screenshots: Path) -> None:
        self.page = page
        self.url = url
        self.screenshots = screenshots
        self.language = "en"
        self.people: list[dict[str, object]] = page.request.get(f"{url}/outlook/config.json").json()["users"]
        self.welcomed()

    def welcomed(self) -> None:
        """Let everybody have begun with the pane before."""
        for user in self.people:
            key = f"trato-welcomed {user['upn']}"
            self.page.add_init_script(f"try {{ localStorage.setItem('{key}', '1') }} catch {{}}")

    @property
    def words(self) -> dict[str, str]:
        """What things are called on screen."""
        return WORDS[self.language]

    @property
    def pane(self) -> FrameLocator:
        """The add-in's frame."""
        return self.page.frame_locator("iframe[src='/taskpane']")

    @property
    def mails(self) -> Locator:
        """The rows of the open folder."""
        return self.page.locator("main section li button")

    def users(self, role: str) -> list[dict[str, str]]:
        """Who of the demo's people has this role, those with no other first."""
        config = self.page.request.get(f"{self.url}/outlook/config.json").json()
        return sorted((user for user in config["users"] if role in user["roles"]), key=lambda user: len(user["roles"]))

    def open(self, user: str, *, language: str = "en", theme: str = "light", view: str = "mail") -> None:
        """Open the mailbox and wait for what is in it."""
        self.language = language
        self.page.goto(f"{self.url}/outlook?user={quote(user)}&lang={language}&theme={theme}&view={view}")
        if view == "mail":
            self.mails.first.wait_for()
        expect(self.pane.get_by_role("heading").first).to_be_visible()

    def switch_language(self) -> None:
        """Use the menu in the suite bar."""
        other = self.words["language"]
        self.page.get_by_role("banner").get_by_role(
            "button", name="English" if self.language == "en" else "Español"
        ).click()
        self.page.get_by_role("menuitemradio", name=other).click()
        self.language = "es" if self.language == "en" else "en"

    def select(self, row: Locator) -> Response:
        """Open a mail or an event and wait for the pane's answer about it."""
        with self.page.expect_response(lambda response: response.url.endswith("/api/v1/context")) as answer:
            row.click()
        expect(self.pane.locator("[aria-busy=true]")).to_have_count(0)
        return answer.value

    def find_mail(self, among: str = "", **wanted: object) -> tuple[Locator, dict]:
        """Select mails (with these words) until the pane's answer has all of `wanted`; its row and that answer."""
        rows = self.mails.filter(has_text=among)
        for index in range(60):
            row = rows.nth(index)
            row.scroll_into_view_if_needed()
            context = self.select(row).json()
            if all(_matches(context, key, value) for key, value in wanted.items()):
                return row, context
        message = f"none of the first 60 mails has {wanted}"
        raise AssertionError(message)

    def link(self, state: str = "confirmed") -> Locator:
        """The pane's link block in one of its states."""
        return self.pane.get_by_role("region", name=self.words[state], exact=True)

    def picture(self, name: str) -> None:
        """Keep what the window shows now."""
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.screenshots / f"{name}.png")


def _matches(context: dict, key: str, wanted: object) -> bool:
    match key:
        case "linked":
            link = context.get("link") or {}
            return bool(link.get("opportunity")) is wanted and link.get("state") != "rejected"
        case "opportunities":
            return len([each for each in context["opportunities"] if each["is_open"]]) >= int(str(wanted))
        case "choice":
            is_open = (context.get("link") or {}).get("state") != "confirmed" and len(context["suggestions"]) > 1
            return is_open is wanted
        case _:
            return context.get(key) == wanted
