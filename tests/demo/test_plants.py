"""The clean platform passes every check; each planted violation makes its check fail."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checks.evaluate import Outcome
from demo.generate.content import make
from demo.generate.lifecycle import SHARES, live
from demo.plants import all_plants, load_plants
from demo.platform import DEFAULT_VIOLATIONS, build, ensure_running, stop
from policy.bundle import Policy
from policy.errors import UsageError
from privacy.anonymization.gate import label_of
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from warehouse.config import load_config

Judge = Callable[[Path], dict[str, Outcome]]
WITHOUT_A_SCAN = {
    "pii_scan.pii_security_measures",
    "pii_scan.lawful_collection",
    "pii_scan.pii_confidentiality@network-platform/6.3",
    "access_review.operator_account_hygiene@web-operator/1.8c",
    "anonymization.purpose_limitation",
    "anonymization.purpose_limitation@service-platform-2/2.5b",
    "encryption_check.encryption_at_rest",
}
"""Judged from findings and releases, which the tests of the whole pipeline make."""


def _violated(outcomes: dict[str, Outcome]) -> set[str]:
    return {check for check, outcome in outcomes.items() if outcome.outcome == "violation"}


@pytest.fixture(scope="module")
def violated_platform(folder_for_servers: Callable[[str], Path]) -> Iterator[Path]:
    folder = folder_for_servers("violated") / "demo"
    build(folder, scale=0.02, violations=tuple(all_plants()))
    yield folder
    stop(folder)


def test_there_is_a_plant_for_each_check() -> None:
    assert set(all_plants()) == {check.id for check in Policy().checks}
    assert set(DEFAULT_VIOLATIONS) <= set(all_plants())


def test_an_unknown_violation_is_refused() -> None:
    with pytest.raises(UsageError, match="no_such_check"):
        load_plants(["x.no_such_check"])


def test_the_clean_platform_passes(clean_platform: Path, judge: Judge) -> None:
    ensure_running(clean_platform)
    outcomes = judge(clean_platform)
    faults = {check: outcome for check, outcome in outcomes.items() if outcome.outcome != "pass"}
    assert faults.keys() == WITHOUT_A_SCAN, faults


def test_each_plant_makes_its_check_fail(violated_platform: Path, judge: Judge) -> None:
    assert all_plants().keys() - _violated(judge(violated_platform)) == WITHOUT_A_SCAN


def test_the_planted_column_stands_in_no_catalogue(violated_platform: Path) -> None:
    config = load_config(violated_platform / "quanyi.yaml")
    with open_session(config.stores) as session:
        table = read_catalog(session.connection, config.stores).table("app", "public.t_ticket")
    assert table is not None and table.column("backup_contact") is not None
    catalogue = Policy(config.policy, config.evidence).pii_catalogue
    assert catalogue is not None
    assert "backup_contact" not in {entry.column for entry in catalogue.columns}
    unfounded = [entry for entry in catalogue.columns if entry.legal_basis is None]
    assert [entry.column for entry in unfounded] == ["card_no"]


def test_the_planted_release_is_not_anonymised(violated_platform: Path, clean_platform: Path) -> None:
    labels = []
    for folder in (clean_platform, violated_platform):
        config = load_config(folder / "quanyi.yaml")
        releases = Policy(config.policy, config.evidence).anonymization
        assert releases is not None
        labels.append(label_of(releases.releases[0]))
    assert labels == ["anonymised", "de_identified"]


def test_members_in_use_name_those_who_are_back(violated_platform: Path) -> None:
    config = load_config(violated_platform / "quanyi.yaml")
    with open_session(config.stores) as session:
        back = "SELECT mobile FROM app.public.t_member WHERE real_name = '王建国'"
        for table, column, expected in (("t_review", "content", 3), ("t_service_call", "question", 2)):
            found = session.connection.execute(
                f"SELECT count(*) FROM app.public.{table} AS said JOIN ({back}) AS back "
                f"ON contains(replace(said.{column}, '-', ''), back.mobile)"
            ).fetchone()
            assert found == (expected,), table


@pytest.mark.parametrize(
    "check", ["provider_audit.provider_qualification", "evidence_vault.complaint_procedure"]
)
def test_a_plant_trips_no_other_check(
    check: str, folder_for_servers: Callable[[str], Path], judge: Judge
) -> None:
    folder = folder_for_servers("plant") / "demo"
    build(folder, scale=0.02, violations=[check])
    try:
        assert _violated(judge(folder)) == {check}
    finally:
        stop(folder)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_course_of_life_occurs_whatever_the_seed(seed: int) -> None:
    assert set(live(seed, 200).stage) == {*SHARES, "normal"}
    assert make(seed, 0.01).tables["t_legal_hold"].num_rows >= 6
