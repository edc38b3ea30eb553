"""The commands of `quanyi requests` that read the stores: export and rectification."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.clerk import at_option, by_option, subject_option, together
from pipelines.cli.options import config_option, format_option
from policy.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from policy.requests import RequestKind
    from policy.retention import RetentionPolicy
    from privacy.requests.export.person import Person
    from privacy.requests.register import Register
    from warehouse.workspace import Workspace

request_argument = click.argument("request_id", metavar="REQUEST")
recording = together(subject_option, by_option, at_option, config_option, format_option)


@dataclass(frozen=True)
class _Sitting:
    """A request that is ready, and its person found in the stores."""

    workspace: "Workspace"
    register: "Register"
    at: "datetime"
    retention: "RetentionPolicy"
    stores: "duckdb.DuckDBPyConnection"
    person: "Person"


@click.command()
@request_argument
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@recording
def export(
    request_id: str, folder: Path, subject_file: Path | None, by: str, at: str | None,
    config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Write the person's copy of their data to FOLDER/REQUEST: data.html to read, data.json for machines.

    What is about other people is left out. Only the owner of the files can read them: hand them over safely,
    then delete them.
    """
    from pipelines.cli.output import print_json, say
    from privacy.detection.engine import build_analyzer
    from privacy.requests.export.export import ExportRules, export_person
    from privacy.requests.request import Event
    from privacy.requests.steps import require_ready

    with _sitting(config_path, at, subject_file, request_id, "access", folder) as sitting:
        policy = sitting.workspace.policy
        report = export_person(
            sitting.stores, sitting.person,
            ExportRules(sitting.retention, policy.access_export, policy.pii, policy.pii_catalogue),
            build_analyzer(), organisation=sitting.workspace.config.organisation, request_id=request_id,
            at=sitting.at, folder=folder,
        )  # fmt: skip
        sitting.register.record(
            request_id,
            Event("exported", sitting.at, by, vars(report)),
            lambda request: require_ready(request, "access"),
        )
    target = folder / request_id
    if output_format == "json":
        print_json({"request": request_id, "folder": str(target), **vars(report)})
        return
    click.echo(
        say(
            Text(
                zh=f"已写入 {target}：{report.tables} 张表 {report.rows:,} 行，隐去他人信息 "
                f"{report.masked:,} 处。交付后请删除。",
                en=f"Written to {target}: {report.rows:,} rows of {report.tables} tables, {report.masked:,} "
                "cells of other people masked. Delete it once handed over.",
            )
        )
    )


