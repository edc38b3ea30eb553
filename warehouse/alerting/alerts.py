"""Telling each receiver what has changed since it was told last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from filelock import FileLock, Timeout

from policy.errors import QuanyiError
from warehouse.alerting.deliver import deliver
from warehouse.alerting.delivered import Delivered
from warehouse.alerting.message import News, compose, trial
from warehouse.alerting.settings import EVENTS, Event, Receiver
from warehouse.alerting.standing import Standing, over, standing
from warehouse.control import ControlStore
from warehouse.workspace import Workspace

_PRESENT = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """What became of one receiver's alert; `problem` None where it was taken.

    Attributes:
        news: how many changes it told of.
    """

    receiver: str
    news: int
    problem: QuanyiError | None


def send_alerts(workspace: Workspace, as_of: datetime, events: Collection[Event] = EVENTS) -> list[Outcome]:
    """Tell every receiver of its news of these events; receivers without news are left out.

    A receiver that fails is tried again the next time, with what has changed by then. Nothing is sent for
    another day than the present one, nor while another process is sending.
    """
    settings = workspace.config.alerts
    if not settings.receivers or abs(workspace.as_of() - as_of) > _PRESENT:
        return []
    workspace.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(workspace.data_dir / "alerts.lock", timeout=0):
            stands = standing(workspace, as_of)
            found = (_send(workspace, one, stands, as_of, events) for one in settings.receivers)
            return [outcome for outcome in found if outcome is not None]
    except Timeout:
        return []


def send_trial(workspace: Workspace, receivers: Collection[Receiver]) -> list[Outcome]:
    """A test message to each."""
    organisation = workspace.config.organisation
    return [
        Outcome(one.name, 0, deliver(one, trial(organisation, one.language), workspace.config_path))
        for one in receivers
    ]


def _send(
    workspace: Workspace,
    receiver: Receiver,
    stands: list[Standing],
    as_of: datetime,
    events: Collection[Event],
) -> Outcome | None:
    wanted = receiver.events & set(events)
    delivered = Delivered(workspace.control_path)
    told = delivered.told(receiver.name, wanted)
    mine = [one for one in stands if one.event in wanted]
    changed = tuple(one for one in mine if told.get(one.key) != one.state)
    ended = sorted(told.keys() - {one.key for one in mine})
    if not changed and not ended:
        return None
    results = {result.check_id: result for result in ControlStore(workspace.control_path).latest_results()}
    news = News(changed, tuple(over(key, workspace.policy, results) for key in ended))
    message = compose(news, workspace.config.organisation, as_of, receiver.language)
    problem = deliver(receiver, message, workspace.config_path)
    if problem is None:
        delivered.record(receiver.name, changed, ended, as_of)
    return Outcome(receiver.name, len(changed) + len(ended), problem)
