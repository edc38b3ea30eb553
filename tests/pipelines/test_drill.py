"""The drill on a real small platform: what it detects, what it mistakes, what it leaves behind."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from demo import server
from demo.plants import Plant, Step, all_plants
from pipelines import drill as drilling
from pipelines.drill import CleanPlatform, DrillResult, clean_platform, drill_check
from policy.errors import JobError, PolicyError, UsageError
from policy.text import Text

TITLE = Text(zh="试", en="trial")
NOTHING: tuple[set[str], set[str]] = (set(), set())


def plant(check: str, *steps: dict[str, object], also_expected: tuple[str, ...] = ()) -> Plant:
    return Plant(
        check=check,
        title=TITLE,
        also_expected=also_expected,
        steps=tuple(Step.model_validate(step) for step in steps),
    )


@pytest.fixture(scope="module")
def clean(folder_for_servers: Callable[[str], Path]) -> Iterator[CleanPlatform]:
    with clean_platform(folder_for_servers("drill") / "drill", lambda *_: None) as platform:
        yield platform


@pytest.fixture(scope="module")
def at_first(clean: CleanPlatform) -> tuple[set[str], set[str]]:
    return _there(clean)


LeftBehind = Callable[[], tuple[set[str], set[str]]]


@pytest.fixture
def left_behind(clean: CleanPlatform, at_first: tuple[set[str], set[str]]) -> LeftBehind:
    """Databases and roles of the server, and files of the drill's folder, that were not there at first."""

    def since() -> tuple[set[str], set[str]]:
        in_server, on_disk = _there(clean)
        return in_server - at_first[0], on_disk - at_first[1]

    return since


def _there(clean: CleanPlatform) -> tuple[set[str], set[str]]:
    original = clean.workspace.config_path.parent
    socket = server.start(original / "pg")
    with server.connect(socket, database="postgres") as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
        ).fetchall()
    return {name for (name,) in names}, {path.name for path in original.parent.iterdir()}


@pytest.mark.parametrize(
    "check",
    [
        "provider_audit.provider_qualification",  # SQL on rows
        "access_review.least_privilege_access",  # SQL on privileges
        "log_retention.log_retention_60d",  # a lake table rewritten
        "evidence_vault.personal_info_governance",  # a paper altered
        "anonymization.purpose_limitation",  # a policy file
        "pii_scan.pii_security_measures",  # a column that only the scan finds
        "erasure.erasure_after_cancellation",  # rows that only the retention plan finds
    ],
)
def test_a_plant_is_detected_without_false_alarm(
    clean: CleanPlatform, left_behind: LeftBehind, check: str
) -> None:
    planted = all_plants()[check]
    assert drill_check(clean, check, planted) == DrillResult(check, True, True, planted.also_expected, ())
    assert left_behind() == NOTHING


def test_a_check_without_a_plant_is_not_detected(clean: CleanPlatform) -> None:
    result = drill_check(clean, "dsr.dsr_access_rectify_erase", None)
    assert result == DrillResult("dsr.dsr_access_rectify_erase", planted=False, detected=False)
    assert not result.holds


def test_a_plant_that_trips_nothing_is_not_detected(clean: CleanPlatform) -> None:
    check = "provider_audit.provider_qualification"
    harmless = plant(check, {"store": "app", "sql": "UPDATE t_merchant SET merchant_name = merchant_name"})
    assert drill_check(clean, check, harmless) == DrillResult(check, planted=True, detected=False)


def test_a_plant_that_trips_another_check_raises_a_false_alarm_unless_declared(clean: CleanPlatform) -> None:
    check, other = "minors_kpis.minors_guardianship_process", "minors_kpis.minors_quarterly_report"
    steps = [*all_plants()[check].steps, *all_plants()[other].steps]
    both = Plant(check=check, title=TITLE, steps=tuple(steps))
    assert drill_check(clean, check, both) == DrillResult(check, True, True, (), (other,))
    declared = both.model_copy(update={"also_expected": (other,)})
    assert drill_check(clean, check, declared).holds


def test_a_check_that_can_no_longer_tell_is_a_false_alarm(clean: CleanPlatform) -> None:
    """A column that a mapping reads goes: its check is a gap, not a violation."""
    check = "minors_kpis.minors_quarterly_report"
    gone = plant(check, {"store": "app", "sql": "ALTER TABLE t_survey DROP COLUMN survey_no CASCADE"})
    result = drill_check(clean, check, gone)
    assert (result.detected, result.false_alarms) == (False, ("survey_kpis.satisfaction_survey",))


@pytest.mark.parametrize(
    ("statement", "error"),
    [("SELECT no_such_column FROM t_member", psycopg.Error), ("SELECT 1", KeyboardInterrupt)],
)
def test_nothing_stays_after_an_error_or_an_interrupt(
    clean: CleanPlatform,
    left_behind: LeftBehind,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    error: type[BaseException],
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        assert left_behind() == ({"left_over", "planted"}, {"planted"}), "there is something to remove"
        raise KeyboardInterrupt

    monkeypatch.setattr(drilling, "judge", interrupted)
    faulty = plant(
        "dsr.x", {"store": "app", "sql": "CREATE ROLE left_over"}, {"store": "app", "sql": statement}
    )
    with pytest.raises(error):
        drill_check(clean, "dsr.x", faulty)
    assert left_behind() == NOTHING


def test_a_platform_that_is_not_clean_is_refused_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "drill"
    dirty = ["minors_kpis.minors_quarterly_report"]
    refused = pytest.raises(JobError, match=r"minors_kpis\.minors_quarterly_report")
    with refused, clean_platform(folder, lambda *_: None, violations=dirty):
        pytest.fail("a drill on a dirty platform proves nothing")
    assert list(tmp_path.iterdir()) == []


def test_a_plant_of_an_unknown_check_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stray = plant("dsr.dsr_access_rectify_erase", also_expected=("dsr.no_such_check",))
    monkeypatch.setattr(drilling, "all_plants", lambda: {stray.check: stray})
    with pytest.raises(PolicyError, match=r"dsr\.no_such_check"):
        drilling.drill(tmp_path / "drill", on_progress=lambda *_: None)
    with pytest.raises(UsageError, match=r"dsr\.unknown"):
        drilling.drill(tmp_path / "drill", ["dsr.unknown"], on_progress=lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_every_check_that_exists_is_drilled(
    clean: CleanPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One without a plant is in the answer too, as not detected."""
    kept = "evidence_vault.complaint_procedure"
    monkeypatch.setattr(drilling, "all_plants", lambda: {kept: all_plants()[kept]})
    monkeypatch.setattr(drilling, "clean_platform", lambda *_: _opened(clean))
    results = drilling.drill(tmp_path / "drill", on_progress=lambda *_: None)
    assert {result.check for result in results} == set(clean.judgement.outcomes)
    assert [result.check for result in results if result.detected] == [kept]


class _opened:
    """The platform of this module's tests in place of a new one."""

    def __init__(self, clean: CleanPlatform) -> None:
        self.clean = clean

    def __enter__(self) -> CleanPlatform:
        return self.clean

    def __exit__(self, *_: object) -> None:
        return None


def test_the_command(demo, tmp_path: Path) -> None:
    check = "evidence_vault.complaint_procedure"
    ran = demo.quanyi("drill", "--only", check, "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == [
        {"check": check, "detected": True, "also_expected": [], "false_alarms": []}
    ]
    assert not (demo.folder / ".data" / "drill").exists()
    unknown = demo.quanyi("drill", "--only", "dsr.unknown")
    assert (unknown.code, "There is no check dsr.unknown" in unknown.err) == (64, True)
