"""Handing over: to a mailbox, a web hook and the chat services' own forms, and what is said when it fails."""

import json
import logging
from datetime import datetime
from pathlib import Path

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from policy.text import Text
from warehouse.alerting.alerts import send_alerts, send_trial
from warehouse.alerting.deliver import deliver
from warehouse.alerting.message import MOST_BYTES, Message, News, compose
from warehouse.alerting.settings import Receiver
from warehouse.alerting.standing import Standing

AS_OF = datetime(2026, 3, 16, 23)
MESSAGE = Message("Quanyi 权益 · 某某公司", "【违反】1 项\n· 退款：300 个对象中 12 个")
SECRET = "abcdef0123456789"


def _problem(receiver: Receiver, folder: Path = Path()) -> str | None:
    problem = deliver(receiver, MESSAGE, folder / "quanyi.yaml")
    return None if problem is None else problem.line("en")


def test_a_mail_arrives_with_its_chinese_whole(mail) -> None:
    url = f"mailto://127.0.0.1:{mail.port}?from=quanyi@example.com&to=dpo@example.com&mode=insecure"
    assert _problem(Receiver(name="office", url=url)) is None
    (arrived,) = mail.mails
    assert arrived["subject"] == MESSAGE.title
    assert "dpo@example.com" in arrived["to"]
    body = arrived.get_body(("plain",))
    assert body is not None and body.get_content().strip().splitlines() == MESSAGE.body.splitlines()
    assert "Apprise" not in arrived.as_string()


def test_a_web_hook_gets_title_and_message(web) -> None:
    assert _problem(Receiver(name="hook", url=web.url)) is None
    ((path, document),) = web.posted
    assert path == "/token-of-ours"
    assert (document["title"], document["message"]) == (MESSAGE.title, MESSAGE.body)


@pytest.mark.parametrize(
    ("plugin", "url", "refusal"),
    [
        (NotifyDingTalk, f"dingtalk://{SECRET}/", {"errcode": 310000, "errmsg": "keywords not in content"}),
        (NotifyFeishu, f"feishu://{SECRET}/", {"code": 19024, "msg": "Key Words Not Found"}),
        (NotifyWeComBot, f"wecombot://{SECRET}/", {"errcode": 93000, "errmsg": "invalid webhook url"}),
    ],
)
def test_chat_services_get_one_text_and_a_refusal_with_status_200_is_a_failure(
    plugin, url, refusal, web, monkeypatch
) -> None:
    """Their own requests, sent to an address of ours."""
    monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{web.port}/bot?{{token}}{{key}}".replace(
        "{key}" if plugin is not NotifyWeComBot else "{token}", ""
    ))  # fmt: skip
    receiver = Receiver(name="chat", url=url)
    web.answer = json.dumps(dict.fromkeys(refusal, 0)).encode()
    assert _problem(receiver) is None
    ((path, document),) = web.posted
    assert SECRET in path
    text = document.get("text") or document["content"]
    assert MESSAGE.title in json.dumps(text, ensure_ascii=False)
    assert MESSAGE.body.splitlines()[1] in json.dumps(text, ensure_ascii=False)
    web.answer = json.dumps(refusal).encode()
    assert "did not take the alert" in (_problem(receiver) or "")


def test_an_address_comes_from_the_environment_or_a_file_at_the_moment_of_sending(
    web, tmp_path, monkeypatch
) -> None:
    receiver = Receiver(name="hook", url=f"json://127.0.0.1:{web.port}/${{HOOK_TOKEN}}")
    assert _problem(receiver) == (
        "quanyi.yaml: alert receiver hook needs the environment variable HOOK_TOKEN, which is not set. "
        "Set it first: export HOOK_TOKEN=…"
    )
    monkeypatch.setenv("HOOK_TOKEN", "one")
    assert _problem(receiver) is None
    by_file = Receiver(name="file", url_file=Path("address"))
    assert "cannot be read" in (_problem(by_file, tmp_path) or "")
    (tmp_path / "address").write_text(f"json://127.0.0.1:{web.port}/two\n", encoding="utf-8")
    assert _problem(by_file, tmp_path) is None
    assert [path for path, _ in web.posted] == ["/one", "/two"]


@pytest.mark.parametrize(
    "url",
    [
        f"nosuchservice://{SECRET}/", f"json://user:{SECRET}@127.0.0.1:9/{SECRET}",
        f"mailto://user:{SECRET}@127.0.0.1:9?to=a@example.com", f"dingtalk://{SECRET}", "not an address",
    ],
)  # fmt: skip
def test_a_failure_tells_no_address(
    url, make_workspace, judged, capfd, caplog, monkeypatch, tmp_path
) -> None:
    """Not in what is said, printed, logged or stored."""
    monkeypatch.setattr(NotifyDingTalk, "notify_url", "http://127.0.0.1:9/{token}")
    caplog.set_level(logging.DEBUG)
    workspace = make_workspace({"name": "office", "url": url})
    judged({"refund_kpis.cancel_refund_flow": "violation"})
    outcomes = [*send_alerts(workspace, AS_OF), *send_trial(workspace, workspace.config.alerts.receivers)]
    problems = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    assert len(problems) == 2
    out, err = capfd.readouterr()
    said = "".join([out, err, caplog.text, repr(workspace.config), *(str(problem) for problem in problems)])
    assert SECRET not in said
    stored = [path.read_bytes() for path in (tmp_path / ".data").rglob("*") if path.is_file()]
    assert stored and not any(SECRET.encode() in content for content in stored)


def test_a_message_fits_the_narrowest_service_and_counts_what_it_leaves_out() -> None:
    line = Text(
        zh="投诉按时首次回复并按时办结：300 个对象中 12 个", en="Complaints are closed in time: 12 of 300"
    )
    changed = tuple(Standing("violation", f"check:{n}", "violation", line) for n in range(90))
    news = News(changed, (line,) * 90)
    for language in ("zh", "en", "both"):
        message = compose(news, Text(zh="某某公司", en="Some Company"), AS_OF, language)  # type: ignore[arg-type]
        assert 1000 < len((message.title + message.body).encode()) <= MOST_BYTES
    shown = message.body.count("· Complaints")
    assert 0 < shown < 20
    assert f"· and {90 - shown // 2} more" in message.body
    assert "[Violations] 90" in message.body and "【不再如此】90 项" in message.body


def test_a_long_name_of_the_organisation_leaves_headings_and_counts() -> None:
    line = Text(zh="很长的标题" * 60, en="a long title " * 30)
    changed = tuple(Standing("gap", f"check:{n}", "gap", line) for n in range(3))
    message = compose(News(changed, ()), Text(zh="某" * 100, en="S" * 100), AS_OF, "both")
    assert len((message.title + message.body).encode()) <= MOST_BYTES
    assert "[Cannot tell] 3" in message.body
