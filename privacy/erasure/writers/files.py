"""Folders of Parquet, CSV and JSON Lines: each file concerned is written anew and put in the old one's place.

A row is known by its file and its number in it, for as long as the file's content is the same.
"""

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from policy.text import Text
from privacy.erasure.batches import Batch, distinct
from privacy.erasure.errors import VictimsMovedError, broke_off, refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers.file_stamp import Stamp, stamps
from privacy.erasure.writers.parquet_file import ParquetRewriter
from privacy.erasure.writers.text_file import TextRewriter
from privacy.erasure.writers.writer import Done, Finish, Image, Notes, Restored, Seal, Step, label
from privacy.stores.config import StoreConfig
from privacy.stores.folders import FILE_PATTERNS

FILE, ROW = "file", "file_row_number"
_SUFFIX = ".erasure.new"
_BLOCK = 1 << 20


class Rewriter(Protocol):
    """How one kind of file is written without some rows, or with others in their place.

    `rows` are numbers counted from 0, ascending. `path` stays as it is; the result goes to `new`.
    """

    def check(self, path: Path, instruction: Instruction) -> None: ...

    def remove(self, path: Path, rows: Sequence[int], new: Path) -> bytes:
        """Returns the rows removed."""

    def change(self, path: Path, rows: Sequence[int], instruction: Instruction, new: Path) -> bytes:
        """Returns the rows as they were."""

    def put_back(
        self, path: Path, rows: Sequence[int], instruction: Instruction, body: bytes, new: Path
    ) -> None:
        """The reverse of either; `rows` are the numbers that the rows had."""


