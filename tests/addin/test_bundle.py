"""What the pane needs before its first paint: how much, and under which policy."""

import gzip
import json
import re
from pathlib import Path

import pytest

from trato.http.pages import STATIC, PageSettings, content_policy

PAGES = PageSettings(
    "https://appsforoffice.microsoft.com/office.js", "https://login.example", "", "", "", "https://g.example"
)
MOST_BYTES = 250_000
ADDIN = Path(__file__).parents[2] / "addin"


def first_paint(page: str) -> list[Path]:
    html = (STATIC / page).read_text("utf-8")
    return [STATIC / name for name in re.findall(r'(?:src|href)="/static/([^"]+)"', html)]


@pytest.fixture(autouse=True)
def built():
    assert (STATIC / "taskpane.html").is_file(), "the front end is not built; run `make frontend`"


def test_the_pane_paints_with_at_most_250_kb():
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in first_paint("taskpane.html")}
    assert sizes
    assert sum(sizes.values()) <= MOST_BYTES, sizes


@pytest.mark.parametrize("page", ["taskpane.html", "commands.html", "dialog.html"])
def test_no_page_holds_a_script_or_style_of_its_own(page):
    html = (STATIC / page).read_text("utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert all('type="application/json"' in attributes for attributes in scripts)
    assert "<style" not in html
    assert " on" not in re.sub(r"<(?:title|meta)[^>]*>", "", html).lower().replace(" one", "")


def test_the_policy_lets_no_inline_script_or_style_run():
    rules = dict(rule.split(" ", 1) for rule in content_policy(PAGES, nonce="n").split("; "))
    assert "unsafe" not in rules["script-src"]
    assert "unsafe" not in rules["style-src"]
    assert "https://outlook.office.com" in rules["frame-ancestors"]
    assert rules["script-src"] == "'self' https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com"


def test_what_speaks_to_outlook_is_held_to_its_types():
    """The compiler checks `src/outlook` against @types/office-js strictly; nothing there talks it out of that."""
    options = json.loads((ADDIN / "tsconfig.json").read_text("utf-8"))["compilerOptions"]
    assert options["strict"]
    assert "office-js" in options["types"]
    sources = list((ADDIN / "src" / "outlook").glob("*.ts"))
    assert sources
    loose = re.compile(r"\bas unknown\b|\bas any\b|@ts-|: any\b|biome-ignore")
    assert [path.name for path in sources if loose.search(path.read_text("utf-8"))] == []
