"""A tally as bytes: counts and masked shapes, in their order, so that verdicts come out the same."""

import json
import zlib
from collections import Counter
from dataclasses import fields
from typing import Any

from privacy.detection.tally import ColumnTally, EntityTally, GroupTally


def to_bytes(tally: ColumnTally) -> bytes:
    """Compressed JSON."""
    document = {
        "rows": tally.rows,
        "groups": [[column, path, _group(group)] for (column, path), group in tally.groups.items()],
    }
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def from_bytes(table: str, packed: bytes) -> ColumnTally:
    document = json.loads(zlib.decompress(packed))
    tally = ColumnTally(table)
    tally.rows = document["rows"]
    for column, path, (counts, entities) in document["groups"]:
        read = {entity_type: EntityTally(**_unpacked(values)) for entity_type, values in entities}
        tally.groups[column, path] = GroupTally(**_unpacked(counts), entities=read)
    return tally


def _group(group: GroupTally) -> list[object]:
    entities = [[entity_type, _packed(entity)] for entity_type, entity in group.entities.items()]
    return [_packed(group), entities]


def _packed(tally: GroupTally | EntityTally) -> dict[str, Any]:
    """Every count by its name, a counter as its pairs; a group's entities are packed by themselves."""
    values = {field.name: getattr(tally, field.name) for field in fields(tally) if field.name != "entities"}
    return {
        name: list(value.items()) if isinstance(value, Counter) else value for name, value in values.items()
    }


def _unpacked(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Counter(dict(value)) if isinstance(value, list) else value for name, value in values.items()
    }