class FilesWriter:
    def __init__(
        self,
        store: StoreConfig,
        pace: StorePace,
        pseudonyms: ExecutionPseudonyms,
        before: Stamp | None = None,
    ) -> None:
        """`before`: the files' stamps from before the victims were read."""
        self._store = store
        self._limiter = pace.limiter()
        self._before = before
        self._rewriter: Rewriter = (
            ParquetRewriter(pseudonyms) if store.kind == "parquet" else TextRewriter(store, pseudonyms)
        )

    def check(self, victims: Sequence[TableVictims]) -> None:
        for part in victims:
            for file in pc.unique(part.keys.column(FILE)).to_pylist():
                path = Path(file).resolve()
                if not os.access(path, os.R_OK) or not os.access(path.parent, os.W_OK):
                    raise refused(
                        self._store.name, part.instruction.table, f"无权改写文件 {path.name}",
                        f"the file {path.name} may not be rewritten",
                        Text(zh="请授予对文件夹的写权限。", en="Grant the right to write in the folder."),
                    )  # fmt: skip
                self._rewriter.check(path, part.instruction)

    def batches(self, victims: Sequence[TableVictims]) -> list[Batch]:
        """One batch a file: its rows are numbered anew by the first change."""
        now = stamps(self._store)
        by_file: dict[str, list[TableVictims]] = {}
        for part in map(distinct, victims):
            for file in pc.unique(part.keys.column(FILE)).to_pylist():
                keys = part.keys.filter(pc.equal(part.keys.column(FILE), file))
                by_file.setdefault(file, []).append(replace(part, keys=keys))
        batches = []
        for file, parts in by_file.items():
            if self._before is not None and self._before.get(file) != now.get(file):
                raise VictimsMovedError
            batches.append(Batch(tuple(parts), mark=content_hash(Path(file))))
        later = stamps(self._store)
        if any(later.get(file) != now.get(file) for file in by_file):
            raise VictimsMovedError
        return batches

    def run(self, batch: Batch, seal: Seal, step: Step) -> Done:
        path = Path(batch.parts[0].keys.column(FILE)[0].as_py()).resolve()
        self._limiter.spend(batch.rows)
        if not path.is_file() or content_hash(path) != batch.mark:
            return Done({}, superseded=batch.rows)
        rules: dict[tuple[str, str], int] = {}
        removed: list[int] = []
        before = batch.mark
        # Changes first: they leave the numbers as they are.
        for part in sorted(batch.parts, key=lambda part: part.instruction.action):
            rows = [
                row - sum(gone < row for gone in removed) for row in sorted(part.keys.column(ROW).to_pylist())
            ]
            before = self._rewrite(path, part, rows, before, seal, step)
            rules[label(part.instruction)] = rules.get(label(part.instruction), 0) + len(rows)
            if part.instruction.action == "delete":
                removed += part.keys.column(ROW).to_pylist()
        return Done(rules)

    def settle(self, images: Sequence[Image]) -> list[int]:
        if not images:
            return []
        path = Path(images[0].extra["file"])
        # Each change of a file is sealed only once the one before it is in place.
        reached = {image.extra["before"] for image in images} | {content_hash(path) if path.is_file() else ""}
        return [image.rows if image.extra["after"] in reached else 0 for image in images]

    def count_twins(self, image: Image) -> int | None:
        return None

    def restore(self, image: Image, twins: int | None, notes: Notes) -> Restored:
        """Only a file that is as we left it takes its rows back; any other keeps what others wrote."""
        path = Path(image.extra["file"])
        before, after = image.extra["before"], image.extra["after"]
        now = content_hash(path) if path.is_file() else ""
        # Written anew, a file of the same rows may have other bytes; the notes say what stands for what.
        stands_for = {note["hash"]: note["stands_for"] for note in notes.all() if note["file"] == str(path)}
        if before in (now, stands_for.get(now)):
            return Restored(present=image.rows)
        if after not in (now, stands_for.get(now)):
            return Restored(conflicts=image.rows)
        new = _beside(path)
        self._rewriter.put_back(path, image.extra["rows"], image.instruction, image.body, new)
        notes.add({"file": str(path), "hash": content_hash(new), "stands_for": before})
        _replace(new, path)
        return Restored(restored=image.rows)

    def finish(self, tables: Sequence[str]) -> Finish:
        """Rewriting was done batch by batch; what a killed process left beside the files goes."""
        for leftover in Path(self._store.url).rglob(f".*{_SUFFIX}"):
            leftover.unlink()
        return Finish("files written anew", 0)

    def close(self) -> None:
        return

    def _rewrite(
        self, path: Path, part: TableVictims, rows: list[int], before: str, seal: Seal, step: Step
    ) -> str:
        new = _beside(path)
        try:
            if part.instruction.action == "delete":
                body = self._rewriter.remove(path, rows, new)
            else:
                body = self._rewriter.change(path, rows, part.instruction, new)
        except (pa.ArrowException, OSError) as error:
            new.unlink(missing_ok=True)
            raise broke_off(self._store.name, type(error).__name__) from None
        after = content_hash(new)
        extra = {"file": str(path), "before": before, "after": after, "rows": rows}
        seal.rows(Image(part.instruction, (), (), len(rows), body, extra=extra))
        step("changed")
        _replace(new, path)
        step("committed")
        return after


def content_hash(path: Path) -> str:
    """BLAKE2b of a file's bytes, 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _beside(path: Path) -> Path:
    """In the same folder, so that it can take the file's place in one step; no reader's pattern fits it."""
    new = path.with_name(f".{path.name}{_SUFFIX}")
    new.unlink(missing_ok=True)
    assert not any(new.match(pattern) for pattern in FILE_PATTERNS.values())
    return new


def _replace(new: Path, path: Path) -> None:
    shutil.copystat(path, new)
    os.utime(new)
    if os.geteuid() == 0:
        status = path.stat()
        os.chown(new, status.st_uid, status.st_gid)
    for place, flags in ((new, os.O_RDONLY), (path.parent, os.O_RDONLY)):
        if place == path.parent:
            os.replace(new, path)
        descriptor = os.open(place, flags)
        os.fsync(descriptor)
        os.close(descriptor)
