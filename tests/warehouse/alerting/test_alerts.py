"""What is told, to whom, and how often, through a real receiver."""

from contextlib import closing
from datetime import datetime, timedelta

from filelock import FileLock

from privacy.breaches import steps
from privacy.breaches.register import BreachRegister
from warehouse.alerting.alerts import send_alerts
from warehouse.alerting.settings import Event
from warehouse.control import open_control
from warehouse.workspace import Workspace

AS_OF = datetime(2026, 3, 16, 23)
REFUNDS, COMPLAINTS = "refund_kpis.cancel_refund_flow", "complaint_kpis.timely_complaint_handling"
REFUNDS_LINE = "· Cancelled paid orders are refunded in time and in full: 12 of 300"


def _told(workspace: Workspace, as_of: datetime = AS_OF) -> list[tuple[str, int, bool]]:
    return [(one.receiver, one.news, one.problem is None) for one in send_alerts(workspace, as_of)]


def test_a_change_is_told_once_and_its_end_too(make_workspace, judged, web) -> None:
    workspace = make_workspace({"name": "office", "url": web.url, "language": "en"})
    judged({REFUNDS: "violation", COMPLAINTS: "gap", "access_review.superuser_ip_binding": "pass"})
    assert _told(workspace) == [("office", 2, True)]
    assert _told(workspace) == []
    judged({REFUNDS: "violation", COMPLAINTS: "gap"})
    assert _told(workspace) == []
    judged({REFUNDS: "pass", COMPLAINTS: "violation"})
    assert _told(workspace) == [("office", 2, True)]
    first, second = web.messages()
    assert first.splitlines() == [
        "As of 2026-03-16 23:00",
        "[Violations] 1",
        REFUNDS_LINE,
        "[Cannot tell] 1",
        "· Complaints get their first reply and are closed in time",
        "Check by check: quanyi checks",
    ]
    assert "[Violations] 1\n· Complaints get their first reply and are closed in time: 12 of 300" in second
    assert "[No longer so] 1\n· Cancelled paid orders are refunded in time and in full: passes now" in second


def test_each_receiver_is_told_what_it_asked_for_in_its_language(make_workspace, judged, web) -> None:
    workspace = make_workspace(
        {"name": "zh", "url": web.url + "/zh", "events": ["violation"], "language": "zh"},
        {"name": "gaps", "url": web.url + "/gaps", "events": ["gap"]},
    )
    judged({REFUNDS: "violation", COMPLAINTS: "gap"})
    assert _told(workspace) == [("zh", 1, True), ("gaps", 1, True)]
    told = {path.rpartition("/")[2]: document for path, document in web.posted}
    assert told["zh"]["title"] == "Quanyi 权益 · 某某公司"
    assert "【违反】1 项\n· 取消的已付订单按时足额退款：300 个对象中 12 个" in told["zh"]["message"]
    assert "[" not in told["zh"]["message"]
    assert "【无法判断】1 项" in told["gaps"]["message"] and "[Cannot tell] 1" in told["gaps"]["message"]
    judged({REFUNDS: "gap"})
    assert _told(workspace) == [("zh", 1, True), ("gaps", 1, True)]
    assert "· 取消的已付订单按时足额退款：现在无法判断" in web.messages()[-2]
    judged({REFUNDS: "violation"})
    assert ("zh", 1, True) in _told(workspace), (
        "it was told that the violation was over, so a new one is news"
    )


def test_a_receiver_that_fails_is_tried_again_with_all_that_changed_and_the_others_are_told(
    make_workspace, judged, web
) -> None:
    workspace = make_workspace(
        {"name": "down", "url": "json://127.0.0.1:9/x"}, {"name": "up", "url": web.url, "language": "en"}
    )
    judged({REFUNDS: "violation"})
    outcomes = send_alerts(workspace, AS_OF)
    assert [(one.receiver, one.problem is None) for one in outcomes] == [("down", False), ("up", True)]
    assert outcomes[0].problem is not None
    assert outcomes[0].problem.line("en").startswith("alert receiver down did not take the alert. ")
    judged({COMPLAINTS: "violation"})
    assert _told(workspace) == [("down", 2, False), ("up", 1, True)]
    again = make_workspace({"name": "down", "url": web.url, "language": "en"})
    assert _told(again) == [("down", 2, True)]
    assert "[Violations] 2" in web.messages()[-1]


