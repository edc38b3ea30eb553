"""What every transform is, and what it may use."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from policy.anonymization import Rules
from privacy.treatments.pseudonym import Pseudonymiser


@dataclass(frozen=True)
class Context:
    """The raw table around the column that is transformed.

    Attributes:
        table: the raw rows; transforms read the subject and the row's own identifiers from it.
        set_name: the release set, inside which pseudonyms and shifts agree.
        folder: where CSV hierarchies lie.
        pseudonymiser: the set's key; None where the rules need none.
    """

    table: pa.Table
    column: str
    rules: Rules
    set_name: str
    folder: Path
    pseudonymiser: Pseudonymiser | None

    def key(self) -> Pseudonymiser:
        """Raises ValueError where a transform needs a key and none was given."""
        if self.pseudonymiser is None:
            raise ValueError(f"column {self.column} of the release needs a key")
        return self.pseudonymiser


@dataclass(frozen=True)
class Transform:
    """One transform of the registry.

    Attributes:
        apply: (values, argument after the colon, context) -> new values of the same length; None drops the
            column.
        hides_rare: True where the result may show no value that fewer than k people share; False where the
            transform itself breaks the tie to what is known of a person.
    """

    name: str
    apply: Callable[[pa.Array, str, Context], pa.Array | None]
    hides_rare: bool = True
