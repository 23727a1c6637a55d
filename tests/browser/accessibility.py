"""Asks axe-core 4.14.1 (Deque, MPL 2.0; axe.min.js as published) what WCAG 2.2 AA finds wrong in a frame."""

from pathlib import Path

from playwright.sync_api import FrameLocator

AXE = (Path(__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A pane is a part of Outlook's window: regions and levels of headings are the window's matter.
BESIDE_THE_POINT = {"region", "page-has-heading-one"}


def violations(pane: FrameLocator) -> list[str]:
    """Each violation by its rule, with the first element it is about."""
    body = pane.locator("body")
    found = body.evaluate(
        """async (body, [source, tags]) => {
            if (!window.axe) (0, eval)(source);
            const { violations } = await window.axe.run(document, { runOnly: tags });
            return violations.map(({ id, nodes }) => [id, nodes[0].html, nodes[0].failureSummary]);
        }""",
        [AXE, RULES],
    )
    return [f"{rule}: {html} {why}" for rule, html, why in found if rule not in BESIDE_THE_POINT]
