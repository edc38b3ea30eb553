"""Images of rows as frames of the sealed log, and back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from time import perf_counter
from typing import Any

from privacy.erasure.instruction import Instruction
from privacy.erasure.sealed_log import Frame, SealedLog
from privacy.erasure.writers.writer import Image, Step

ROWS, ABORTED, NOTE = "rows", "aborted", "note"


class BatchSeal:
    """Seals the rows of one batch. `seconds` is what that took."""

    def __init__(self, log: SealedLog, batch_id: int, step: Step) -> None:
        self._log = log
        self._batch_id = batch_id
        self._step = step
        self._sealed: list[int] = []
        self.seconds = 0.0

    def rows(self, image: Image) -> None:
        start = perf_counter()
        self._step("sealing")
        self._sealed.append(self._log.append(header_of(image, self._batch_id), image.body))
        self.seconds += perf_counter() - start
        self._step("sealed")

    def aborted(self) -> None:
        if self._sealed:
            note_aborted(self._log, self._sealed)
            self._sealed = []


class LogNotes:
    """A writer's notes, as frames among the others."""

    def __init__(self, log: SealedLog) -> None:
        self._log = log
        self._notes = [frame.header["note"] for frame in log.frames() if frame.header["kind"] == NOTE]

    def all(self) -> Sequence[Mapping[str, Any]]:
        return self._notes

    def add(self, note: Mapping[str, Any]) -> None:
        self._log.append({"kind": NOTE, "note": dict(note)}, b"")
        self._notes.append(dict(note))


def header_of(image: Image, batch_id: int) -> dict[str, Any]:
    return {
        "kind": ROWS,
        "batch": batch_id,
        "instruction": asdict(image.instruction),
        "columns": image.columns,
        "key": image.key,
        "rows": image.rows,
        "missing": image.missing,
        "extra": dict(image.extra),
    }


def image_of(frame: Frame) -> Image:
    said = dict(frame.header["instruction"])
    said["changes"] = tuple((column, treatment) for column, treatment in said["changes"])
    # Frames from before mentions were masked have none.
    said["mentions"] = tuple((domain, spelling) for domain, spelling in said.get("mentions", ()))
    return Image(
        Instruction(**said),
        tuple(frame.header["columns"]),
        tuple(frame.header["key"]),
        frame.header["rows"],
        frame.body,
        frame.header["missing"],
        frame.header["extra"],
    )


def note_aborted(log: SealedLog, frames: Sequence[int]) -> None:
    """What these frames hold did not happen."""
    log.append({"kind": ABORTED, "frames": list(frames)}, b"")


def happened(log: SealedLog, wanted: Callable[[Frame], bool]) -> Iterator[Frame]:
    """Newest first, the frames of rows whose transaction was not rolled back."""
    aborted: set[int] = set()
    for number in reversed(range(len(log))):
        frame = log.read(number)
        if frame.header["kind"] == ABORTED:
            aborted.update(frame.header["frames"])
        elif frame.header["kind"] == ROWS and number not in aborted and wanted(frame):
            yield frame
