"""One Parquet or CSV file through the gate into another, replaced at once or not at all."""

import os
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from policy.anonymization import Rules, name_of
from policy.errors import PolicyError, UsageError
from policy.text import Text
from privacy.anonymization.gate import judge
from privacy.anonymization.gate_result import GateResult
from privacy.treatments.pseudonym import Pseudonymiser

SUFFIXES = (".parquet", ".csv")


def anonymize_file(
    source: Path, target: Path, rules: Rules, folder: Path, pseudonymiser: Pseudonymiser | None = None
) -> dict[str, Any]:
    """Write `target`, anonymised, and return the report: k, l, t, suppressed, ncp, risks, seconds and more.

    Args:
        folder: where the rules' CSV hierarchies lie.
        pseudonymiser: needed for pseudonyms and shifted dates.

    Raises:
        UsageError: a file is of no known kind or cannot be read.
        PolicyError: the gate refuses the table, or a hierarchy file is no use; `target` is untouched.
        MappingError: a column is not of the type that its rule needs.
    """
    started = perf_counter()
    _require_suffix(target)
    result = judge(read_table(source, rules), rules, folder=folder, pseudonymiser=pseudonymiser)
    if result.table is None:
        raise PolicyError(
            Text(
                zh=f"不能发布 {source.name}：" + "；".join(reason.zh for reason in result.reasons),
                en=f"{source.name} cannot be released: " + "; ".join(reason.en for reason in result.reasons),
            ),
            Text(zh="请修改策略文件或数据后重试。", en="Change the policy file or the data, then try again."),
        )
    write_table(result.table, target)
    return report(result, perf_counter() - started)


def report(result: GateResult, seconds: float) -> dict[str, Any]:
    """The measures of a passed release; counts and shares only."""
    risks, utility = result.risks, result.utility
    return {
        "label": result.label,
        "k": result.k_reached,
        "l": dict(result.l_reached or {}),
        "t": dict(result.t_reached or {}),
        "linked_k": result.linked_k,
        "rows": result.rows,
        "subjects": result.subjects,
        "suppressed": result.suppressed,
        "masked": dict(result.masked),
        "ncp": result.ncp,
        "discernibility": None if utility is None else utility.discernibility,
        "non_uniform_entropy": None if utility is None else utility.non_uniform_entropy,
        "recoding": result.release.recoding,
        "levels": dict(result.levels or {}),
        "risks": None
        if risks is None
        else {"prosecutor": risks.prosecutor, "journalist": risks.journalist, "marketer": risks.marketer},
        "seconds": round(seconds, 3),
    }


def read_table(path: Path, rules: Rules | None = None) -> pa.Table:
    """All of a file; a CSV file's values stay texts but where a rule reckons with numbers or dates.

    Raises:
        UsageError: there is no such file, or it is no Parquet or CSV.
    """
    _require_suffix(path)
    if path.suffix == ".parquet":
        try:
            schema = pq.read_schema(path)
            texts = [field.name for field in schema if pa.types.is_string(field.type)]
            return pq.read_table(path, read_dictionary=texts)
        except (OSError, pa.ArrowException):
            raise _unreadable(path) from None
    try:
        table = duckdb.read_csv(str(path), all_varchar=True, header=True).to_arrow_table()
    except (duckdb.Error, OSError):
        raise _unreadable(path) from None
    return table if rules is None else _typed(table, rules)


def write_table(table: pa.Table, target: Path) -> None:
    """As Parquet or CSV, by the name's ending.

    Raises:
        UsageError: the folder cannot be written to.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        if target.suffix == ".parquet":
            pq.write_table(table, temporary)
        else:
            plain = [
                column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
                for column in table.columns
            ]
            pyarrow.csv.write_csv(pa.table(plain, names=table.column_names), temporary)
        os.replace(temporary, target)
    except OSError as problem:
        raise UsageError(
            Text(
                zh=f"不能写入 {target}：{problem.strerror}", en=f"Cannot write {target}: {problem.strerror}"
            ),
            Text(zh="请换一个可写的位置。", en="Choose a place that can be written to."),
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def _typed(table: pa.Table, rules: Rules) -> pa.Table:
    """Columns compared by order, or shifted, as numbers and dates where every value is one."""
    for column, spec in rules.transforms.items():
        if column not in table.column_names:
            continue
        requirement = rules.sensitive.get(column)
        types = []
        if name_of(spec) == "date_shift":
            types = [pa.date32(), pa.timestamp("us")]
        elif requirement is not None and requirement.t is not None and name_of(spec) == "keep":
            types = [pa.int64(), pa.float64(), pa.date32()]
        for type_ in types:
            try:
                values = pc.cast(table[column], type_)
            except pa.ArrowInvalid:
                continue
            table = table.set_column(table.column_names.index(column), column, values)
            break
    return table


def _require_suffix(path: Path) -> None:
    if path.suffix not in SUFFIXES:
        raise UsageError(
            Text(zh=f"{path} 不是 .parquet 或 .csv", en=f"{path} is no .parquet or .csv"),
            Text(zh="请给出这两种文件之一。", en="Give a file of one of these two kinds."),
        )


def _unreadable(path: Path) -> UsageError:
    kind = path.suffix.removeprefix(".")
    return UsageError(
        Text(zh=f"{path} 不能作为 {kind} 读取", en=f"{path} cannot be read as {kind}"),
        Text(zh="请检查路径、权限与格式。", en="Check its path, rights and format."),
    )
