"""What the organisation has promised of its service, and the rows that checks read."""

from pathlib import Path

import pytest

from policy.bundle import Policy
from policy.errors import PolicyError
from warehouse.policy_entities import service_targets, sla_policies

FILE = """
requests:
  - {type: inquiry, first_response_hours: 1.5, closure_hours: 48}
  - {type: repair, closure_hours: 360}
targets:
  - {service: data, metric: delay_ms, target: 80, better: down}
  - {service: data, metric: throughput_mbps, target: 20, better: up}
"""


def _policy(folder: Path, text: str) -> Policy:
    (folder / "service_levels.yaml").write_text(text, encoding="utf-8")
    return Policy(folder)


def test_rows(tmp_path: Path) -> None:
    policy = _policy(tmp_path, FILE)
    assert sla_policies(policy) == [
        {"type": "inquiry", "first_response_hours": 1.5, "closure_hours": 48},
        {"type": "repair", "first_response_hours": None, "closure_hours": 360},
    ]
    assert service_targets(policy) == [
        {"service": "data", "metric": "delay_ms", "target": 80, "better": "down"},
        {"service": "data", "metric": "throughput_mbps", "target": 20, "better": "up"},
    ]


def test_without_the_file_the_rows_are_unmapped() -> None:
    assert sla_policies(Policy()) is None and service_targets(Policy()) is None


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("requests: [{type: inquiry, closure_hours: 0}]", "closure_hours"),
        ("targets: [{service: data, metric: delay_ms, target: 80, better: lower}]", "better"),
        (
            "requests: [{type: inquiry, closure_hours: 1}, {type: inquiry, closure_hours: 2}]",
            "inquiry is given twice",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, wrong: str, place: str) -> None:
    with pytest.raises(PolicyError, match=place):
        _policy(tmp_path, wrong).service_levels  # noqa: B018
