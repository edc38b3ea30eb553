"""How requests are shown: as they stand, with their deadline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click
from rich.markup import escape

from pipelines.cli.output import print_json, print_table, say
from policy.text import Text
from privacy.requests.request import Request
from warehouse.workspace import Workspace

STATES = {
    "received": Text(zh="待核实身份", en="identity open"),
    "verified": Text(zh="处理中", en="in work"),
    "paused": Text(zh="暂停", en="paused"),
    "fulfilled": Text(zh="已办结", en="fulfilled"),
    "refused": Text(zh="已拒绝", en="refused"),
    "withdrawn": Text(zh="已撤回", en="withdrawn"),
}
CANNOT_TELL = Text(zh="无法判断", en="cannot tell")


def request_json(request: Request, workspace: Workspace, as_of: datetime) -> dict[str, Any]:
    """`overdue` null: nobody can tell; `gap` then says why. `due_at` null besides: the clock stands still."""
    policy, calendar = workspace.policy.requests, workspace.policy.calendar
    deadline = request.deadline(policy, calendar)
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state,
        "subject": request.subject_id,
        "received_at": _text(request.received_at),
        "due_at": _text(deadline.due_at),
        "overdue": request.overdue(policy, calendar, as_of),
        "gap": deadline.gap.model_dump() if deadline.gap else None,
        "to_correct": [
            {key: value for key, value in event.detail.items() if key != "item"} | {"item": item}
            for item, event in request.unseen()
        ],
        "events": [
            {"name": event.name, "at": _text(event.at), "by": event.by, **event.detail}
            for event in request.events
        ],
    }


def print_request(request: Request, workspace: Workspace, as_of: datetime, output_format: str) -> None:
    shown = request_json(request, workspace, as_of)
    if output_format == "json":
        print_json(shown)
        return
    kind = workspace.policy.requests.kinds[request.kind].title
    title = Text(
        zh=f"{request.id} {kind.zh}：{STATES[request.state].zh}，{_due(shown).zh}",
        en=f"{request.id} {kind.en}: {STATES[request.state].en}, {_due(shown).en}",
    )
    print_table(
        title,
        [
            Text(zh="时间", en="when"),
            Text(zh="事项", en="what"),
            Text(zh="经办", en="by"),
            Text(zh="", en=""),
        ],
        [
            [_text(event.at) or "", event.name, escape(event.by), escape(_detail(event.detail))]
            for event in request.events
        ],
    )
    refused = request.closed if request.state == "refused" else None
    if refused is not None:
        for language in ("zh", "en"):
            text, basis = refused.detail["text"][language], refused.detail["legal_basis"][language]
            click.echo(f"{text} ({basis})")


def print_list(
    found: Sequence[Request],
    workspace: Workspace,
    as_of: datetime,
    ids: Mapping[str, str],
    output_format: str,
) -> None:
    rows = [request_json(request, workspace, as_of) for request in found]
    for row in rows:
        del row["events"]
        row["subject"] = ids.get(row["subject"], row["subject"])
    rows.sort(key=lambda row: (row["state"] not in STATES_OPEN, not row["overdue"], row["due_at"] or "9999"))
    if output_format == "json":
        print_json(rows)
        return
    kinds = workspace.policy.requests.kinds
    print_table(
        Text(zh=f"个人信息请求：{len(rows)} 件", en=f"Requests: {len(rows)}"),
        [
            Text(zh="编号", en="id"), Text(zh="种类", en="kind"), Text(zh="状态", en="state"),
            Text(zh="期限", en="deadline"), Text(zh="待更正", en="to correct"), Text(zh="本人", en="person"),
        ],
        [
            [
                row["id"], say(kinds[row["kind"]].title), say(STATES[row["state"]]), say(_due(row)),
                str(len(row["to_correct"]) or ""), escape(row["subject"] or "–"),
            ]
            for row in rows
        ],
    )  # fmt: skip


STATES_OPEN = ("received", "verified", "paused")


def _due(row: dict[str, Any]) -> Text:
    if row["gap"] is not None:
        return CANNOT_TELL
    if row["due_at"] is None:
        return Text(zh="计时暂停", en="clock stopped")
    late = Text(zh="（逾期）", en=" (overdue)") if row["overdue"] else Text(zh="", en="")
    day = row["due_at"][:10]
    return Text(zh=f"{day} 前{late.zh}", en=f"due {day}{late.en}")


def _detail(detail: dict[str, Any]) -> str:
    return ", ".join(
        f"{key}: {say(Text(**value)) if isinstance(value, dict) else value}" for key, value in detail.items()
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(sep=" ", timespec="seconds")
