"""Members of a platform as a release sees them: 24 in each of four cities."""

from typing import Any

import pyarrow as pa
import pytest

from policy.anonymization import Release

RULES: dict[str, Any] = {
    "name": "members",
    "title": {"zh": "会员", "en": "Members"},
    "purpose": "analytics",
    "audience": "analysts",
    "sql": "releases/members.sql",
    "subject": "member_no",
    "k": 5,
    "suppression_limit": 0.05,
    "quasi": {"region": "cn_region", "birth_date": "birth_date", "gender": "category"},
    "sensitive": {"spend_band": {"l": 2}},
    "direct": {"member_no": "drop", "mobile": "drop"},
}


@pytest.fixture
def rules() -> dict[str, Any]:
    return {**RULES}


@pytest.fixture
def release() -> Release:
    return Release.model_validate(RULES)


@pytest.fixture
def members() -> pa.Table:
    numbers = range(96)
    return pa.table(
        {
            "member_no": [f"M{number:05}" for number in numbers],
            "mobile": [f"138{number:08}" for number in numbers],
            "region": [("110105", "110108", "440305", "440106")[number % 4] for number in numbers],
            "birth_date": [f"19{70 + number % 3}-0{1 + number % 9}-11" for number in numbers],
            "gender": ["男" if number % 8 < 4 else "女" for number in numbers],
            "spend_band": [("low", "middle", "high")[number // 4 % 3] for number in numbers],
        }
    )
