"""Tables to anonymise: Adult with its hierarchies, one made in its likeness, and two large ones."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy.anonymization import Rules
from privacy.anonymization.hierarchies import csv_file
from privacy.anonymization.hierarchy import Codes, Hierarchy, hierarchy_of

SEED = 11
# Quasi-identifiers of Adult as the literature on ARX sets them.
EIGHT = (
    "age", "education", "marital-status", "native-country", "race", "salary-class", "sex", "workclass",
)  # fmt: skip
SIX = ("age", "education", "marital-status", "occupation", "sex", "native-country")
PROVINCES = (
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
)  # fmt: skip


@dataclass(frozen=True)
class Coded:
    """A CSV table with hierarchies in ARX's form, and its rows as leaf codes."""

    table: Path
    hierarchy_files: dict[str, Path]
    hierarchies: dict[str, Hierarchy]
    codes: dict[str, Codes]


def adult(folder: Path) -> Coded:
    """`adult.csv` and `adult_hierarchy_<column>.csv` as ARX ships them, `;`-separated."""
    with (folder / "adult.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    files = {column: folder / f"adult_hierarchy_{column}.csv" for column in sorted({*EIGHT, *SIX})}
    hierarchies, codes = {}, {}
    for column, path in files.items():
        levels = csv_file.read(path)
        code_of = {row[0]: code for code, row in enumerate(levels)}
        hierarchies[column] = hierarchy_of(levels)
        codes[column] = np.array([code_of[row[column]] for row in rows], np.int64)
    return Coded(folder / "adult.csv", files, hierarchies, codes)


def made_like_adult(folder: Path, rows: int = 30_162) -> Coded:
    """Written into `folder` as `adult` reads it: as many values and levels a column, frequencies uneven."""
    generator = np.random.default_rng(SEED)
    widths = {
        "age": (100, (5, 10, 20)),
        "education": (16, (4, 8)),
        "marital-status": (7, (4,)),
        "native-country": (41, (10,)),
        "race": (5, ()),
        "salary-class": (2, ()),
        "sex": (2, ()),
        "workclass": (8, (3,)),
        "occupation": (14, (4,)),
    }
    columns = {}
    for column, (values, steps) in widths.items():
        lines = [[f"{value}", *(f"{value // step}x{step}" for step in steps), "*"] for value in range(values)]
        (folder / f"adult_hierarchy_{column}.csv").write_text(
            "\n".join(";".join(line) for line in lines), encoding="utf-8"
        )
        columns[column] = np.minimum(generator.geometric(min(0.5, 4 / values), rows) - 1, values - 1)
    lines = [list(columns), *np.stack(list(columns.values()), axis=1).astype(str).tolist()]
    (folder / "adult.csv").write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    return adult(folder)


LOW_RULES = Rules.model_validate(
    {
        "k": 5,
        "suppression_limit": 0.02,
        "quasi": {
            "age": "number:5,10,20",
            "city": "cn_region",
            "gender": "category",
            "education": "category",
        },
        "sensitive": {"complaint": {"l": 3}},
        "insensitive": {"amount": "keep"},
    }
)


def low_cardinality(rows: int) -> pa.Table:
    """80 ages × 310 cities × 2 × 6, a complaint of 12 kinds and an amount; one row a person."""
    generator = np.random.default_rng(SEED)
    cities = pa.array([f"{province}{city:02}00" for province in PROVINCES for city in range(1, 11)])
    kinds = pa.array(["refund", "delivery", "quality", "privacy", "account", "price", *"abcdef"])
    schooling = pa.array(["primary", "junior", "senior", "college", "bachelor", "master"])
    return pa.table(
        {
            "age": pa.array(np.clip(generator.normal(38, 14, rows), 0, 79).astype(np.int64)),
            "city": cities.take(pa.array((generator.zipf(1.2, rows) - 1) % len(cities))),
            "gender": pa.array(["女", "男"]).take(pa.array(generator.integers(0, 2, rows))),
            "education": schooling.take(pa.array(np.minimum(generator.geometric(0.4, rows) - 1, 5))),
            "complaint": kinds.take(pa.array(generator.integers(0, len(kinds), rows))),
            "amount": pa.array(generator.integers(1, 500, rows) * 100),
        }
    )


HIGH_QUASI = {
    "birth_date": "birth_date",
    "county": "cn_region",
    "gender": "category",
    "grade": "category",
    "month": "category",
}


def high_cardinality(rows: int) -> pa.Table:
    """23 000 birth days × 3 069 counties × 2 × 6 × 12: nearly every row is the only one of its kind."""
    generator = np.random.default_rng(SEED)
    days = pa.array([(date(1945, 1, 1) + timedelta(days=day)).isoformat() for day in range(23_000)])
    counties = pa.array(
        [
            f"{province}{city:02}{county:02}"
            for province in PROVINCES
            for city in range(1, 12)
            for county in range(1, 10)
        ]
    )
    return pa.table(
        {
            "birth_date": days.take(
                pa.array(np.clip(generator.normal(13_000, 4_500, rows), 0, 22_999).astype(np.int64))
            ),
            "county": counties.take(pa.array((generator.zipf(1.25, rows) - 1) % len(counties))),
            "gender": pa.array(["女", "男"]).take(pa.array(generator.integers(0, 2, rows))),
            "grade": pa.array([*"012345"]).take(pa.array(np.minimum(generator.geometric(0.4, rows) - 1, 5))),
            "month": pa.array([f"{month:02}" for month in range(1, 13)]).take(
                pa.array(generator.integers(0, 12, rows))
            ),
        }
    )
