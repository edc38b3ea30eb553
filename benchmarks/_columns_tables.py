"""Labelled columns: personal types in many purities, kinds of negatives, and headers of three classes."""

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pyarrow as pa
import yaml

from benchmarks._columns_values import Values

HALVES = ("development", "held_out")
HeaderClass = Literal["none", "right", "misleading"]

_SIZES, _SIZE_WEIGHTS = (5, 30, 200, 2_000), (4, 7, 6, 3)
_PURITIES = (
    "clean",
    "nulls",
    "with_empty",
    "with_other_type",
    "with_negative",
    "masked",
    "mentions",
    "json",
    "arrays",
)
_PURITY_WEIGHTS = (4, 2, 2, 2, 2, 2, 4, 2, 1)
# A header that misleads is judged where the cells are of one kind.
_PLAIN_PURITIES = ("clean", "nulls")
_NULLS = 0.3


@dataclass(frozen=True)
class Column:
    """A column whose answer is known.

    subject:  the entity type it was made for, or the kind of negative
    expected: the types that a verdict must name
    allowed:  types that a verdict may name without being right or wrong
    """

    half: str
    subject: str
    purity: str
    header_class: HeaderClass
    header: str
    cells: pa.Array
    expected: frozenset[str]
    allowed: frozenset[str]

    @property
    def is_negative(self) -> bool:
        return self.purity == "negative"


@cache
def read(half: str) -> dict[str, Any]:
    """`_columns_<half>.yaml`."""
    return yaml.safe_load(files("benchmarks").joinpath(f"_columns_{half}.yaml").read_text("utf-8"))


def decidable_types(half: str) -> list[str]:
    """Types that have a format which can be told without a header."""
    return [name for name, entry in read(half)["personal"].items() if "formats" in entry]


def personal_types(half: str, *needed: str) -> list[str]:
    """All types, or those with all the `needed` entries in `_columns_<half>.yaml`."""
    return [name for name, entry in read(half)["personal"].items() if entry.keys() >= set(needed)]


