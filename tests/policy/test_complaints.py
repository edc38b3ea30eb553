import re
from pathlib import Path

import pytest
import yaml

from policy.bundle import PACKAGED, Policy
from policy.complaints import ComplaintsPolicy
from policy.errors import PolicyError
from policy.yaml_file import read_model

PACKAGED_FILE = PACKAGED / "complaints.yaml"


def test_each_figure_is_defined_in_both_languages() -> None:
    kpis = Policy().complaints.kpis
    assert len(kpis) >= 20
    for kpi in kpis:
        assert re.search(r"[\u4e00-\u9fff]", kpi.definition.zh), kpi.id
        assert not re.search(r"[\u4e00-\u9fff]", kpi.definition.en), kpi.id


def test_shares_have_shares_as_targets() -> None:
    for kpi in Policy().complaints.kpis:
        assert kpi.unit != "share" or kpi.target is None or 0 < kpi.target < 1, kpi.id


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda document: document["kpis"].append(document["kpis"][0]), "defined twice: complaints_received"),
        (lambda document: document["limits"].update(refund_days=0), "limits.refund_days"),
        (lambda document: document["limits"].update(closure_hours=1), "unknown key limits.closure_hours"),
        (lambda document: document["limits"].update(default_sector="post"), "no such sector: post"),
        (
            lambda document: document["versions"][0]["closure"].pop("telecom"),
            "closure and sectors differ in telecom",
        ),
        (lambda document: document["versions"][0]["resolution"].pop("high"), "resolution lacks high"),
        (lambda document: document["versions"].append(document["versions"][0]), "begins no later than 1"),
        (
            lambda document: document["versions"][0].update(
                working_hours={"opens": "18:00", "closes": "09:00"}
            ),
            "opens before it closes",
        ),
    ],
)
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, change: object, complaint: str) -> None:
    document = yaml.safe_load(PACKAGED_FILE.read_text(encoding="utf-8"))
    assert callable(change)
    change(document)
    path = tmp_path / "complaints.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    with pytest.raises(PolicyError, match=complaint):
        read_model(path, ComplaintsPolicy)
