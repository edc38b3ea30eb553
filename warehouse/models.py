"""Models: tables derived from entities and other models (warehouse/models/<name>.sql, one SELECT each).

A model's header says what a row means and, in a line `-- needs: a, b`, what it reads. `$as_of` and the
limits of policy/complaints.yaml are its parameters. One file makes several tables where they differ only in
the period: `<name>_per_period.sql` with a line `-- tables: daily day, monthly month` makes `<name>_daily` and
`<name>_monthly`, and `{period}` in it is the word after each.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from warehouse import small_cells

MODELS = Path(__file__).parent / "models"
PER_PERIOD = "per_period"
_TABLES = re.compile(r"^-- tables: (.+)\n", re.MULTILINE)
_NEEDS = re.compile(r"^-- needs: (.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"\$([a-z_]+)")
_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Model:
    """One model.

    Attributes:
        header: what one row means, from the comment at the top of the file.
        needs: names of the entities and models it reads.
        parameters: names of the values its query takes.
    """

    name: str
    header: str
    needs: tuple[str, ...]
    parameters: frozenset[str]
    sql: str


@cache
def load_models() -> tuple[Model, ...]:
    """All models, each after those it reads."""
    models = {model.name: model for path in sorted(MODELS.glob("*.sql")) for model in _read(path)}
    order = TopologicalSorter({name: set(model.needs) & models.keys() for name, model in models.items()})
    return tuple(models[name] for name in order.static_order())


def build_model(
    connection: duckdb.DuckDBPyConnection, model: Model, parameters: Mapping[str, object]
) -> None:
    """Replace `models.<name>`; everything it needs must be there.

    Args:
        parameters: `as_of` and the limits of policy; those the model does not take are left aside.

    Raises:
        KeyError: a parameter of the model is not given.
        duckdb.Error: the query is wrong; that fails the job.
    """
    if small_cells.NAME in model.sql:
        small_cells.register(connection)
    connection.execute(
        f"CREATE OR REPLACE TABLE models.{model.name} AS\n{model.sql}",
        {name: parameters[name] for name in model.parameters},
    )


def _read(path: Path) -> Iterator[Model]:
    """The models of one file."""
    sql = path.read_text(encoding="utf-8")
    tables = _TABLES.search(sql)
    if tables is None:
        yield _model(path.stem, sql)
        return
    for table in tables[1].split(","):
        suffix, period = table.split()
        name = path.stem.removesuffix(PER_PERIOD) + suffix
        yield _model(name, sql.replace(tables[0], "").replace("{period}", period))


def _model(name: str, sql: str) -> Model:
    needs = _NEEDS.search(sql)
    if needs is None:
        raise ValueError(f"{name} has no line `-- needs: …`")
    header = " ".join(line.removeprefix("-- ") for line in sql[: needs.start()].splitlines())
    return Model(
        name=name,
        header=header,
        needs=tuple(name.strip() for name in needs[1].split(",")),
        parameters=frozenset(_PARAMETER.findall(_COMMENT.sub("", sql))),
        sql=sql,
    )
