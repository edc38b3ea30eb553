"""What every test of the suite may use."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
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
