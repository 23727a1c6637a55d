"""Draws the add-in's PNG icons from their SVG sources: python addin/render_icons.py (needs Chromium and Playwright)."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parent / "assets" / "icons"
SMALL = (16, 20, 24, 25)
LARGE = (32, 40, 48, 50, 64, 75, 80, 96, 128, 144)


def main() -> None:
    """Write every size; the pictures are committed, so that a build needs no browser."""
    chromium = os.environ.get("TRATO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for size in (*SMALL, *LARGE):
            source = ICONS / ("trato-small.svg" if size in SMALL else "trato.svg")
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{source.read_text()}"
            )
            page.screenshot(path=ICONS / f"trato-{size}.png", omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
