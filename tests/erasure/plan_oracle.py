"""What has to become of every row, walked slowly in plain Python, field by field, as the documents say it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.erasure.oracle_world import AS_OF, WHO, Reference, Row, World, name_of

ERASED = "erased-x"
Place = tuple[int, int]  # table, number of the row in it


class RefusedError(Exception):
    """The plan must fail closed."""


@dataclass
class Expected:
    """Per row: None when deleted, else its columns. `deleted` and `held` hold places of rows."""

    rows: dict[Place, Row | None] = field(default_factory=dict)
    deleted: set[Place] = field(default_factory=set)
    held: set[Place] = field(default_factory=set)
    owners: dict[Place, set[str]] = field(default_factory=dict)


def soften(treated: dict[str, str]) -> dict[str, str]:
    return {column: "pseudonymise" if action == "clear" else action for column, action in treated.items()}


def treat(row: Row, changes: dict[str, str]) -> Row:
    """What is NULL or erased already stays so."""
    after = dict(row)
    for column, action in changes.items():
        value = row[column]
        if action == "clear":
            after[column] = None
        elif isinstance(value, datetime):
            after[column] = datetime(value.year, 1, 1) if action == "generalise" else value
        elif value is not None and action == "generalise":
            after[column] = "*"
        elif value is not None and action == "pseudonymise" and not value.startswith("erased-"):
            after[column] = ERASED
    return after


class Oracle:
    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = world.policy["tables"]
        self.index = {rule["id"]: rule for rule in self.rules}
        self.distance = self._distances()

    def expected(self) -> Expected:
        """Raises RefusedError where no plan may come about."""
        personal = [table for table, rule in enumerate(self.rules) if rule.get("personal", True)]
        for table in personal:
            if self._ways(table, frozenset()) == 0:
                raise RefusedError("no reference leads")
        self._refuse_changed_keys(personal)
        result, wanted = Expected(), {}
        for table in range(len(self.rules)):
            for number, row in enumerate(self.world.rows[table]):
                place = (table, number)
                result.rows[place] = row
                if table in personal:
                    result.owners[place] = self._owners(table, row, frozenset())
                    if self._held(table, result.owners[place]):
                        result.held.add(place)
                    else:
                        wanted[place] = self._wanted(table, row, result.owners[place])
        result.deleted = {place for place, action in wanted.items() if action == "delete"}
        self._spare(result, wanted)
        self._refuse_circles(result.deleted)
        for place, action in wanted.items():
            if isinstance(action, dict):
                result.rows[place] = treat(result.rows[place] or {}, action)
        for place in list(result.rows):
            if place in result.deleted:
                result.rows[place] = None
            else:
                self._detach(place, result)
        return result

    # Whose row it is.

    def _followed(self, table: int, passed: frozenset[int]) -> list[Reference]:
        own = [r for r in self.world.references if r.source == table]
        if any(reference.declared for reference in own):
            return [r for r in own if r.declared and r.target not in passed | {table}]
        near = [r for r in own if r.target != table and r.target in self.distance]
        near.sort(key=lambda r: self.distance[r.target])
        certain = next((self.distance[r.target] for r in near if not r.nullable), None)
        near = [r for r in near if certain is None or self.distance[r.target] <= certain]
        return [r for r in near if r.target not in passed]

    def _distances(self) -> dict[int, int]:
        linked = {r.source for r in self.world.references if r.declared}
        usable = [r for r in self.world.references if r.declared or r.source not in linked]
        distance, changed = {0: 0}, True
        while changed:
            changed = False
            for r in usable:
                if r.target in distance and distance[r.target] + 1 < distance.get(r.source, 99):
                    distance[r.source], changed = distance[r.target] + 1, True
        return distance

    def _ways(self, table: int, passed: frozenset[int]) -> int:
        if table == 0:
            return 1
        ways, nearness = 0, set()
        for reference in self._followed(table, passed):
            further = self._ways(reference.target, passed | {table})
            if further and not reference.declared:
                if self.distance[reference.target] in nearness:
                    raise RefusedError("equally short ways")
                nearness.add(self.distance[reference.target])
            ways += further
        if ways > 64:
            raise RefusedError("different ways")
        return ways

    def _owners(self, table: int, row: Row, passed: frozenset[int]) -> set[str]:
        if table == 0:
            return {row["who"]}
        found: set[str] = set()
        for reference in self._followed(table, passed):
            if not self._ways(reference.target, passed | {table}):
                continue
            if None in [row[column] for column in reference.columns]:
                continue
            if reference.when is None or row["kind"] == reference.when:
                if reference.target == 0 and reference.to == WHO:
                    found.add(row[reference.columns[0]])  # even when the person's own row is gone
                else:
                    for other in self._targets(reference, row):
                        found |= self._owners(
                            reference.target, self.world.rows[reference.target][other], passed | {table}
                        )
            if not reference.declared:
                return found
        return found

    def _targets(self, reference: Reference, row: Row) -> list[int]:
        """Rows referred to."""
        values = [row[column] for column in reference.columns]
        if None in values or (reference.when is not None and row["kind"] != reference.when):
            return []
        return [
            number
            for number, other in enumerate(self.world.rows[reference.target])
            if [other[column] for column in reference.to] == values
        ]

    # What its rule asks for.

    def _held(self, table: int, owners: set[str]) -> bool:
        for person, _, _, scopes in self.world.staged:
            if person in owners:
                if scopes is None or name_of(table) in scopes:
                    return True
                if any(scope not in self.index for scope in scopes):
                    return True
        return False

    def _wanted(self, table: int, row: Row, owners: set[str]) -> Any:
        """'delete', the columns to change, or None; the row is under no hold."""
        rule = self.rules[table]
        exceptions = [
            e
            for e in self.world.policy["exceptions"]
            if rule["id"] in e["scope"] and date.fromisoformat(e["until"]) >= AS_OF.date()
        ]
        if any(not e["columns"] for e in exceptions):
            return None
        excepted = {column for e in exceptions for column in e["columns"]}
        staged = {person for person, *_ in self.world.staged}
        asked = any(
            person in owners and trigger != "retention_limit" and self._concerns(trigger, rule["id"])
            for person, trigger, *_ in self.world.staged
        )
        minimum, limit = rule.get("minimum"), rule.get("limit")
        within = minimum is not None and (
            row["ts"] is None or row["ts"] + timedelta(days=minimum["days"]) > AS_OF
        )
        if asked:
            erasure = rule["erasure"]
            if within:
                action: Any = self._fields(soften(treated_by(erasure)), excepted | set(minimum["keep"]))
            else:
                action = self._action(erasure, excepted)
            if action == "delete" or (action and treat(row, action) != row):
                return action
        past = (
            limit is not None and row["ts"] is not None and row["ts"] + timedelta(days=limit["days"]) < AS_OF
        )
        if past and not within and (owners & staged or not owners & staged):
            action = self._action({"action": "delete", **limit} if "fields" not in limit else limit, excepted)
            if action == "delete" or (action and treat(row, action) != row):
                return action
        return None

    def _action(self, part: dict[str, Any], excepted: set[str]) -> Any:
        treated = treated_by(part)
        kept = {column for column, action in treated.items() if action == "keep"} | excepted & set(treated)
        if part.get("action") == "delete":
            return self._fields(soften(treated), excepted) if kept else "delete"
        return self._fields(treated, excepted)

    def _fields(self, treated: dict[str, str], spared: set[str]) -> dict[str, str]:
        return {c: action for c, action in treated.items() if action != "keep" and c not in spared}

    def _concerns(self, trigger: str, rule_id: str) -> bool:
        scope = self.world.policy["triggers"][trigger].get("rules", ())
        return not scope or rule_id in scope

    def _may_delete(self, table: int) -> bool:
        """Whether the rule deletes at all, as it stands today."""
        rule = self.rules[table]
        if not rule.get("personal", True):
            return False
        in_force = [
            e
            for e in self.world.policy["exceptions"]
            if rule["id"] in e["scope"] and date.fromisoformat(e["until"]) >= AS_OF.date()
        ]
        if any(not e["columns"] for e in in_force):
            return False
        excepted = {column for e in in_force for column in e["columns"]}
        limit = rule.get("limit")
        parts = [rule["erasure"]]
        if limit is not None:
            parts.append(limit if "fields" in limit or "action" in limit else {"action": "delete"})
        return any(self._action(part, excepted) == "delete" for part in parts)

    # References to rows that go.

    def _binding(self) -> Iterator[Reference]:
        """References that may not dangle; a link that repeats a foreign key is the same reference."""
        seen = set()
        for reference in sorted(self.world.references, key=lambda r: r.declared):
            known = (reference.source, reference.columns)
            names_subject = reference.target == 0 and reference.to == WHO
            if known in seen or (reference.declared and names_subject):
                continue
            if self._may_delete(reference.target):
                seen.add(known)
                yield reference

    def _spare(self, result: Expected, wanted: dict[Place, Any]) -> None:
        binding = list(self._binding())
        changed = True
        while changed:
            changed = False
            for reference in binding:
                for number, row in enumerate(self.world.rows[reference.source]):
                    source = (reference.source, number)
                    if source in result.deleted or (reference.nullable and source not in result.held):
                        continue
                    for target in self._targets(reference, row):
                        place = (reference.target, target)
                        if place in result.deleted:
                            result.deleted.remove(place)
                            wanted[place] = self._instead(reference.target)
                            changed = True

    def _instead(self, table: int) -> dict[str, str]:
        rule = self.rules[table]
        treated = treated_by(rule["erasure"]) or treated_by(rule.get("limit") or {})
        excepted = {
            column
            for e in self.world.policy["exceptions"]
            if rule["id"] in e["scope"] and date.fromisoformat(e["until"]) >= AS_OF.date()
            for column in e["columns"]
        }
        instead = self._fields(soften(treated), excepted)
        if not instead:
            raise RefusedError("names no columns")
        return instead

    def _detach(self, place: Place, result: Expected) -> None:
        table, number = place
        row = self.world.rows[table][number]
        for reference in self._binding():
            if reference.source == table and any(
                (reference.target, target) in result.deleted for target in self._targets(reference, row)
            ):
                assert reference.nullable and place not in result.held
                result.rows[place] = (result.rows[place] or {}) | dict.fromkeys(reference.columns)

    def _refuse_circles(self, deleted: set[Place]) -> None:
        """Circles of tables that lose rows, tied by foreign keys none of which may be NULL."""
        losing = {table for table, _ in deleted}
        fixed = [r for r in self._binding() if not r.nullable and not r.declared]
        steps = {
            (r.source, r.target) for r in fixed if {r.source, r.target} <= losing and r.source != r.target
        }
        for start in losing:
            reached, waiting = set(), [start]
            while waiting:
                table = waiting.pop()
                for source, target in steps:
                    if source == table and target not in reached:
                        reached.add(target)
                        waiting.append(target)
            if start in reached:
                raise RefusedError("refer to each other")
        for reference in fixed:
            if reference.source != reference.target:
                continue
            for number, row in enumerate(self.world.rows[reference.source]):
                others = {(reference.target, t) for t in self._targets(reference, row) if t != number}
                if (reference.source, number) in deleted and others & deleted:
                    raise RefusedError("refer to each other")

    def _refuse_changed_keys(self, personal: list[int]) -> None:
        """The generated rules change none; the reference columns of others are a, b, n and who."""
        for table in personal:
            assert not {"a", "b", "n", "who"} & set(treated_by(self.rules[table]["erasure"]))


def treated_by(part: dict[str, Any]) -> dict[str, str]:
    if "fields" in part:
        return dict(part["fields"])
    action = part.get("action", "delete")
    return dict.fromkeys(part.get("columns", ()), "pseudonymise" if action == "delete" else action)