def test_a_refusal_is_a_failure_too(make_workspace, judged, web) -> None:
    workspace = make_workspace({"name": "office", "url": web.url})
    judged({REFUNDS: "violation"})
    web.status = 500
    assert _told(workspace) == [("office", 1, False)]
    web.status = 200
    assert _told(workspace) == [("office", 1, True)]


def test_a_waived_violation_is_no_news_until_its_waiver_ends(make_workspace, judged, web, tmp_path) -> None:
    make_workspace()
    (tmp_path / "policy" / "waivers.yaml").write_text(
        f"waivers: [{{check: {REFUNDS}, owner: 王敏, reason: {{zh: 因, en: why}}, "
        "granted_at: 2026-03-01, expires_at: 2026-03-16}]\n",
        encoding="utf-8",
    )
    workspace = make_workspace({"name": "office", "url": web.url, "language": "en"})
    judged({REFUNDS: "violation"})
    assert _told(workspace) == []
    assert _told(workspace, AS_OF + timedelta(hours=2)) == [("office", 1, True)]
    assert REFUNDS_LINE in web.messages()[0]
    assert _told(workspace) == [("office", 1, True)]
    assert "in full: waived" in web.messages()[1]


def test_deadlines_of_incidents_are_told_when_near_and_when_over_and_name_nobody(
    make_workspace, judged, web
) -> None:
    workspace = make_workspace({"name": "office", "url": web.url, "language": "en"}, near_hours=12)
    discovered = datetime(2026, 3, 16, 3)
    with closing(open_control(workspace.control_path)) as connection:
        register, policy = BreachRegister(connection), workspace.policy.breaches
        breach = steps.record(
            register, policy, kind="leak", class_="general", description="a laptop", discovered_at=discovered,
            at=discovered, by="李娜",
        )  # fmt: skip
        steps.affected(register, breach.id, count=3, subjects={"k1.canary"}, at=discovered, by="李娜")
        assert _told(workspace, discovered + timedelta(hours=11)) == []
        assert _told(workspace, discovered + timedelta(hours=12)) == [("office", 2, True)]
        assert _told(workspace, discovered + timedelta(hours=13)) == []
        steps.reported(
            register, breach.id, policy, report="authority", reference="A-1",
            at=discovered + timedelta(hours=14), by="李娜",
        )  # fmt: skip
        assert _told(workspace, discovered + timedelta(hours=15)) == [("office", 1, True)]
        assert _told(workspace, discovered + timedelta(hours=25)) == [("office", 1, True)]
    near, done, late = web.messages()
    assert f"· incident {breach.id}: tell personal-data authority by 2026-03-17 03:00" in near
    assert f"· incident {breach.id}: tell the persons concerned by 2026-03-17 03:00" in near
    assert f"[No longer so] 1\n· incident {breach.id}: told, or closed" in done
    assert f"· incident {breach.id}: overdue, tell the persons concerned by 2026-03-17 03:00" in late
    for word in ("k1.canary", "李娜", "laptop", "A-1"):
        assert word not in near + done + late


def test_a_sensor_that_asks_for_deadlines_leaves_the_rest_to_the_run(make_workspace, judged, web) -> None:
    workspace = make_workspace({"name": "office", "url": web.url})
    judged({REFUNDS: "violation"})
    only: tuple[Event, ...] = ("breach_deadline",)
    assert send_alerts(workspace, AS_OF, only) == []
    assert _told(workspace) == [("office", 1, True)]
    assert send_alerts(workspace, AS_OF, only) == []


def test_another_day_than_the_present_is_told_to_nobody(make_workspace, judged, web) -> None:
    workspace = make_workspace({"name": "office", "url": web.url})
    judged({REFUNDS: "violation"})
    for days in (-30, -2, 2, 300):
        assert _told(workspace, AS_OF + timedelta(days=days)) == []
    assert web.posted == []


def test_two_processes_do_not_tell_the_same_twice(make_workspace, judged, web) -> None:
    workspace = make_workspace({"name": "office", "url": web.url})
    judged({REFUNDS: "violation"})
    with FileLock(workspace.data_dir / "alerts.lock"):
        assert _told(workspace) == []
    assert web.posted == []


def test_nothing_is_told_before_anything_ran(make_workspace, web) -> None:
    assert _told(make_workspace({"name": "office", "url": web.url})) == []
