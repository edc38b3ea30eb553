"""An execution's certificates, as the erasure page shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from dashboard.erasure import CertificateRow, RemnantRow, ResidualScan
from policy.text import Text
from privacy.erasure.certificate import FINAL, INTERIM
from warehouse.erasure.desk import Desk

KINDS: Mapping[Literal["interim", "final"], str] = {"interim": INTERIM, "final": FINAL}


def certificates_of(
    desk: Desk, execution_id: str
) -> tuple[list[Mapping[str, Any]], tuple[CertificateRow, ...]]:
    """Documents and rows, the interim certificate before the final one."""
    documents: list[Mapping[str, Any]] = []
    rows: list[CertificateRow] = []
    for kind, name in KINDS.items():
        known = desk.records.certificate(execution_id, name)
        if known is not None:
            documents.append(known[1])
            rows.append(_row(kind, *known))
    return documents, tuple(rows)


def _row(kind: Literal["interim", "final"], head: str, document: Mapping[str, Any]) -> CertificateRow:
    destroyed = document.get("key_destroyed_at")
    return CertificateRow(
        kind=kind,
        head=head,
        subjects=document["subjects"],
        remains=tuple(_remnant(each) for each in document["remains"]),
        key_destroyed_at=datetime.fromisoformat(destroyed) if destroyed else None,
        scan=_scan(document["residual_scan"]) if "residual_scan" in document else None,
    )


def _remnant(document: Mapping[str, Any]) -> RemnantRow:
    until = document["until"]
    return RemnantRow(
        store=document["store"],
        place=document["place"],
        until=datetime.fromisoformat(until) if until else None,
        text=Text(zh=document["zh"], en=document["en"]),
    )


def _scan(document: Mapping[str, Any]) -> ResidualScan:
    return ResidualScan(
        result=document["result"],
        identifiers=document["identifiers"],
        searched=tuple(document["searched"].items()),
        found=tuple(
            (each["where"], each["table"], each["column"], each["rows"]) for each in document["found"]
        ),
    )
