"""The tables and columns that may be published (published.yaml), as written."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from policy.text import Text
from policy.yaml_file import read_yaml

FILE = Path(__file__).parent / "published.yaml"
PERIOD = "{period}"
Unit = Literal["count", "share", "hours", "score", "money", "date", "time", "flag", "text"]


class PublishedColumn(BaseModel):
    """Attributes:
    of: the column that counts the people behind the figure; None where nobody is.
    adds_up: the figure of a longer period follows from those of shorter ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    unit: Unit
    of: str | None = None
    adds_up: bool = False


class PublishedTable(BaseModel):
    """One table, after `{period}` was filled in.

    Attributes:
        parts: the table of shorter periods that this one's figures are the sums of; None where there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: Text
    row: Text
    columns: dict[str, PublishedColumn]
    parts: str | None = None

    @property
    def period(self) -> str:
        """The column that tells the period, named by DuckDB's word for it."""
        return next(iter(self.columns))


class _Group(BaseModel):
    """Tables that differ in the period only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: dict[str, Text] = Field(min_length=1)
    add_up: tuple[str, ...] = ()
    title: Text
    row: Text
    columns: dict[str, PublishedColumn]

    @model_validator(mode="after")
    def _counts_are_columns(self) -> "_Group":
        for name, column in self.columns.items():
            if column.of is not None and column.of not in self.columns:
                raise ValueError(f"{name} is of {column.of!r}, which is no column here")
        return self

    def expand(self) -> list[PublishedTable]:
        return [self._table(name, word) for name, word in self.tables.items()]

    def _table(self, name: str, word: Text) -> PublishedTable:
        summed = self.add_up or tuple(self.tables)
        place = summed.index(name) if name in summed else None
        return PublishedTable(
            name=name,
            title=_filled(self.title, word),
            row=_filled(self.row, word),
            columns={
                key.replace(PERIOD, word.en): column.model_copy(update={"title": _filled(column.title, word)})
                for key, column in self.columns.items()
                if place is not None or not column.adds_up
            },
            parts=summed[place - 1] if place else None,
        )


@cache
def load_published() -> dict[str, PublishedTable]:
    """Every table that may be published, by name."""
    groups = TypeAdapter(list[_Group]).validate_python(read_yaml(FILE))
    return {table.name: table for group in groups for table in group.expand()}


def _filled(text: Text, word: Text) -> Text:
    return Text(zh=text.zh.replace(PERIOD, word.zh), en=text.en.replace(PERIOD, word.en))