def columns(half: str, n: int, seed: int = 1) -> Iterator[Column]:
    """The columns of a half, always the same for the same seed.

    Args:
        n: columns a type without header, and with a right one; half as many for the other classes.
    """
    rules = read(half)
    for entity_type, entry in rules["personal"].items():
        made: list[tuple[HeaderClass, str, int]] = [
            ("none", "formats", n if "formats" in entry else 0),
            ("none", "needs_header", n // 2 if "needs_header" in entry else 0),
            ("right", "any", n),
            ("misleading", "formats", n // 2 if "misleading" in entry else 0),
        ]
        for header_class, formats, count in made:
            for number in range(count):
                rng = random.Random(f"{seed}{half}{entity_type}{header_class}{formats}{number}")
                yield _Maker(half, rng).personal(entity_type, header_class, formats)
    for kind, entry in rules["negatives"].items():
        for negative_class, share in (("none", 4), ("right", 8), ("misleading", 4)):
            if negative_class == "misleading" and "misleading" not in entry:
                continue
            for number in range(max(1, n // share)):
                rng = random.Random(f"{seed}{half}{kind}{negative_class}{number}")
                yield _Maker(half, rng).negative(kind, negative_class)  # type: ignore[arg-type]


class _Maker:
    """Makes one column."""

    def __init__(self, half: str, rng: random.Random) -> None:
        self.half, self.rng = half, rng
        self.rules = read(half)
        self.values = Values(self.rules["words"] | {"texts": self.rules["texts"]}, rng)

    def negative(self, kind: str, header_class: HeaderClass) -> Column:
        entry = self.rules["negatives"][kind]
        names = {
            "none": self.rules["neutral"],
            "right": entry["headers"],
            "misleading": entry.get("misleading"),
        }
        cells: list[str | None] = [*self._filled(entry["values"], self._size())]
        if self.rng.random() < 0.25:
            cells = self._with_nulls(cells)
        header, allowed = self.rng.choice(names[header_class]), frozenset(entry.get("allowed", ()))
        return Column(
            self.half,
            kind,
            "negative",
            header_class,
            header,
            pa.array(cells, pa.string()),
            frozenset(),
            allowed,
        )

    def personal(self, entity_type: str, header_class: HeaderClass, formats: str) -> Column:
        entry = self.rules["personal"][entity_type]
        purity = self._purity(entry, header_class)
        choices = [entry.get(name, []) for name in ("formats", "needs_header") if formats in ("any", name)]
        chosen = self.rng.choice([chosen for group in choices for chosen in group])
        header = self.rng.choice(self.rules["neutral"] if header_class == "none" else entry[header_class])
        expected, allowed = {entity_type}, set[str]()
        rows = self._size()
        if purity == "mentions":
            cells: list[Any] = self._texts(entry["mentions"], max(rows, 30))
        elif purity == "masked":
            cells, expected = self._filled(entry["masked"], rows), set()
        else:
            cells = self._filled(chosen, max(rows, 30) if purity == "with_other_type" else rows)
            if formats == "needs_header":
                expected, allowed = set(), {entity_type}
        if purity == "nulls":
            cells = self._with_nulls(cells)
        elif purity == "with_empty":
            cells = self._mixed(cells, self.rules["words"]["empty"])
        elif purity == "with_negative":
            kind = self.rng.choice(sorted(self.rules["negatives"]))
            cells = self._mixed(cells, self.rules["negatives"][kind]["values"])
            allowed |= set(self.rules["negatives"][kind].get("allowed", ()))
        elif purity == "with_other_type":
            other = self.rng.choice([name for name in decidable_types(self.half) if name != entity_type])
            cells = self._mixed(cells, self.rng.choice(self.rules["personal"][other]["formats"]), at_most=0.5)
            expected.add(other)
        array = pa.array(cells, pa.string())
        if purity in ("json", "arrays"):
            header, array = self._nested(purity, header, cells)
        return Column(
            self.half,
            entity_type,
            purity,
            header_class,
            header,
            array,
            frozenset(expected),
            frozenset(allowed),
        )

    def _purity(self, entry: dict[str, Any], header_class: HeaderClass) -> str:
        if header_class == "misleading":
            return self.rng.choice(_PLAIN_PURITIES)
        possible = [
            (purity, weight)
            for purity, weight in zip(_PURITIES, _PURITY_WEIGHTS, strict=True)
            if purity not in ("masked", "mentions") or purity in entry
        ]
        return self.rng.choices([purity for purity, _ in possible], [weight for _, weight in possible])[0]

    def _size(self) -> int:
        return self.rng.choices(_SIZES, _SIZE_WEIGHTS)[0]

    def _filled(self, templates: list[str], rows: int) -> list[str]:
        return [self.values.fill(self.rng.choice(templates)) for _ in range(rows)]

    def _with_nulls(self, cells: list[Any]) -> list[Any]:
        kept = self.rng.randrange(len(cells))
        return [cell if i == kept or self.rng.random() >= _NULLS else None for i, cell in enumerate(cells)]

    def _mixed(self, cells: list[str], others: list[str], at_most: float = 0.6) -> list[str]:
        """10 % to 60 % of the cells replaced."""
        replaced = max(1, round(self.rng.uniform(0.1, at_most) * len(cells)))
        where = set(self.rng.sample(range(len(cells)), replaced))
        return [
            self.values.fill(self.rng.choice(others)) if i in where else cell for i, cell in enumerate(cells)
        ]

    def _texts(self, mentions: list[str], rows: int) -> list[str]:
        """Texts of which 0.2 % to 20 % mention one, at least one of them."""
        share = math.exp(self.rng.uniform(math.log(0.002), math.log(0.2)))
        where = set(self.rng.sample(range(rows), max(1, round(share * rows))))
        texts = self._filled(self.rules["texts"], rows)
        for i in where:
            mention = self.values.fill(self.rng.choice(mentions))
            texts[i] = f"{mention}，{texts[i]}" if self.rng.random() < 0.5 else f"{texts[i]} {mention}"
        return texts

    def _nested(self, purity: str, key: str, cells: list[Any]) -> tuple[str, pa.Array]:
        """(header, JSON objects with the value under `key`, or arrays of one to three values)."""
        if purity == "arrays":
            return key, pa.array([[cell] * self.rng.randint(1, 3) for cell in cells], pa.list_(pa.string()))
        outer = self.rng.choice(self.rules["neutral"])
        inner = [
            {"n": self.rng.randint(1, 9), "o": {key: cell}}
            if self.rng.random() < 0.5
            else {"n": 1, "s": [{key: cell}]}
            for cell in cells
        ]
        return outer, pa.array([json.dumps(value, ensure_ascii=False) for value in inner], pa.string())
