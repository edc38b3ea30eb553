"""The sample run and its pages, for every test of the dashboard."""

from pathlib import Path

import pytest
import yaml
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
