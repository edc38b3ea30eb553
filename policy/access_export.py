"""What an access export says of each table, and what it leaves out (policy/access_export.yaml).

Without the file the export is bare: table and column names as they are, every text outside the person's own
row looked through by the detector, and nothing left out but secrets that the catalogue names.
"""

from pydantic import BaseModel, ConfigDict, Field

from policy.text import Text


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Withheld(_Part):
    """Columns that are never given out, and why: secrets whose copy would harm the person."""

    columns: tuple[str, ...] = Field(min_length=1)
    reason: Text


class TableExport(_Part):
    """One table of retention.yaml, by its rule's id.

    Attributes:
        own: columns that hold the person's own data by nature; they are shown as they are, and what they
            hold is known as the person's elsewhere. For the subject table, absent means every column.
            `column$.part` names a part of a JSON column; JSON that is not named so is looked through.
        contacts: columns whose cells are one person's name, number or address as a whole, of the person or of
            somebody else; shown where it is the person's own.
        others: columns that are about somebody else, such as the employee who handled a case.
        leave_out: the whole table stays out, and the export does not mention it; why.
        columns: column -> what a layperson calls it.
    """

    title: Text | None = None
    purpose: Text | None = None
    own: tuple[str, ...] | None = None
    contacts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    leave_out: Text | None = None
    withhold: Withheld | None = None
    columns: dict[str, Text] = {}


class Shared(_Part):
    """The table that records to whom data was given: its rule's id and its columns."""

    rule: str
    recipient: str
    purpose: str
    at: str


class AccessExportPolicy(_Part):
    """`also`: ids of rules that are not personal by themselves and yet belong to a person's picture."""

    tables: dict[str, TableExport] = {}
    also: tuple[str, ...] = ()
    shared: Shared | None = None

    def table(self, rule_id: str) -> TableExport:
        return self.tables.get(rule_id) or TableExport()
