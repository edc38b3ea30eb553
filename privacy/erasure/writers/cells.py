"""Rows of Python values as bytes, each value with its type: what SQLite and MySQL rows are sealed as."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

Row = tuple[Any, ...]


def packed(rows: Iterable[Sequence[Any]]) -> bytes:
    """JSON; bytes, and texts that are no valid Unicode, are written as hexadecimal digits."""
    return json.dumps([[_out(value) for value in row] for row in rows], ensure_ascii=False).encode()


def unpacked(body: bytes) -> list[Row]:
    return [tuple(_in(value) for value in row) for row in json.loads(body)]


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, str) and not _is_unicode(value):
        return {"text": value.encode("utf-8", "surrogateescape").hex()}
    return value


def _in(value: Any) -> Any:
    if isinstance(value, dict):
        if "bytes" in value:
            return bytes.fromhex(value["bytes"])
        return bytes.fromhex(value["text"]).decode("utf-8", "surrogateescape")
    return value


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
