"""What the Dagster page of a release shows: counts, measures and proposed roles, never a value."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.page_data.tables import is_fresh, rows_of
from assets.release_making import Made
from assets.run import Run
from policy.anonymization import Release
from privacy.anonymization.gate_result import GateResult
from privacy.anonymization.propose import propose, unique_people


def summary(made: Made) -> dg.MarkdownMetadataValue:
    row, last = made.row, made.events[-1]
    reasons = "; ".join(f"{reason.zh} / {reason.en}" for reason in last.reasons)
    return dg.MetadataValue.md(
        f"{last.kind} · {row['label']} · k {row['k_reached'] or '-'} of {row['k_required']} · "
        f"{row['subjects']:,} subjects, {row['suppressed']:,} suppressed. {reasons}"
    )


def found_kinds(run: Run) -> dict[str, str]:
    """Column -> what the newest scan calls columns of that name, in whatever table; empty before any scan."""
    if not is_fresh(run, "pii_findings"):
        return {}
    rows = rows_of(
        run,
        'SELECT "column" AS name, arg_max(entity_type, share) AS kind FROM entities.pii_findings '
        "WHERE path IS NULL AND personal GROUP BY ALL",
    )
    return {row["name"]: row["kind"] for row in rows}


def details(made: Made, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Measures, and per column its role in policy beside the one that scan and data suggest."""
    result, release = made.result, made.release
    if not isinstance(result, GateResult) or not isinstance(release, Release):
        return {}
    measures = {
        "ncp": result.ncp,
        "highest risk": result.risks.prosecutor if result.risks is not None else None,
        "masked": sum(result.masked.values()),
    }
    present = [column for column in release.quasi if column in made.raw.column_names]
    return {
        **{name: value for name, value in measures.items() if value is not None},
        "unique by raw quasi-identifiers": unique_people(made.raw, present, release.subject),
        "columns": dg.TableMetadataValue(
            records=[
                dg.TableRecord(
                    {
                        "column": proposal.column,
                        "policy": _role(release, proposal.column),
                        "proposed": proposal.role,
                        "distinct": proposal.distinct,
                        "unique": round(proposal.unique, 4),
                        "why": f"{proposal.why.zh} / {proposal.why.en}",
                    }
                )
                for proposal in propose(made.raw, kinds)
            ],
            schema=dg.TableSchema(
                [
                    dg.TableColumn(name, kind)
                    for name, kind in (
                        ("column", "string"), ("policy", "string"), ("proposed", "string"),
                        ("distinct", "int"), ("unique", "float"), ("why", "string"),
                    )
                ]
            ),
        ),
    }  # fmt: skip


def _role(release: Release, column: str) -> str:
    for role in ("quasi", "sensitive", "insensitive", "direct"):
        if column in getattr(release, role):
            return role
    return "unclassified"
