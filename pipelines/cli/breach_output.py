"""How incidents and the people still to be told are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.markup import escape

from pipelines.cli.output import print_json, print_table, say
from policy.text import Text
from privacy.breaches.breach import Breach, Telling
from warehouse.workspace import Workspace

OVERDUE = Text(zh="逾期", en="overdue")
DONE = Text(zh="已告知", en="told")


def print_breach(found: Breach, workspace: Workspace, output_format: str) -> None:
    shown = breach_json(found, workspace)
    if output_format == "json":
        print_json(shown)
        return
    title = workspace.policy.breaches.kinds.get(found.kind, Text(zh=found.kind, en=found.kind))
    print_table(
        Text(
            zh=f"{found.id} {title.zh}：受影响 {found.affected} 人，待告知 {found.open_persons} 人",
            en=f"{found.id} {title.en}: {found.affected} persons concerned, {found.open_persons} to be told",
        ),
        [Text(zh="告知", en="to tell"), Text(zh="期限", en="deadline"), Text(zh="状态", en="state")],
        [
            [say(telling.to), _text(telling.due_at), _state(telling, workspace.as_of())]
            for telling in found.tellings(workspace.policy.breaches)
        ],
    )


def print_breaches(found: Sequence[Breach], workspace: Workspace, output_format: str) -> None:
    if output_format == "json":
        print_json([breach_json(one, workspace) for one in found])
        return
    as_of = workspace.as_of()
    rows = [
        [
            one.id, one.kind, one.class_, _text(one.discovered_at), str(one.affected),
            say(telling.to), _text(telling.due_at), _state(telling, as_of),
        ]
        for one in found
        for telling in one.tellings(workspace.policy.breaches)
    ]  # fmt: skip
    print_table(
        Text(zh=f"事件：{len(found)} 起", en=f"Incidents: {len(found)}"),
        [
            Text(zh="编号", en="id"), Text(zh="种类", en="kind"), Text(zh="级别", en="class"),
            Text(zh="发现时间", en="discovered"), Text(zh="受影响", en="concerned"),
            Text(zh="告知", en="to tell"), Text(zh="期限", en="deadline"), Text(zh="状态", en="state"),
        ],
        rows,
    )  # fmt: skip


def print_worklist(
    waiting: Sequence[tuple[Breach, Sequence[str]]],
    workspace: Workspace,
    ids: Mapping[str, str],
    output_format: str,
) -> None:
    as_of = workspace.as_of()
    rows: list[dict[str, Any]] = [
        {
            "incident": one.id,
            "to": telling.id,
            "to_zh": telling.to.zh,
            "to_en": telling.to.en,
            "due_at": _text(telling.due_at),
            "overdue": telling.overdue(as_of),
            "persons": telling.open_persons,
            "subjects": [ids.get(subject, subject) for subject in untold] if telling.open_persons else [],
        }
        for one, untold in waiting
        for telling in one.tellings(workspace.policy.breaches)
        if telling.done_at is None
    ]
    rows.sort(key=lambda row: (row["due_at"], row["incident"], row["to"]))
    if output_format == "json":
        print_json(rows)
        return
    print_table(
        Text(zh=f"待告知：{len(rows)} 项", en=f"Still to be told: {len(rows)}"),
        [
            Text(zh="事件", en="incident"), Text(zh="告知", en="to tell"), Text(zh="期限", en="deadline"),
            Text(zh="人数", en="persons"), Text(zh="名单", en="who"),
        ],
        [
            [
                row["incident"],
                say(Text(zh=row["to_zh"], en=row["to_en"])),
                row["due_at"] + (f" {say(OVERDUE)}" if row["overdue"] else ""),
                "" if row["persons"] is None else str(row["persons"]),
                escape(" ".join(row["subjects"])),
            ]
            for row in rows
        ],
    )  # fmt: skip


def breach_json(found: Breach, workspace: Workspace) -> dict[str, Any]:
    as_of = workspace.as_of()
    return {
        "id": found.id,
        "kind": found.kind,
        "class": found.class_,
        "description": found.description,
        "discovered_at": _text(found.discovered_at),
        "closed_at": _text(found.closed.at) if found.closed else None,
        "affected": found.affected,
        "to_be_told": 0 if found.notice_waived else found.open_persons,
        "duties": [
            {
                "id": telling.id,
                "to_zh": telling.to.zh,
                "to_en": telling.to.en,
                "hours": telling.duty.hours,
                "source": telling.duty.source,
                "due_at": _text(telling.due_at),
                "done_at": _text(telling.done_at) if telling.done_at else None,
                "overdue": telling.overdue(as_of),
            }
            for telling in found.tellings(workspace.policy.breaches)
        ],
        "events": [
            {"name": event.name, "at": _text(event.at), "by": event.by, **event.detail}
            for event in found.events
        ],
    }


def _state(telling: Telling, as_of: datetime) -> str:
    parts = [say(DONE)] if telling.done_at else []
    if telling.overdue(as_of):
        parts.append(f"[bold red]{say(OVERDUE)}[/]")
    return " ".join(parts)


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
