"""The access export: a person's rows of every store, masked, written table by table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from presidio_analyzer import AnalyzerEngine

from policy.access_export import AccessExportPolicy
from policy.pii import PiiCatalogue, PiiPolicy
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.detection.value_scanner import ValueScanner
from privacy.requests.export.known import OwnValues
from privacy.requests.export.masking import Masker
from privacy.requests.export.person import Person
from privacy.requests.export.sharing import Recipient, recipients
from privacy.requests.export.tables import ExportedTable, exported_tables
from privacy.requests.export.write import ExportFolder, Heading


@dataclass(frozen=True)
class ExportRules:
    """The parts of policy that shape an export."""

    retention: RetentionPolicy
    export: AccessExportPolicy
    pii: PiiPolicy
    catalogue: PiiCatalogue | None


@dataclass(frozen=True)
class ExportReport:
    """What was written; counts only. `masked` counts cells of other people."""

    tables: int
    rows: int
    masked: int
    sha256: str


def export_person(
    connection: duckdb.DuckDBPyConnection,
    person: Person,
    rules: ExportRules,
    analyzer: AnalyzerEngine,
    *,
    organisation: Text,
    request_id: str,
    at: datetime,
    folder: Path,
) -> ExportReport:
    """Write `<folder>/<request_id>/` with data.json and data.html, all or nothing, for their owner's eyes.

    Memory holds a batch of rows, the person's own values and the list of recipients.

    Raises:
        PolicyError: the tables and the policy do not fit.
        UsageError: the folder is there already, or cannot be written.
    """
    tables = list(exported_tables(person, rules.retention, rules.export, rules.catalogue))
    personal = frozenset(name for name, grade in rules.pii.entity_types.items() if grade.personal)
    masker = Masker(ValueScanner.of(analyzer), personal, _own_values(connection, person, tables))
    heading = Heading(organisation, request_id, at, _recipients(connection, tables, rules.export))
    written = rows = 0
    with ExportFolder.create(folder, heading) as files:
        for table in tables:
            count = 0
            for batch, elsewhere in _batches(connection, table):
                if count == 0:
                    files.start(table)
                count += len(batch)
                files.add(masker.rows(batch, elsewhere, table.columns, table.column_rules))
            if count:
                files.end(count)
                written, rows = written + 1, rows + count
        sha256 = files.finish()
    return ExportReport(written, rows, masker.masked, sha256)


def _own_values(
    connection: duckdb.DuckDBPyConnection, person: Person, tables: list[ExportedTable]
) -> OwnValues:
    values = OwnValues()
    values.add(person.raw_key)
    for table in tables:
        own = table.column_rules.own
        if own.columns or own.paths:
            for rows, elsewhere in _batches(connection, table):
                for row, others in zip(rows, elsewhere, strict=True):
                    shown = {column: row[column] for column in table.columns}
                    values.add_cells(shown, own, others | table.column_rules.others)
    return values


def _recipients(
    connection: duckdb.DuckDBPyConnection, tables: list[ExportedTable], export: AccessExportPolicy
) -> list[Recipient] | None:
    """None where no table records it."""
    if export.shared is None:
        return None
    table = next((one for one in tables if one.rule.id == export.shared.rule), None)
    if table is None:
        return None
    return recipients((row for rows, _ in _batches(connection, table) for row in rows), export.shared)


def _batches(
    connection: duckdb.DuckDBPyConnection, table: ExportedTable
) -> Iterator[tuple[list[dict[str, Any]], list[set[str]]]]:
    """Rows, and per row the columns that lead to somebody else."""
    for batch in table.rows.batches(connection):
        rows = batch.to_pylist()
        if rows:
            yield rows, [table.rows.elsewhere(row) for row in rows]
