"""Who stands in which class of a live release, so that the next release can be judged together with it.

Subjects and values are keyed hashes under a key of their own. These files are private: they lie outside the
published folder, and go with their release.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policy.anonymization import Rules
from privacy.anonymization.distinct import mixed_radix
from privacy.anonymization.hierarchy import Codes
from privacy.private_file import replace_private

_KEY = b"quanyi"
# Hierarchies that say nothing of what their column is about.
_ANY_SUBJECT_MATTER = ("category", "number:", "date")


@dataclass(frozen=True)
class Membership:
    """Distinct combinations of subject, class and shared values of one release's rows.

    Attributes:
        links: what another table must share for its rows to be linked with these; see `links_of`.
        quasi: the part of `links` that makes the classes.
        subjects: keyed hash per entry; None where policy names no subject.
        classes: class per entry, 0 to `count` − 1.
        values: per quasi link the keyed hash of the raw value, per entry: rows that differ in one are not
            linked.
    """

    name: str
    links: frozenset[str]
    quasi: frozenset[str]
    subjects: pa.Array | None
    classes: Codes
    count: int
    values: Mapping[str, pa.Array] = field(default_factory=dict)


def quasi_link(column: str, spec: str) -> str:
    """A column of a hierarchy that says what it is about is the same under any name."""
    if spec.startswith(_ANY_SUBJECT_MATTER) or spec.endswith(".csv"):
        return f"column:{column}"
    return f"kind:{spec}"


def links_of(rules: Rules) -> tuple[frozenset[str], frozenset[str]]:
    """By what rows of this release can be linked with another's, and which of that are quasi-identifiers.

    A column of the same name, or of the same kind (a date of birth is one whatever its column is called), or
    the shared pseudonym of a release set.
    """
    quasi = frozenset(quasi_link(column, spec) for column, spec in rules.quasi.items())
    others = {
        f"pseudonym:{rules.set_name}:{'subject' if column == rules.subject else column}"
        if transform == "pseudonym"
        else f"column:{column}"
        for column, transform in rules.transforms.items()
        if transform not in ("drop", "redact")
    }
    return quasi | others, quasi


def membership(
    rules: Rules,
    name: str,
    subjects: pa.Array | None,
    class_of_row: Codes,
    values: Mapping[str, pa.Array],
) -> Membership:
    """Of a finished table: keyed subject, class and keyed values behind each of its rows."""
    links, quasi = links_of(rules)
    count = int(class_of_row.max(initial=-1)) + 1
    columns = {"class": pa.array(class_of_row), **values}
    if subjects is not None:
        columns["subject"] = subjects
    distinct = pa.table(columns).group_by(list(columns)).aggregate([])
    return Membership(
        name,
        links,
        quasi,
        None if subjects is None else distinct["subject"].combine_chunks(),
        distinct["class"].to_numpy().astype(np.int64),
        count,
        {link: distinct[link].combine_chunks() for link in values},
    )


def write_membership(path: Path, member: Membership) -> None:
    """Readable by the owner only, replaced at once."""
    facts = {
        "name": member.name,
        "links": sorted(member.links),
        "quasi": sorted(member.quasi),
        "count": member.count,
    }
    columns = {"class": pa.array(member.classes), **member.values}
    if member.subjects is not None:
        columns["subject"] = member.subjects
    table = pa.table(columns).replace_schema_metadata({_KEY: json.dumps(facts).encode()})
    with replace_private(path) as temporary:
        pq.write_table(table, temporary)


def read_membership(path: Path) -> Membership:
    table = pq.read_table(path)
    facts = json.loads(table.schema.metadata[_KEY])
    known = "subject" in table.column_names
    return Membership(
        facts["name"],
        frozenset(facts["links"]),
        frozenset(facts["quasi"]),
        table["subject"].combine_chunks() if known else None,
        table["class"].to_numpy().astype(np.int64),
        facts["count"],
        {
            link: table[link].combine_chunks()
            for link in table.column_names
            if link not in ("class", "subject")
        },
    )


def shared_keys(one: Membership, subjects: pa.Array, values: Mapping[str, pa.Array]) -> tuple[Codes, Codes]:
    """Key per entry of `one` and per given row, equal where subject and all shared values are."""
    assert one.subjects is not None
    pairs = [(one.subjects, subjects)]
    pairs += [(one.values[link], values[link]) for link in sorted(one.values.keys() & values.keys())]
    codes, sizes = [], []
    for mine, theirs in pairs:
        encoded = pc.dictionary_encode(pa.concat_arrays([mine, theirs]))
        codes.append(encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64))
        sizes.append(len(encoded.dictionary))
    keys, _ = mixed_radix(codes, sizes)
    return keys[: len(one.classes)], keys[len(one.classes) :]


def signatures(live: Sequence[Membership], subjects: pa.Array, values: Mapping[str, pa.Array]) -> Codes:
    """Per row a code of the classes that rows linked with it are in over all live releases."""
    code = np.zeros(len(subjects), np.int64)
    for member in live:
        stacked = np.stack([code, _class_sets(member, subjects, values)], axis=1)
        code = np.unique(stacked, axis=0, return_inverse=True)[1].astype(np.int64).ravel()
    return code


def _class_sets(member: Membership, subjects: pa.Array, values: Mapping[str, pa.Array]) -> Codes:
    """Per row a code of the set of classes linked with it in one release; 0 where there is none."""
    known, wanted = shared_keys(member, subjects, values)
    order = np.lexsort((member.classes, known))
    keys, starts = np.unique(known[order], return_index=True)
    sets: dict[bytes, int] = {}
    codes = np.zeros(len(keys) + 1, np.int64)
    for number, classes in enumerate(np.split(member.classes[order], starts[1:])):
        codes[number] = sets.setdefault(np.unique(classes).tobytes(), len(sets) + 1)
    place = np.searchsorted(keys, wanted)
    place[(place == len(keys)) | (keys[np.minimum(place, len(keys) - 1)] != wanted)] = len(keys)
    result: Codes = codes[place]
    return result
