"""What an organisation's own codes mean: its labels, else the words of the complaint rules, else the code."""

from assets.run import Run
from policy.text import Text

UNKNOWN = Text(zh="未填写", en="not stated")


def channel_label(run: Run, code: str) -> Text:
    policy = run.workspace.policy
    return policy.labels.channel.get(code) or policy.complaints.channels.get(code) or _as_it_is(code)


def category_label(run: Run, code: str) -> Text:
    policy = run.workspace.policy
    known = policy.complaints.categories.get(code)
    return policy.labels.category.get(code) or (known.title if known else _as_it_is(code))


def _as_it_is(code: str) -> Text:
    return UNKNOWN if code == "unknown" else Text(zh=code, en=code)
