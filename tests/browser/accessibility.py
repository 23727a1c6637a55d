"""Asks axe-core (Deque; a development dependency of `addin/`) what WCAG 2.2 AA finds wrong in a frame."""

from functools import cache
from pathlib import Path

from playwright.sync_api import FrameLocator

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A pane is a part of Outlook's window: regions and levels of headings are the window's matter.
BESIDE_THE_POINT = {"region", "page-has-heading-one"}
NODE_MODULES = Path(__file__).parents[2] / "addin" / "node_modules"


@cache
def axe() -> str:
    """The library as npm has it; `make frontend` or `npm ci` in addin/ brings it."""
    return (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(pane: FrameLocator) -> list[str]:
    """Each violation by its rule, with the first element it is about."""
    body = pane.locator("body")
    found = body.evaluate(
        """async (body, [source, tags]) => {
            if (!window.axe) (0, eval)(source);
            const { violations } = await window.axe.run(document, { runOnly: tags });
            return violations.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary]);
        }""",
        [axe(), RULES],
    )
    return [f"{rule}: {html} {why}" for rule, html, why in found if rule not in BESIDE_THE_POINT]
