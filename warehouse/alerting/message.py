"""The words of an alert, short enough for every kind of receiver."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from policy.text import Language, Text
from warehouse.alerting.settings import MessageLanguage
from warehouse.alerting.standing import Standing

MOST_BYTES = 2000
"""Of title and body together in UTF-8; the smallest limit among the receivers is 2048 (WeCom)."""
HEADINGS = {
    "violation": Text(zh="违反", en="Violations"),
    "gap": Text(zh="无法判断", en="Cannot tell"),
    "approval": Text(zh="等待批准", en="Waiting for approval"),
    "breach_deadline": Text(zh="事件通知时限", en="Deadlines of incidents"),
    "over": Text(zh="不再如此", en="No longer so"),
}
_MOST_LINES = 10
"""Of one heading."""


@dataclass(frozen=True)
class News:
    """What a receiver has not been told yet."""

    changed: tuple[Standing, ...]
    over: tuple[Text, ...]

    def groups(self) -> dict[str, list[Text]]:
        """Lines by heading, in order; without empty ones."""
        lines: dict[str, list[Text]] = {"over": list(self.over)}
        for one in self.changed:
            lines.setdefault(one.event, []).append(one.line)
        return {name: lines[name] for name in HEADINGS if lines.get(name)}


@dataclass(frozen=True)
class Message:
    title: str
    body: str


def compose(news: News, organisation: Text, as_of: datetime, language: MessageLanguage) -> Message:
    """As many lines of each heading as fit; the others are counted."""
    groups = news.groups()
    return _message(organisation, language, lambda each, most: _body(groups, as_of, each, most))


def trial(organisation: Text, language: MessageLanguage) -> Message:
    """What `quanyi alerts test` sends."""
    said = Text(zh="这是一条测试消息，无需处理。", en="This is a test; nothing needs to be done.")
    return _message(organisation, language, lambda each, most: said.in_language(each))


def _message(organisation: Text, language: MessageLanguage, body: Callable[[Language, int], str]) -> Message:
    languages: tuple[Language, ...] = ("zh", "en") if language == "both" else (language,)
    title = f"Quanyi 权益 · {' / '.join(dict.fromkeys(map(organisation.in_language, languages)))}"
    for most in range(_MOST_LINES, -1, -1):
        message = Message(title, "\n\n".join(body(each, most) for each in languages))
        if len(f"{message.title}{message.body}".encode()) <= MOST_BYTES:
            break
    return message


def _body(groups: Mapping[str, Sequence[Text]], as_of: datetime, language: Language, most: int) -> str:
    moment = f"{as_of:%Y-%m-%d %H:%M}"
    lines = [Text(zh=f"截至 {moment}", en=f"As of {moment}")]
    for name, found in groups.items():
        heading, count = HEADINGS[name], len(found)
        lines.append(Text(zh=f"【{heading.zh}】{count} 项", en=f"[{heading.en}] {count}"))
        lines += [Text(zh=f"· {line.zh}", en=f"· {line.en}") for line in found[:most]]
        if most and count > most:
            lines.append(Text(zh=f"· 另有 {count - most} 项", en=f"· and {count - most} more"))
    lines.append(Text(zh="逐项查看：quanyi checks", en="Check by check: quanyi checks"))
    return "\n".join(line.in_language(language) for line in lines)
