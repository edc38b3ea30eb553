"""What every test of the suite may use."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


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
