"""A register that an attacker has, the platform's raw rows, and how each is released by us and naively."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from policy.anonymization import Release
from privacy.anonymization.gate import judge
from privacy.anonymization.gate_result import GateResult
from privacy.anonymization.store import ReleaseStore
from privacy.treatments.pseudonym import Pseudonymiser

AT = datetime(2026, 3, 16, 23)
RULES: dict[str, Any] = {
    "name": "patients",
    "title": {"zh": "患者", "en": "Patients"},
    "purpose": "research",
    "audience": "researchers",
    "sql": "releases/patients.sql",
    "subject": "patient_no",
    "k": 5,
    "suppression_limit": 0.05,
    "quasi": {"region": "cn_region", "birth_date": "birth_date", "gender": "category"},
    "sensitive": {"diagnosis": {"l": 2}},
    "direct": {"patient_no": "drop", "name": "drop"},
}


@pytest.fixture
def rules() -> dict[str, Any]:
    return {**RULES}


@pytest.fixture
def patients() -> pa.Table:
    """400 people, one row each; nearly all are unique by region, date of birth and gender."""
    rng = np.random.default_rng(7)
    size = 400
    days = rng.integers(0, 365 * 40, size)
    births = np.datetime64("1960-01-01") + days
    return pa.table(
        {
            "patient_no": [f"P{number:05}" for number in range(size)],
            "name": [f"人{number:05}" for number in range(size)],
            "region": rng.choice(["110105", "110108", "440305", "440106", "310115"], size).tolist(),
            "birth_date": births.astype(str).tolist(),
            "gender": rng.choice(["男", "女"], size).tolist(),
            "diagnosis": rng.choice(["感冒", "高血压", "糖尿病", "胃炎"], size).tolist(),
        }
    )


@pytest.fixture
def ours(tmp_path: Path) -> Callable[..., GateResult]:
    """Raw rows and rules -> what our gate makes of them."""

    def release(table: pa.Table, rules: dict[str, Any], **more: Any) -> GateResult:
        return judge(table, Release.model_validate(rules), folder=tmp_path, **more)

    return release


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path / "published", tmp_path / "members", Pseudonymiser(b"m" * 32))
