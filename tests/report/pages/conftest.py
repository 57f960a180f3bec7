"""A page in headless Chromium: what it logs and loads, whether it fits, whether all can read it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_AXE = _HERE / "node_modules" / "axe-core" / "axe.min.js"
_VALIDATOR = _HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Set by CI, where a test that cannot run is an error.
_REQUIRED = "DWMTJ_REQUIRE_BROWSER"
#: Elements that reach out of the page and are in nothing that scrolls.
_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll, pre, svg, .skip'))
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 40))"""
_EMPTY_DRAWINGS = """() => [...document.querySelectorAll('svg[role=img]')]
  .filter(e => e.closest('details:not([open])') === null)
  .filter(e => !(e.getBoundingClientRect().height > 50 && e.getAttribute('aria-label')))
  .map(e => e.getAttribute('aria-label'))"""
_MISSING_PICTURES = """() => [...document.images]
  .filter(e => !(e.complete && e.naturalWidth > 0)).map(e => e.src)"""
_CUT_IN_PRINT = """() => [...document.querySelectorAll('table, svg[role=img], pre')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""


def _find_or_skip(what, path):
    """Give a path that is there; without it the test is skipped, or fails where it is required."""
    if path is not None and Path(path).exists():
        return str(path)
    reason = f"{what} is not there: `make browser` installs it"
    if os.environ.get(_REQUIRED):
        pytest.fail(reason)
    return pytest.skip(reason)


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, that of the system."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = os.environ.get("DWMTJ_BROWSER") or next(
        filter(None, map(shutil.which, _BROWSERS)), None
    )
    executable = _find_or_skip("Chromium", found)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """Open a page in a window of some width [pixels]."""
    opened = []

    def open_in_window(path, width):
        opened.append(_OpenedPage(browser, path, width))
        return opened[-1]

    yield open_in_window
    for each in opened:
        each.close()


class _OpenedPage:
    """A page in a browser window of its own, with all it logs and asks for."""

    def __init__(self, browser, path, width):
        self.messages, self.requests, self.failed = [], [], []
        self._context = browser.new_context(viewport={"width": width, "height": 900})
        self.page = self._context.new_page()
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.failed.append(request.url))
        self.page.goto(Path(path).resolve().as_uri())

    def close(self):
        self._context.close()

    def horizontal_overflow(self):
        sizes = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return self.page.evaluate(sizes), self.page.evaluate(_TOO_WIDE)

    def tables_that_scroll(self):
        tables = "[...document.querySelectorAll('.scroll')]"
        scrolling = f"{tables}.filter(each => each.scrollWidth > each.clientWidth)"
        return self.page.evaluate(f"() => {scrolling}.map(each => each.ariaLabel)")

    def missing(self):
        return self.page.evaluate(_MISSING_PICTURES) + self.page.evaluate(_EMPTY_DRAWINGS)

    def axe_violations(self):
        self.page.evaluate(Path(_find_or_skip("axe-core", _AXE)).read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            (each["id"], [(node["target"], node["html"][:200]) for node in each["nodes"][:3]])
            for each in found["violations"]
        ]

    def cut_in_print(self):
        """Lay the page out as paper of A4 takes it, and tell what reaches over its edge."""
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": 688, "height": 1009})  # 182 mm of 210 at 96 a inch
        return self.page.evaluate(_CUT_IN_PRINT)


@pytest.fixture
def invalid_html():
    """Tell what html-validate finds in a page, by its standard rules."""
    beside = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    node = _find_or_skip("Node.js", shutil.which("node", path=beside))
    validator = _find_or_skip("html-validate", _VALIDATOR)

    def validate(path):
        command = [node, validator, "--config", _HERE / "htmlvalidate.json", "-f", "json", path]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout.strip().startswith("["), done.stderr
        return [
            f"{each['line']}: {each['ruleId']}: {each['message']}"
            for file in json.loads(done.stdout)
            for each in file["messages"]
        ]

    return validate
