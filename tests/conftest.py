"""What every test of the suite may use."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def folder_for_servers() -> Iterator[Callable[[str], Path]]:
    """Makes folders that a database server's own user can reach.

    pytest closes its temporary folders to other users each time a session starts, and PostgreSQL refuses to
    run as root, so a server under root runs as a user of its own.
    """
    made: list[Path] = []

    def make(name: str) -> Path:
        folder = Path(tempfile.mkdtemp(prefix=f"quanyi-{name}-"))
        made.append(folder)
        return folder

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: `CHROMIUM`, or the one on the path."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None and "CI" not in os.environ:
        pytest.skip("these tests look at the pages in Chromium: install it, or name it in CHROMIUM")
    assert executable, "Chromium is needed for these tests: install it, or name it in CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Seen:
    """What a browser and axe found on a page whose every fold is open; `at` is the screen and the theme."""

    said: tuple[str, ...]  # on the console, errors of scripts among it
    asked_for: frozenset[str]  # addresses of other files
    too_wide: tuple[tuple[str, str], ...]  # (at, an element that reaches over the screen's edge)
    violations: tuple[tuple[str, str], ...]  # (at, axe's rule and the element)


LOOKS = [(390, "light"), (390, "dark"), (1920, "dark"), (1920, "light")]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
TOO_WIDE = """[...document.querySelectorAll('main *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.right > innerWidth + 1 && !one.closest('.scroll, .hidden');
}).map(one => one.outerHTML.slice(0, 120)).concat(
  document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : [])"""
DRAW_ALL = """async () => {
  for (const one of document.querySelectorAll('.chart')) await draw(one);
}"""
AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap(
  one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`))"""


@pytest.fixture(scope="session")
def look_at(browser: Browser) -> Callable[[Path], Seen]:
    """`look_at(page)`: that file on a narrow and a wide screen, each light and dark."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

    def look(file: Path) -> Seen:
        said: list[str] = []
        asked: set[str] = set()
        too_wide: list[tuple[str, str]] = []
        violations: list[tuple[str, str]] = []
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.add(request.url))
        page.goto(file.as_uri())
        page.evaluate(OPEN_ALL)
        page.evaluate(axe)
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            if page.locator(".chart").count():
                page.evaluate(DRAW_ALL)
            at = f"{width} {theme}"
            too_wide += [(at, found) for found in page.evaluate(TOO_WIDE)]
            violations += [(at, found) for found in page.evaluate(AXE)]
        page.close()
        return Seen(
            tuple(said), frozenset(asked - {file.as_uri(), "data:,"}), tuple(too_wide), tuple(violations)
        )

    return look
