"""How plans, executions and residual scans are shown."""

from typing import Any

import click

from pipelines.cli.output import print_json, print_table, say
from policy.text import Text, terminal_language
from privacy.erasure.certificate import FINAL, INTERIM
from privacy.erasure.execution import report
from warehouse.erasure.certifying import Search
from warehouse.erasure.desk import Desk
from warehouse.erasure.records import StoredPlan


def print_plan(desk: Desk, plan: StoredPlan, output_format: str) -> None:
    """What goes, what stays and why, who asked and approved, and what comes next."""
    requesters = desk.records.requesters(plan.plan_hash)
    approvals = [approval.statement() for approval in desk.records.approvals(plan.plan_hash)]
    executions = [entry for entry in desk.records.executions() if entry[1] == plan.plan_hash]
    if output_format == "json":
        print_json(
            {
                **plan.document,
                "requesters": requesters,
                "approvals": approvals,
                "executions": [{"execution": each, "state": state} for each, _, state in executions],
            }
        )
        return
    document, language = plan.document, terminal_language()
    people, rows = f"{document['subjects']:,}", f"{document['rows']:,}"
    acting = [action for action in document["actions"] if action["rows"]]
    print_table(
        Text(
            zh=f"删除计划 {plan.plan_hash[:12]}：{people} 人，{rows} 行（尚未改动任何数据）",
            en=f"Deletion plan {plan.plan_hash[:12]}: {people} people, {rows} rows (nothing is changed yet)",
        ),
        [
            Text(zh="表", en="table"),
            Text(zh="处理", en="action"),
            Text(zh="触发", en="trigger"),
            Text(zh="依据", en="because"),
            Text(zh="人", en="people"),
            Text(zh="行", en="rows"),
        ],
        [
            [
                f"{each['store']} {each['table']}",
                each["action"],
                each["trigger"] or "",
                each["clause"] or each["basis"][language],
                f"{each['subjects']:,}",
                f"{each['rows']:,}",
            ]
            for each in acting
        ],
    )
    if document.get("mentions"):
        print_table(
            Text(zh="他人数据中的提及", en="Mentions in other people's rows"),
            [
                Text(zh="字段", en="column"),
                Text(zh="处理", en="action"),
                Text(zh="依据", en="because"),
                Text(zh="被提及的人", en="people named"),
                Text(zh="单元格", en="cells"),
            ],
            [
                [
                    f"{each['store']} {each['table']} {each['column']}",
                    each["action"],
                    each["decided_by"],
                    f"{each['subjects']:,}",
                    f"{each['cells']:,}",
                ]
                for each in document["mentions"]
            ],
        )
    if document["kept"]:
        print_table(
            Text(zh="保留", en="Kept"),
            [Text(zh="表", en="table"), Text(zh="原因", en="reason"), Text(zh="行", en="rows")],
            [
                [f"{each['store']} {each['table']}", each["basis"][language], f"{each['rows']:,}"]
                for each in document["kept"]
                if each["rows"]
            ],
        )
    for trigger, why in document["gaps"].items():
        click.echo(
            say(Text(zh=f"? 无法判断 {trigger}：{why['zh']}", en=f"? cannot tell {trigger}: {why['en']}"))
        )
    click.echo(say(_next_step(plan, requesters, approvals, executions)))


def print_execution(desk: Desk, execution_id: str, output_format: str) -> None:
    """What an execution came to, and its certificates."""
    done = report(execution_id, desk.state)
    certificates = {
        kind: {"head": known[0], "certificate": known[1]}
        for kind in (INTERIM, FINAL)
        if (known := desk.records.certificate(execution_id, kind)) is not None
    }
    if output_format == "json":
        print_json(
            {
                "execution": execution_id,
                "state": done.state,
                "recoverable_until": done.recoverable_until.isoformat(),
                "tables": [vars(each) for each in done.tables],
                "rules": [vars(each) for each in done.rules],
                "skipped": dict(done.skipped),
                "finished": [vars(each) for each in done.finished],
                "change_seconds": done.change_seconds,
                "log_seconds": done.log_seconds,
                "certificates": certificates,
            }
        )
        return
    print_table(
        Text(zh=f"执行 {execution_id}：{done.state}", en=f"Execution {execution_id}: {done.state}"),
        [
            Text(zh="表", en="table"),
            Text(zh="规则", en="rule"),
            Text(zh="处理", en="action"),
            Text(zh="行", en="rows"),
        ],
        [[f"{each.store} {each.table}", each.rule_id, each.action, f"{each.rows:,}"] for each in done.rules],
    )
    for reason, people in done.skipped.items():
        click.echo(say(Text(zh=f"跳过 {people:,} 人：{reason}", en=f"skipped {people:,} people: {reason}")))
    if done.state == "done":
        until = f"{done.recoverable_until:%Y-%m-%d %H:%M}"
        click.echo(
            say(
                Text(
                    zh=f"{until} 前可撤销：quanyi erasure undo {execution_id}；之后请运行 "
                    f"quanyi erasure verify {execution_id}",
                    en=f"It can be undone until {until}: quanyi erasure undo {execution_id}; after that run "
                    f"quanyi erasure verify {execution_id}",
                )
            )
        )
    for kind, sealed in certificates.items():
        click.echo(f"{kind}: {sealed['head']}")


def print_search(desk: Desk, execution_id: str, found: Search, output_format: str) -> None:
    """What a residual scan read and found, and whether there is a final certificate now."""
    final = desk.records.certificate(execution_id, FINAL)
    if output_format == "json":
        document: dict[str, Any] = {
            "execution": execution_id,
            "identifiers": found.identifiers,
            "searched": found.searched,
            "found": [vars(each) for each in found.residues],
            "certificate": final[1] if final else None,
            "head": final[0] if final else None,
        }
        print_json(document)
        return
    places = ", ".join(f"{place} {count}" for place, count in found.searched.items())
    click.echo(
        say(
            Text(
                zh=f"以 {found.identifiers:,} 个写法搜索：{places}",
                en=f"Searched for {found.identifiers:,} spellings in: {places}",
            )
        )
    )
    for each in found.residues:
        click.echo(f"✗ {each.where} {each.table} {each.column}: {each.rows:,}")
    if not found.residues:
        click.echo(say(Text(zh="✓ 未发现残留", en="✓ nothing was found")))
    if final is not None:
        click.echo(
            say(Text(zh=f"最终证明已封存：{final[0]}", en=f"The final certificate is sealed: {final[0]}"))
        )


def _next_step(
    plan: StoredPlan, requesters: list[str], approvals: list[Any], executions: list[tuple[str, str, str]]
) -> Text:
    short = plan.plan_hash[:12]
    if executions and executions[0][2] != "undone":
        execution, _, state = executions[0]
        return Text(
            zh=f"执行 {execution} 处于 {state} 状态：quanyi erasure show {execution}",
            en=f"Execution {execution} is {state}: quanyi erasure show {execution}",
        )
    if approvals:
        return Text(
            zh=f"已批准，可执行：quanyi erasure execute {short}",
            en=f"Approved: quanyi erasure execute {short}",
        )
    asked = "、".join(requesters)
    return Text(
        zh=f"由 {asked} 提出，待批准：quanyi erasure approve {short} --key 审批人密钥.pem",
        en=f"Asked for by {asked}, waits for approval: quanyi erasure approve {short} --key OFFICER.pem",
    )
