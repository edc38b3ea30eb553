"""The sample run and its pages, for every test of the dashboard."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, sync_playwright
from pydantic import TypeAdapter

from dashboard.data import PageData
from dashboard.render import render_pages


@pytest.fixture(scope="session")
def sample() -> PageData:
    """`sample.yaml`, checked against the types of `dashboard/data.py`."""
    text = Path(__file__).with_name("sample.yaml").read_text("utf-8")
    return TypeAdapter(PageData).validate_python(yaml.safe_load(text))


@pytest.fixture(scope="session")
def pages(sample: PageData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sample's pages."""
    folder = tmp_path_factory.mktemp("pages")
    render_pages(sample, folder)
    return folder


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
