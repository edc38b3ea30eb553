"""What personal data was planted where, so that a scan can be measured against it."""

from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from demo import HERE
from demo.generate.canary import CANARY
from demo.generate.texts import Mentions


@dataclass(frozen=True)
class StructuredColumn:
    """A column whose every filled cell is one kind of personal data."""

    table: str
    column: str
    path: str | None
    type: str


def describe(
    tables: dict[str, pa.Table], lake: dict[str, pa.Table], mentions: dict[str, Mentions]
) -> dict[str, object]:
    """Structured columns with counts, free-text cells with the types in each, clean columns, canaries."""
    everything = {**tables, **lake}
    columns = []
    for entry in _structured():
        content = everything[entry.table].column(entry.column)
        columns.append(
            {"store": "app" if entry.table in tables else "lake", **asdict(entry), "cells": _filled(content)}
        )
    texts = [
        {
            "store": "app" if name.split(".")[0] in tables else "lake",
            "table": name.split(".")[0],
            "column": name.split(".")[1],
            "key": everything[name.split(".")[0]].column_names[0],
            "counts": found.counts(),
            "cells": [{"key": key, "types": list(kinds)} for key, kinds in sorted(found.cells)],
        }
        for name, found in sorted(mentions.items())
    ]
    return {
        "rows": {name: content.num_rows for name, content in everything.items()},
        "columns": columns,
        "texts": texts,
        "not_personal": yaml.safe_load((HERE / "data" / "truth.yaml").read_text(encoding="utf-8"))[
            "not_personal"
        ],
        "canaries": CANARY.strings(),
    }


def _structured() -> list[StructuredColumn]:
    entries = yaml.safe_load((HERE / "data" / "truth.yaml").read_text(encoding="utf-8"))["structured"]
    return [
        StructuredColumn(item["table"], item["column"], item.get("path"), item["type"]) for item in entries
    ]


def _filled(content: pa.ChunkedArray) -> int:
    """Cells that hold a real value: neither NULL nor erased."""
    filled = content.drop_null()
    if not pa.types.is_string(filled.type):
        return len(filled)
    return len(filled) - int(pc.sum(pc.starts_with(filled, "erased-")).as_py() or 0)