@click.command()
@request_argument
@click.option("--store", required=True)
@click.option("--table", required=True)
@click.option("--column", required=True)
@click.option(
    "--values-file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="First line the wanted value, second line the wrong one; without it, all that stands there.",
)
@recording
def rectify(
    request_id: str, store: str, table: str, column: str, values_file: Path, subject_file: Path | None,
    by: str, at: str | None, config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Record what is wrong in a column and what it should be, for the business to correct.

    Kept are shapes and keyed hashes. Nothing is written to the store.
    """
    from pipelines.cli.clerk import pseudonymiser, read_lines
    from pipelines.cli.requests_output import print_request
    from privacy.requests.rectification import Place, ask, values_of

    values = read_lines(values_file, Text(zh="要求的值", en="the wanted value"))
    with _sitting(config_path, at, subject_file, request_id, "rectify", None) as sitting:
        place = Place(store, table, column)
        request = ask(
            sitting.register, request_id, place,
            current=values_of(sitting.stores, sitting.person, sitting.retention, place),
            wanted=values[0], wrong=values[1] if len(values) > 1 else None,
            pseudonymiser=pseudonymiser(sitting.workspace), at=sitting.at, by=by,
        )  # fmt: skip
        print_request(request, sitting.workspace, sitting.at, output_format)


@click.command("check-rectification")
@request_argument
@recording
def check_rectification(
    request_id: str, subject_file: Path | None, by: str, at: str | None, config_path: Path | None,
    output_format: str,
) -> int:  # fmt: skip
    """Look in the stores whether the business has corrected what was asked. Exits 1 where it has not."""
    from pipelines.cli.clerk import pseudonymiser
    from pipelines.cli.output import print_json, print_table, say
    from privacy.requests.rectification import Place, look_again, values_of

    seen = []
    with _sitting(config_path, at, subject_file, request_id, "rectify", None) as sitting:
        for item, event in sitting.register.request(request_id).unseen():
            place = Place(event.detail["store"], event.detail["table"], event.detail["column"])
            current = values_of(sitting.stores, sitting.person, sitting.retention, place)
            state = look_again(
                sitting.register, request_id, item, current=current,
                pseudonymiser=pseudonymiser(sitting.workspace), at=sitting.at, by=by,
            )  # fmt: skip
            seen.append({"item": item, **vars(place), "seen": state})
    words = {
        "done": Text(zh="已更正", en="corrected"),
        "wanted_missing": Text(zh="尚无要求的值", en="the wanted value is not there"),
        "wrong_still_there": Text(zh="错误的值仍在", en="the wrong value is still there"),
    }
    if output_format == "json":
        print_json(seen)
    else:
        print_table(
            Text(zh=f"更正：{len(seen)} 项", en=f"Corrections: {len(seen)}"),
            [Text(zh="列", en="column"), Text(zh="结果", en="result")],
            [
                [f"{row['store']} {row['table']}.{row['column']}", say(words[str(row["seen"])])]
                for row in seen
            ],
        )
    return 0 if all(row["seen"] == "done" for row in seen) else 1


@contextmanager
def _sitting(
    config_path: Path | None,
    at: str | None,
    subject_file: Path | None,
    request_id: str,
    kind: "RequestKind",
    folder: Path | None,
) -> Iterator[_Sitting]:
    """All refusals come before the first row is read: who asks, the state, the folder, the stores."""
    from pipelines.cli.clerk import keyed_subject, moment, read_subject, register_connection
    from pipelines.prepare import wake_demo
    from policy.errors import PolicyError
    from privacy.requests.export.person import find_person
    from privacy.requests.register import Register
    from privacy.requests.steps import require_ready
    from privacy.stores.catalog import unreadable
    from privacy.stores.read_catalog import read_catalog
    from privacy.stores.session import open_session
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    with register_connection(workspace) as connection:
        register, now = Register(connection), moment(workspace, at)
        require_ready(register.request(request_id), kind)
        if folder is not None:
            _refuse_own_folder(workspace, folder)
        retention = workspace.policy.retention
        if retention is None:
            raise PolicyError(
                Text(zh="没有 retention.yaml", en="There is no retention.yaml"),
                Text(zh="请写明哪张表的行属于谁。", en="Say in it whose the rows of each table are."),
            )
        raw = read_subject(subject_file)
        subject = keyed_subject(workspace, raw)
        require_ready(register.request(request_id), kind, subject)
        wake_demo(workspace)
        with open_session(workspace.config.stores) as session:
            for error in session.failed.values():
                raise error
            catalog = read_catalog(session.connection, workspace.config.stores)
            if (hidden := unreadable(catalog.tables)) is not None:
                raise hidden
            person = find_person(session.connection, retention, catalog, raw_key=raw, subject_id=subject)
            yield _Sitting(workspace, register, now, retention, session.connection, person)


def _refuse_own_folder(workspace: "Workspace", folder: Path) -> None:
    from policy.errors import UsageError

    if folder.resolve().is_relative_to(workspace.data_dir.resolve()):
        raise UsageError(
            Text(
                zh=f"{folder} 在我们自己的数据文件夹里，那里不放原始个人信息",
                en=f"{folder} lies in our own data folder, where no raw personal data belongs",
            ),
            Text(zh="请另选文件夹。", en="Choose another folder."),
        )
