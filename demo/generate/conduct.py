"""Rules of conduct, violations and what was done about them; audits of accounts."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    days_ago,
    reference,
    seconds,
    serials,
    stream,
    texts,
)
from demo.generate.members import Members
from demo.generate.orders import actors
from demo.generate.publishing import Flagged

CONTENT, ATTACK, TRADE, PRIVACY, HEATING = "C01", "C03", "C04", "C05", "H01"
USUAL = {1: "ADVISE", 2: "LIMIT", 3: "SUSPEND"}
"""The measure that each level is met with; a second matter after it is named with the violation."""
DAYS = {"LIMIT": 7, "SUSPEND": 30}
RULEBOOK = {1: ("ADVISE", "DELETE"), 2: ("ADVISE", "PUBLIC", "LIMIT", "SUSPEND", "DELETE"),
            3: ("LIMIT", "SUSPEND", "DELETE", "CLOSE", "REFER")}  # fmt: skip
HEATING_RULEBOOK = {1: ("ADVISE",), 2: ("ADVISE",), 3: ("STOP", "END")}
INQUIRERS, DECIDER, APPEALS = ("S0014", "S0015", "S0016"), "S0002", "S0035"


def conduct_tables(seed: int, members: Members, flagged: Flagged) -> dict[str, Columns]:
    """t_conduct_rule, t_attack_trace, t_violation, t_penalty, t_penalty_appeal, t_account_audit."""
    rng = stream(seed, "conduct")
    ledger = _Ledger(rng, members)
    _misuse_of_posts(ledger, flagged)
    traces = _attacks(ledger)
    _illegal_trade(ledger)
    _heating(ledger)
    _ended_accounts(ledger)
    return {
        "t_conduct_rule": _rules(),
        "t_attack_trace": traces,
        "t_violation": ledger.table(ledger.violations),
        "t_penalty": ledger.table(ledger.penalties),
        "t_penalty_appeal": _appeals(rng, ledger),
        "t_account_audit": _audits(rng, members),
    }


@dataclass
class _Ledger:
    """Violations and penalties as they were entered, one dictionary a row."""

    rng: np.random.Generator
    members: Members
    violations: list[dict[str, Any]] = field(default_factory=list)
    penalties: list[dict[str, Any]] = field(default_factory=list)

    def violation(
        self, who: int, rule: str, level: int, found: Any, confirmed: Any, *, post: str | None = None,
        trace: str | None = None, crime: bool = False, waived: bool = False,
    ) -> str:  # fmt: skip
        number = f"WG{len(self.violations) + 1:07d}"
        self.violations.append(
            {
                "violation_no": number, "member_no": self.members.number[who], "rule_code": rule,
                "level": level, "post_no": post, "trace_no": trace, "is_crime": crime, "find_time": found,
                "confirm_time": confirmed, "waive_time": confirmed + seconds(DAY) if waived else NEVER,
                "waive_reason": reference("conduct")["waived"] if waived else None,
            }
        )  # fmt: skip
        return number

    def penalty(self, who: int, violation: str, measure: str, decided: Any) -> None:
        told = decided + seconds(600)
        days = DAYS.get(measure)
        self.penalties.append(
            {
                "penalty_no": f"CF{len(self.penalties) + 1:07d}", "violation_no": violation,
                "member_no": self.members.number[who], "measure": measure,
                "inquirer_no": INQUIRERS[len(self.penalties) % len(INQUIRERS)], "decider_no": DECIDER,
                "decide_time": decided, "notify_time": told, "start_time": told,
                "expire_time": told + seconds(days * DAY) if days else NEVER,
            }
        )  # fmt: skip

    def answer(self, confirmed: Any) -> Any:
        """When a measure is decided upon: a quarter of a day to four days later."""
        return confirmed + seconds(self.rng.uniform(0.25, 4) * DAY)

    @staticmethod
    def table(rows: list[dict[str, Any]]) -> Columns:
        times = {"find_time", "confirm_time", "waive_time", "decide_time", "notify_time", "start_time",
                 "expire_time"}  # fmt: skip
        return {
            name: np.array([row[name] for row in rows], dtype="datetime64[s]")
            if name in times
            else texts([row[name] for row in rows])
            for name in rows[0]
        }


def _rules() -> Columns:
    rows = [(rule, level, measure) for rule in (CONTENT, "C02", ATTACK, TRADE, PRIVACY)
            for level, measures in RULEBOOK.items() for measure in measures]  # fmt: skip
    rows += [(HEATING, level, m) for level, measures in HEATING_RULEBOOK.items() for m in measures]
    return {
        "rule_code": texts([row[0] for row in rows]),
        "level": np.array([row[1] for row in rows]),
        "measure": texts([row[2] for row in rows]),
        "effective_time": np.full(len(rows), np.datetime64("2019-01-01T00:00:00")),
        "end_time": np.full(len(rows), NEVER),
    }


def _misuse_of_posts(ledger: _Ledger, flagged: Flagged) -> None:
    """Each removed post is a violation; of every eight slight ones one was excused, with the reason."""
    for index, number in enumerate(flagged.number):
        who, kind = int(flagged.member[index]), flagged.kind[index]
        rule = PRIVACY if kind in ("PRIVACY", "DOXX") else CONTENT
        level = 3 if kind == "DOXX" else 1 if kind == "PRIVACY" else (1, 1, 2, 1, 3)[index % 5]
        confirmed, waived = flagged.confirmed[index], level == 1 and index % 8 == 3
        violation = ledger.violation(
            who, rule, level, flagged.flagged[index], confirmed, post=number, waived=waived
        )
        if not waived:
            decided = ledger.answer(confirmed)
            ledger.penalty(who, violation, USUAL[level], decided)
            if index % 2:
                ledger.penalty(who, violation, "DELETE", decided)


def _attacks(ledger: _Ledger) -> Columns:
    """On our servers and on others', each traced to an account; every other one was a crime."""
    size = max(6, len(ledger.members.number) // 800)
    traced = np.sort(days_ago(ledger.rng.uniform(12, 300, size)))
    who, number = actors(ledger.rng, ledger.members, traced), serials("SY", size, 5)
    for index in range(size):
        crime, confirmed = index % 4 < 2, traced[index] + seconds(HOUR)
        violation = ledger.violation(
            int(who[index]), ATTACK, 3, traced[index], confirmed, trace=number[index], crime=crime
        )
        decided = ledger.answer(confirmed)
        ledger.penalty(int(who[index]), violation, USUAL[3], decided)
        if crime:
            ledger.penalty(int(who[index]), violation, "REFER", decided)
    return {
        "trace_no": number,
        "account_no": ledger.members.account[who],
        "target": texts([("OWN", "OTHER")[index % 2] for index in range(size)]),
        "attack_kind": texts([("SCAN", "CRACK", "DDOS")[index % 3] for index in range(size)]),
        "trace_time": traced,
    }


def _illegal_trade(ledger: _Ledger) -> None:
    size = max(4, len(ledger.members.number) // 1_000)
    found = days_ago(ledger.rng.uniform(15, 300, size))
    for who, moment in zip(actors(ledger.rng, ledger.members, found).tolist(), found, strict=True):
        confirmed = moment + seconds(DAY)
        violation = ledger.violation(who, TRADE, 3, moment, confirmed, crime=True)
        decided = ledger.answer(confirmed)
        ledger.penalty(who, violation, USUAL[3], decided)
        ledger.penalty(who, violation, "REFER", decided)


def _heating(ledger: _Ledger) -> None:
    """Users of heat who changed their pipes: warned, and some cut off when they did it again, worse."""
    size = max(9, len(ledger.members.number) // 700)
    found = days_ago(ledger.rng.uniform(25, 300, size))
    for index, who in enumerate(actors(ledger.rng, ledger.members, found).tolist()):
        for level, measure, days in ((1, "ADVISE", 0), (3, ("STOP", "END")[index % 2], 9)):
            if level == 1 or index % 3 == 0:
                moment = found[index] + seconds(days * DAY)
                confirmed = moment + seconds(DAY)
                violation = ledger.violation(who, HEATING, level, moment, confirmed)
                ledger.penalty(who, violation, measure, ledger.answer(confirmed))


def _ended_accounts(ledger: _Ledger) -> None:
    """The accounts that the platform ended for illegal trade, two days after that was confirmed."""
    for who in np.flatnonzero(ledger.members.lives.banned).tolist():
        ended = ledger.members.lives.cancelled[who]
        violation = ledger.violation(who, TRADE, 3, ended - seconds(3 * DAY), ended - seconds(2 * DAY))
        ledger.penalty(who, violation, "CLOSE", ended - seconds(HOUR))


def _appeals(rng: np.random.Generator, ledger: _Ledger) -> Columns:
    """Against every sixth measure of those who stayed, a day after it; decided within twelve by another."""
    stayed = [row for row in ledger.penalties if row["measure"] not in ("CLOSE", "REFER", "DELETE")][::6]
    size, statements = len(stayed), reference("conduct")["appeals"]
    received = np.array([row["decide_time"] for row in stayed]) + seconds(np.full(size, DAY))
    decided = received + seconds(rng.uniform(1, 11, size) * DAY)
    done = decided <= LATEST
    return {
        "appeal_no": serials("SS", size, 6),
        "penalty_no": texts([row["penalty_no"] for row in stayed]),
        "member_no": texts([row["member_no"] for row in stayed]),
        "statement": texts([statements[index % len(statements)] for index in range(size)]),
        "receive_time": received,
        "decide_time": np.where(done, decided, NEVER),
        "decider_no": texts([APPEALS if is_done else None for is_done in done]),
        "outcome": texts(
            [("KEEP", "KEEP", "CHANGE")[i % 3] if is_done else None for i, is_done in enumerate(done)]
        ),
    }


def _audits(rng: np.random.Generator, members: Members) -> Columns:
    """Every account in use, twice within half a year; one in a hundred had something wrong."""
    activated, cancelled = members.lives.activated, members.lives.cancelled
    last = days_ago(rng.uniform(1, 80, len(activated)))
    parts: list[tuple[Array, Array]] = []
    for when in (last - seconds(np.full(len(last), 80 * DAY)), last):
        who = np.flatnonzero((activated < when) & (np.isnat(cancelled) | (cancelled > when)))
        parts.append((who, when[who]))
    who, when = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(when, kind="stable")
    return {
        "audit_id": np.arange(1, len(order) + 1),
        "account_no": members.account[who[order]],
        "audit_result": np.where(rng.random(len(order)) < 0.01, "BAD", "OK"),
        "audit_time": when[order],
    }
