"""From a mapping to an entity: raw rows pass the contract's treatments in memory, then are persisted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.errors import MappingError
from policy.text import Text
from privacy.treatments.derive import derive
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.contracts import Contract, create_table_sql

BATCH_ROWS = 100_000
ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us"),
}


@dataclass(frozen=True)
class Treatment:
    """What the treatments of one run need: the pseudonyms' key and the day ages are counted on."""

    pseudonymiser: Pseudonymiser
    today: date

    def apply(self, contract: Contract, raw: pa.RecordBatch) -> pa.RecordBatch:
        """The treated columns of `contract`, in its order, from a batch of its raw inputs."""
        columns = []
        for name, column in contract.columns.items():
            inputs = [raw.column(source) for source in column.inputs or (name,)]
            type_ = ARROW_TYPES[column.type]
            if column.verb == "key":
                columns.append(self.pseudonymiser.array(column.argument, inputs[0]))
            elif column.verb == "derive":
                columns.append(derive(column.argument, inputs, self.today, type_))
            else:
                columns.append(inputs[0].cast(type_))
        return pa.RecordBatch.from_arrays(columns, names=list(contract.columns))


def extract_entity(
    session: duckdb.DuckDBPyConnection,
    warehouse: duckdb.DuckDBPyConnection,
    contract: Contract,
    mapping: Path,
    treatment: Treatment,
) -> int:
    """Replace `entities.<entity>` with the mapping's rows and return their number.

    Runs in one transaction: a failure leaves the rows of the last good run.

    Raises:
        MappingError: the mapping's SQL is wrong, or does not return exactly the contract's raw columns.
    """
    sql = mapping.read_text(encoding="utf-8").rstrip().rstrip(";")
    _require_exact_columns(session, contract, mapping, sql)
    selected = ", ".join(
        f'CAST("{name}" AS {type_}) AS "{name}"' for name, type_ in contract.inputs().items()
    )
    warehouse.execute("BEGIN")
    try:
        warehouse.execute(create_table_sql(contract))
        rows = 0
        for raw in _batches(session, f"SELECT {selected} FROM ({sql}\n)", mapping):
            treated = pa.Table.from_batches([treatment.apply(contract, raw)])
            warehouse.register("treated", treated)
            warehouse.execute(f"INSERT INTO entities.{contract.entity} SELECT * FROM treated")
            warehouse.unregister("treated")
            rows += treated.num_rows
        warehouse.execute("COMMIT")
    except BaseException:
        warehouse.execute("ROLLBACK")
        raise
    return rows


def read_mapping(session: duckdb.DuckDBPyConnection, mapping: Path) -> pa.Table:
    """All rows of a mapping as they are, for what treats them itself; raises MappingError."""
    sql = mapping.read_text(encoding="utf-8").rstrip().rstrip(";")
    return pa.Table.from_batches(_batches(session, f"SELECT * FROM ({sql}\n)", mapping))


def _batches(session: duckdb.DuckDBPyConnection, sql: str, mapping: Path) -> Iterator[pa.RecordBatch]:
    try:
        yield from session.execute(sql).to_arrow_reader(BATCH_ROWS)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise _mapping_error(mapping, error) from None


def _require_exact_columns(
    session: duckdb.DuckDBPyConnection, contract: Contract, mapping: Path, sql: str
) -> None:
    try:
        described = session.execute(f"DESCRIBE SELECT * FROM ({sql}\n)").fetchall()
    except duckdb.Error as error:
        raise _mapping_error(mapping, error) from None
    given, wanted = {row[0] for row in described}, set(contract.inputs())
    if missing := sorted(wanted - given):
        raise MappingError(
            Text(
                zh=f"{mapping.name} 没有返回契约所需的列 {', '.join(missing)}",
                en=f"{mapping.name} does not return the contract's columns {', '.join(missing)}",
            ),
            Text(zh="请在 SELECT 中补上这些列。", en="Add them to its SELECT."),
        )
    if extra := sorted(given - wanted):
        raise MappingError(
            Text(
                zh=f"{mapping.name} 返回了契约之外的列 {', '.join(extra)}",
                en=f"{mapping.name} returns columns outside the contract: {', '.join(extra)}",
            ),
            Text(
                zh="请删去它们，契约之外的数据不得进入仓库。",
                en="Remove them; nothing outside the contract may enter the warehouse.",
            ),
        )


def _mapping_error(mapping: Path, error: Exception) -> MappingError:
    """Names the kind of fault; DuckDB's own words are kept only where they cannot hold a value."""
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        first = str(error).splitlines()[0].rstrip("!. ")
        why = Text(zh=first, en=first)
    elif "denied" in str(error):
        why = Text(zh="账号无权读取其中的某张表", en="the login may not read one of its tables")
    else:
        why = Text(zh="某个值不符合契约的类型", en="a value does not fit the contract's type")
    return MappingError(
        Text(zh=f"{mapping.name} 无法执行：{why.zh}", en=f"{mapping.name} cannot run: {why.en}"),
        Text(
            zh="请对照存储中实际的表与列修改该文件。",
            en="Correct the file against the tables and columns that the store really has.",
        ),
    )
