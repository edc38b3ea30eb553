"""`quanyi anonymize`: a one-off release of one file, and roles proposed for its columns."""

import json
import os
from pathlib import Path
from typing import Any

import click

from policy.text import Text


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--policy", "policy_path", type=click.Path(path_type=Path), help="YAML file with the rules.")
@click.option("--report", "report_path", type=click.Path(path_type=Path), help="Write the measures as JSON.")
@click.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path),
    help="Key file NAME.key for pseudonyms and shifted dates, made if missing; default: a key of this run.",
)
@click.option(
    "--propose", "proposing", is_flag=True, help="Print a policy to start from; nothing is written."
)
def anonymize(
    source: Path,
    target: Path | None,
    policy_path: Path | None,
    report_path: Path | None,
    key_path: Path | None,
    proposing: bool,
) -> None:
    """Anonymise the Parquet or CSV file SOURCE into TARGET under the rules of --policy, or refuse.

    Pseudonyms made without --key join with no other file: their key is forgotten.
    """
    from policy.anonymization import Rules
    from policy.yaml_file import read_model
    from privacy.anonymization.one_file import anonymize_file

    if proposing:
        click.echo(_proposed(source), nl=False)
        return
    if target is None or policy_path is None:
        raise click.UsageError("give TARGET and --policy, or --propose")
    if target.resolve() == source.resolve():
        raise click.UsageError("TARGET is SOURCE itself; give another file")
    rules = read_model(policy_path, Rules)
    report = anonymize_file(source, target, rules, policy_path.parent, _pseudonymiser(key_path))
    if report_path is not None:
        _write_report(report_path, report)
    _print_report(report)


def _pseudonymiser(key_path: Path | None) -> Any:
    import secrets

    from policy.errors import UsageError
    from privacy.keys import KEY_BYTES, load_or_create_key
    from privacy.treatments.pseudonym import Pseudonymiser

    if key_path is None:
        return Pseudonymiser(secrets.token_bytes(KEY_BYTES), "once")
    if key_path.suffix != ".key":
        raise UsageError(
            Text(
                zh=f"密钥文件 {key_path} 的名称须以 .key 结尾", en=f"The key file {key_path} must end in .key"
            ),
            Text(zh="请写成 --key keys/release.key 的形式。", en="Write it like --key keys/release.key."),
        )
    return Pseudonymiser(load_or_create_key(key_path.parent, key_path.stem), "f1")


def _write_report(path: Path, report: dict[str, Any]) -> None:
    from policy.errors import UsageError

    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        temporary.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(temporary, path)
    except OSError as problem:
        raise UsageError(
            Text(zh=f"不能写入 {path}：{problem.strerror}", en=f"Cannot write {path}: {problem.strerror}"),
            Text(zh="请换一个可写的位置。", en="Choose a place that can be written to."),
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def _print_report(report: dict[str, Any]) -> None:
    from pipelines.cli.output import say

    label = {
        "anonymised": Text(zh="匿名化", en="anonymised"),
        "de_identified": Text(zh="去标识化", en="de-identified"),
    }
    risks = report["risks"]
    click.echo(
        say(
            Text(
                zh=f"{label[report['label']].zh}：k={report['k']}，{report['rows']:,} 行中抑制 "
                f"{report['suppressed']:,} 行，信息损失 {report['ncp']:.4f}，"
                f"最高重识别风险 {risks['prosecutor']:.2%}，{report['seconds']:.1f} 秒",
                en=f"{label[report['label']].en}: k={report['k']}, {report['suppressed']:,} of "
                f"{report['rows']:,} rows suppressed, information loss {report['ncp']:.4f}, "
                f"highest re-identification risk {risks['prosecutor']:.2%}, {report['seconds']:.1f} s",
            )
        )
    )


def _proposed(source: Path) -> str:
    """A policy as YAML whose comments give the reason for each line."""
    from pipelines.cli.output import say
    from privacy.anonymization.one_file import read_table
    from privacy.anonymization.propose import propose, unique_people

    table = read_table(source)
    proposals = propose(table, _kinds(source))
    quasi = [proposal.column for proposal in proposals if proposal.role == "quasi"]
    share = unique_people(table, quasi, None)
    title = Text(
        zh=f"由扫描与数据唯一性提出，须由人确认；仅凭下列准标识符，{share:.1%} 的行独一无二",
        en=f"Proposed from a scan and from uniqueness; confirm each line. These quasi-identifiers alone "
        f"make {share:.1%} of the rows unique",
    )
    lines = [f"# {say(title)}", "k: 5", "suppression_limit: 0.05"]
    for role in ("quasi", "direct"):
        lines.append(f"{role}:")
        lines += [
            f"  {json.dumps(proposal.column, ensure_ascii=False)}: {json.dumps(proposal.spec)}"
            f"  # {say(proposal.why)}"
            for proposal in proposals
            if proposal.role == role
        ] or ["  {}"]
    return "\n".join(lines) + "\n"


def _kinds(source: Path) -> dict[str, str]:
    """Column -> what the scan calls it."""
    from policy.bundle import Policy
    from privacy.detection.engine import build_analyzer
    from privacy.detection.scan_source import scan_batches
    from privacy.stores.read_catalog import read_catalog
    from privacy.stores.source import attach_source
    from warehouse.extraction import BATCH_ROWS

    grades = {name: grade.sensitivity for name, grade in Policy().pii.entity_types.items()}
    with attach_source(str(source)) as (connection, stores):
        (table,) = read_catalog(connection, stores).tables
        reader = connection.execute(f"SELECT * FROM {table.sql_name}").to_arrow_reader(BATCH_ROWS)
        verdicts = scan_batches(
            iter(reader), build_analyzer(), table=table.name, sensitivity=grades, total_rows=table.row_count
        )
        return {verdict.column: verdict.entity_type for verdict in verdicts if verdict.path is None}
