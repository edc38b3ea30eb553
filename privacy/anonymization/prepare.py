"""The columns beside the quasi-identifiers as they will be published: transformed, rare values masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from policy.anonymization import Rules, name_of
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.rare import mask_rare
from privacy.anonymization.transforms import Context, transforms
from privacy.treatments.pseudonym import Pseudonymiser


@dataclass(frozen=True)
class Prepared:
    """Columns by name, row by row beside the raw table, and the rows masked in each."""

    columns: Mapping[str, pa.Array]
    masked: Mapping[str, int]


def transformed(
    table: pa.Table, rules: Rules, folder: Path, pseudonymiser: Pseudonymiser | None
) -> dict[str, pa.Array]:
    """Every column but the quasi-identifiers under its transform; dropped ones are left out.

    Raises:
        MappingError: a column is not of the type that its transform needs.
        ValueError: a transform needs a key and none was given.
    """
    columns = {}
    for column, spec in rules.transforms.items():
        name = name_of(spec)
        raw = table[column].combine_chunks()
        values = transforms()[name].apply(
            raw.dictionary_decode() if pa.types.is_dictionary(raw.type) else raw,
            spec[len(name) + 1 :],
            Context(table, column, rules, rules.set_name, folder, pseudonymiser),
        )
        if values is not None:
            columns[column] = values
    return columns


def without_rare(columns: Mapping[str, pa.Array], rules: Rules, subjects: Codes | None) -> Prepared:
    """Rare values masked wherever the column's transform has not cut the tie to what is known of a person."""
    shown, masked = dict(columns), {}
    for column in (*rules.sensitive, *rules.insensitive):
        if transforms()[name_of(rules.transforms[column])].hides_rare:
            shown[column], rows = mask_rare(columns[column], subjects, rules.k)
            if rows:
                masked[column] = rows
    return Prepared(shown, masked)
