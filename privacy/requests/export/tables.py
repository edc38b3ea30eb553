"""Which tables an export covers, and what it tells of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.access_export import AccessExportPolicy, TableExport
from policy.errors import PolicyError
from policy.pii import PiiCatalogue
from policy.retention import RetentionPolicy, TableRule
from policy.text import Text
from privacy.erasure.graph import Node
from privacy.requests.export.known import OwnColumns
from privacy.requests.export.masking import ColumnRules
from privacy.requests.export.person import Person
from privacy.requests.export.rows import PersonalRows, personal_rows
from privacy.requests.export.wording import how_long

SECRET = "CREDENTIAL"
SECRET_REASON = Text(
    zh="口令等凭据不提供副本，以免被盗用",
    en="passwords and keys are not copied, so that nobody can misuse them",
)


@dataclass(frozen=True)
class ExportedTable:
    """One table of the export.

    Attributes:
        withheld: columns left out -> why.
    """

    rule: TableRule
    rows: PersonalRows
    title: Text
    purposes: tuple[Text, ...]
    retention: tuple[Text, ...]
    labels: dict[str, Text]
    column_rules: ColumnRules
    withheld: dict[str, Text]

    @property
    def columns(self) -> list[str]:
        return [column.name for column in self.rows.table.columns]

    @property
    def shown(self) -> list[str]:
        return [column for column in self.columns if column not in self.withheld]


def exported_tables(
    person: Person, retention: RetentionPolicy, export: AccessExportPolicy, catalogue: PiiCatalogue | None
) -> Iterator[ExportedTable]:
    """The tables of a person, in the order of retention.yaml.

    Raises:
        PolicyError: access_export.yaml names a rule or column that does not exist; a misspelt exception would
            give away what it means to keep back.
    """
    _check_names(person, retention, export)
    for rule in retention.tables:
        wording = export.table(rule.id)
        if wording.leave_out is None and (rule.personal or rule.id in export.also):
            yield _exported(person, retention, rule, wording, catalogue)


def _exported(
    person: Person,
    retention: RetentionPolicy,
    rule: TableRule,
    wording: TableExport,
    catalogue: PiiCatalogue | None,
) -> ExportedTable:
    node = Node(rule.store, rule.table)
    rows = personal_rows(person, retention, node)
    columns = [column.name for column in rows.table.columns]
    entries = [
        entry
        for entry in (catalogue.columns if catalogue else ())
        if (entry.store, entry.table) == (rule.store, rule.table)
    ]
    withheld = {
        entry.column: SECRET_REASON for entry in entries if entry.pii_type == SECRET and not entry.path
    }
    if wording.withhold is not None:
        withheld |= dict.fromkeys(wording.withhold.columns, wording.withhold.reason)
    purposes = [wording.purpose] if wording.purpose else []
    if not purposes:
        named = dict.fromkeys(entry.purpose for entry in entries if entry.purpose)
        purposes = [Text(zh=purpose, en=purpose) for purpose in named]
    return ExportedTable(
        rule,
        rows,
        wording.title or Text(zh=rule.table, en=rule.table),
        tuple(purposes),
        tuple(how_long(rule)),
        {column: wording.columns.get(column, Text(zh=column, en=column)) for column in columns},
        ColumnRules(
            OwnColumns.of(wording, columns if node == person.graph.subject else ()),
            frozenset(withheld),
            frozenset(wording.others),
            frozenset(wording.contacts),
        ),
        withheld,
    )


def _check_names(person: Person, retention: RetentionPolicy, export: AccessExportPolicy) -> None:
    rules = {rule.id: rule for rule in retention.tables}
    shared = export.shared
    for rule_id in {*export.tables, *export.also, *({shared.rule} if shared else ())}:
        if rule_id not in rules:
            raise _unknown(Text(zh=f"没有规则 {rule_id}", en=f"there is no rule {rule_id}"))
    named = [(rule_id, _named(wording)) for rule_id, wording in export.tables.items()]
    if shared is not None:
        named.append((shared.rule, (shared.recipient, shared.purpose, shared.at)))
    for rule_id, columns in named:
        rule = rules[rule_id]
        table = person.catalog.table(rule.store, rule.table)
        for column in columns:
            if table is None or table.column(column) is None:
                raise _unknown(
                    Text(
                        zh=f"规则 {rule_id} 的表没有列 {column}",
                        en=f"the table of rule {rule_id} has no column {column}",
                    )
                )


def _named(wording: TableExport) -> tuple[str, ...]:
    """The columns that a table's wording names."""
    own = (name.partition("$")[0] for name in wording.own or ())
    withheld = wording.withhold.columns if wording.withhold else ()
    return (*own, *wording.contacts, *wording.others, *withheld, *wording.columns)


def _unknown(found: Text) -> PolicyError:
    return PolicyError(
        Text(zh=f"access_export.yaml：{found.zh}", en=f"access_export.yaml: {found.en}"),
        Text(zh="请改正拼写。", en="Correct the spelling."),
    )
