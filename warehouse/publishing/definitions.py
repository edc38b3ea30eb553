"""What each published column means: the words of complaints.yaml where it defines the figure, else ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.complaints import ComplaintsPolicy, Kpi
from policy.text import Text
from warehouse.publishing.tables import PublishedTable, Unit


@dataclass(frozen=True)
class Definition:
    """One column as a reader meets it.

    Attributes:
        kpi: the figure of complaints.yaml that the column holds; it has an owner and may have a target.
        least: where fewer people than this stand behind the figure it is left empty; None where nobody does.
    """

    table: str
    column: str
    title: Text
    unit: Unit
    kpi: Kpi | None
    least: int | None

    @property
    def explanation(self) -> Text:
        """Whole sentences: the definition if there is one, and when a cell is empty."""
        zh = [self.kpi.definition.zh] if self.kpi else []
        en = [self.kpi.definition.en] if self.kpi else []
        if self.least is not None:
            zh.append(f"涉及少于 {self.least} 人时留空。")
            en.append(f"Empty where it would speak of fewer than {self.least} people.")
        return Text(zh="".join(zh), en=" ".join(en))

    @property
    def comment(self) -> str:
        """Title and explanation in both languages, for a tool that shows one comment a column."""
        parts = []
        for title, said, colon in (
            (self.title.zh, self.explanation.zh, "："),
            (self.title.en, self.explanation.en, ": "),
        ):
            parts.append(f"{title}{colon}{said}" if said else title)
        return " / ".join(parts)


def definitions(table: PublishedTable, policy: ComplaintsPolicy) -> Iterator[Definition]:
    """The columns of one table, in their order."""
    kpis = {kpi.column: kpi for kpi in policy.kpis if kpi.model == table.name}
    for name, column in table.columns.items():
        kpi = kpis.get(name)
        yield Definition(
            table=table.name,
            column=name,
            title=kpi.title if kpi else column.title,
            unit=column.unit,
            kpi=kpi,
            least=policy.limits.small_cell if column.of else None,
        )


def table_comment(table: PublishedTable) -> str:
    return f"{table.title.zh}。{table.row.zh} / {table.title.en}. {table.row.en}"
