"""What execution asks of every kind of store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from privacy.erasure.batches import Batch
from privacy.erasure.instruction import Instruction
from privacy.erasure.victims import TableVictims

# Called with the name of what comes next; tests end the process there.
Step = Callable[[str], None]


@dataclass(frozen=True)
class Image:
    """Rows of one table as they stood before a change.

    Attributes:
        columns: what `body` holds of each row, in order; all that can be written for a row that goes, key
            and changed columns for one that changes.
        key: those of `columns` by which a row is found again; empty where only its whole content tells it.
        body: the rows in the store's own exact form.
        missing: rows that should have been there and were not.
        extra: what else the writer must remember; no value of a row.
    """

    instruction: Instruction
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: int
    body: bytes
    missing: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)


class Seal(Protocol):
    """Puts rows into the sealed log; on return they are on the device."""

    def rows(self, image: Image) -> None: ...

    def aborted(self) -> None:
        """What was sealed since the batch began did not happen: the transaction was rolled back."""


class Notes(Protocol):
    """What a writer itself must know again when undoing goes on after a crash; sealed like the rows."""

    def all(self) -> Sequence[Mapping[str, Any]]: ...

    def add(self, note: Mapping[str, Any]) -> None:
        """On return it is on the device."""


@dataclass(frozen=True)
class Done:
    """What a batch came to, by (rule_id, action); `superseded` rows are left to be read afresh."""

    rules: Mapping[tuple[str, str], int]
    missing: int = 0
    superseded: int = 0


@dataclass(frozen=True)
class Restored:
    """`present`: rows that stand there as they were; `conflicts`: others hold their place or changed them."""

    restored: int = 0
    present: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class Finish:
    """How the space of erased rows was dealt with. `dead_rows`: still in the store's files; None: unknown."""

    method: str
    dead_rows: int | None


class Writer(Protocol):
    def check(self, victims: Sequence[TableVictims]) -> None:
        """Raises ErasureRefusedError for what cannot be done to a table; changes nothing."""

    def batches(self, victims: Sequence[TableVictims]) -> list[Batch]:
        """The batches in order. Raises VictimsMovedError where rows known by their place have moved."""

    def run(self, batch: Batch, seal: Seal, step: Step) -> Done:
        """Seal the rows, change them, commit.

        Raises:
            ErasureRefusedError: the store does not allow it; the batch is rolled back.
            StoreError: locked by others for too long, or the store broke off.
        """

    def settle(self, images: Sequence[Image]) -> list[int]:
        """How many rows of each image are gone or changed already: what a killed process had come to.

        The images are those of one batch, newest first.
        """

    def restore(self, image: Image, twins: int | None, notes: "Notes") -> Restored:
        """Bring the image's rows back; `twins` is what `count_twins` said before the first attempt."""

    def count_twins(self, image: Image) -> int | None:
        """For rows without a key: rows of the same content that stand in the table now; else None."""

    def finish(self, tables: Sequence[str]) -> Finish:
        """Free, vacuum or rewrite what held the erased rows of `tables`."""

    def close(self) -> None: ...


def label(instruction: Instruction) -> tuple[str, str]:
    """Rule and kind of action under which rows are counted."""
    treatments = {treatment for _, treatment in instruction.changes}
    kind = "delete" if instruction.action == "delete" else "change"
    return instruction.rule_id, treatments.pop() if len(treatments) == 1 else kind
