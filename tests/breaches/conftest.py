"""A breach register of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from policy.breaches import BreachesPolicy
from policy.bundle import Policy
from privacy.breaches.register import BreachRegister
from warehouse.control import open_control


@pytest.fixture
def control(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_control(tmp_path / "control.sqlite")) as connection:
        yield connection


@pytest.fixture
def register(control: sqlite3.Connection) -> BreachRegister:
    return BreachRegister(control)


@pytest.fixture(scope="session")
def policy() -> BreachesPolicy:
    return Policy().breaches
