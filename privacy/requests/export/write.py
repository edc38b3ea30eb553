"""Writing an export: data.json for machines and data.html to read, both at once, table by table.

The folder comes into being under its name only when both files are complete.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from policy.errors import UsageError
from policy.text import Text
from privacy.requests.export.page import (
    end_page,
    end_rows,
    one_row,
    page_rows,
    start_page,
    start_rows,
    start_table,
)
from privacy.requests.export.sharing import Recipient
from privacy.requests.export.tables import ExportedTable

JSON_NAME, PAGE_NAME = "data.json", "data.html"


@dataclass(frozen=True)
class Heading:
    """What an export says before its tables; `recipients` None: no table records them."""

    organisation: Text
    request_id: str
    at: datetime
    recipients: list[Recipient] | None


@dataclass
class _Section:
    """A table of which rows were written: from `start` to `end` of the spool; `last` is one of them."""

    table: ExportedTable
    start: int
    end: int = 0
    rows: int = 0
    last: dict[str, Any] = field(default_factory=dict)


@dataclass
class ExportFolder:
    """Two files in a folder that only their owner can enter."""

    folder: Path
    heading: Heading
    _json: IO[str]
    _spool: IO[str]
    _sections: list[_Section] = field(default_factory=list)
    _first_row: bool = True

    @staticmethod
    @contextmanager
    def create(parent: Path, heading: Heading) -> Iterator["ExportFolder"]:
        """Raises UsageError where the folder exists already or cannot be made."""
        final = parent / heading.request_id
        if final.exists():
            raise UsageError(
                Text(zh=f"{final} 已存在", en=f"{final} exists already"),
                Text(zh="请另选文件夹，或先移走它。", en="Choose another folder, or move it away first."),
            )
        try:
            parent.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=f".{heading.request_id}-", dir=parent))
        except OSError:
            raise UsageError(
                Text(zh=f"无法在 {parent} 中写入", en=f"{parent} cannot be written to"),
                Text(zh="请另选文件夹。", en="Choose another folder."),
            ) from None
        try:
            with _open(folder / JSON_NAME) as machine, _open(folder / "rows") as spool:
                files = ExportFolder(folder, heading, machine, spool)
                files._begin()
                yield files
            (folder / "rows").unlink()
            os.rename(folder, final)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def start(self, table: ExportedTable) -> None:
        rule = table.rule
        description = {
            "store": rule.store,
            "table": rule.table,
            "title": table.title.model_dump(),
            "purposes": [purpose.model_dump() for purpose in table.purposes],
            "retention": [sentence.model_dump() for sentence in table.retention],
            "withheld": {column: reason.model_dump() for column, reason in table.withheld.items()},
        }
        opening = json.dumps(description, ensure_ascii=False)[:-1]
        self._json.write((",\n" if self._sections else "\n") + opening + ', "rows": [')
        self._sections.append(_Section(table, self._spool.tell()))
        self._first_row = True

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Rows of the table that was started last."""
        for row in rows:
            self._json.write("\n" if self._first_row else ",\n")
            self._json.write(json.dumps(row, ensure_ascii=False, default=str))
            self._first_row = False
            self._sections[-1].last = row
        self._spool.write(page_rows(rows))

    def end(self, rows: int) -> None:
        self._json.write("]}")
        section = self._sections[-1]
        section.end, section.rows = self._spool.tell(), rows

    def finish(self) -> str:
        """Complete both files; returns the SHA-256 of data.json."""
        self._json.write("]}\n")
        _to_disk(self._json)
        self._spool.flush()
        with _open(self.folder / PAGE_NAME) as page, (self.folder / "rows").open("rb") as rows:
            page.write(start_page(self.heading, [(one.table, one.rows) for one in self._sections]))
            for number, section in enumerate(self._sections):
                page.write(start_table(number, section.table, section.rows))
                if section.rows == 1:
                    page.write(one_row(section.table, section.last))
                    continue
                page.write(start_rows(number, section.table))
                page.flush()
                rows.seek(section.start)
                _copy(rows, page.buffer, section.end - section.start)  # type: ignore[attr-defined]
                page.write(end_rows())
            page.write(end_page())
            _to_disk(page)
        with (self.folder / JSON_NAME).open("rb") as machine:
            return hashlib.file_digest(machine, "sha256").hexdigest()

    def _begin(self) -> None:
        head = {
            "organisation": self.heading.organisation.model_dump(),
            "request": self.heading.request_id,
            "made_at": self.heading.at.isoformat(sep=" ", timespec="seconds"),
            "shared_with": None
            if self.heading.recipients is None
            else [vars(recipient) for recipient in self.heading.recipients],
        }
        self._json.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "tables": [')


def _open(path: Path) -> IO[str]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")


def _to_disk(file: IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while length > 0:
        block = source.read(min(length, 1 << 20))
        target.write(block)
        length -= len(block)
