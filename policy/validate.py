"""The clause register and the duties held against each other: who answers which clause.

Every in-scope clause names one check, and that check, of the same duty, lists the clause; nothing else does.
"""

import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import NamedTuple, NoReturn

from policy.clauses import Clause, Document
from policy.duties import DeclaredCheck, Duty
from policy.errors import PolicyError
from policy.text import Text

CAPABILITIES = frozenset(
    {
        "access_review", "account_audit", "anonymization", "complaint_kpis", "dormant_flagging", "dsr",
        "encryption_check", "erasure", "evidence_vault", "identity_review", "log_retention", "minors_kpis",
        "pii_scan", "provider_audit", "refund_kpis", "retention", "service_kpis", "survey_kpis",
    }
)  # fmt: skip
# Duties of clauses that no data and no document can prove; they have no file.
OUT_OF_SCOPE_DUTIES = frozenset({"fair-competition", "scope-principles", "user-liability"})
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class _Declared(NamedTuple):
    path: Path
    duty: str
    check: DeclaredCheck


def validate_register(documents: Mapping[Path, Document], duties: Mapping[Path, Duty]) -> None:
    """Hold every clause against every check, built or planned, by the file each was read from.

    Raises:
        PolicyError: naming the first contradiction, its file and place, and the remedy.
    """
    declared = _index_checks(duties)
    clauses = _index_clauses(documents)
    for entry in declared.values():
        _check_its_clauses(entry, clauses)
    names = {duty.duty for duty in duties.values()}
    for path, clause in clauses.values():
        _check_is_answered(path, clause, declared, names)


def _index_checks(duties: Mapping[Path, Duty]) -> dict[str, _Declared]:
    declared: dict[str, _Declared] = {}
    names: dict[str, Path] = {}
    for path, duty in duties.items():
        if duty.duty in names:
            _refuse(
                path, "duty",
                Text(zh=f"义务 {duty.duty} 已在 {names[duty.duty]} 中定义",
                     en=f"the duty {duty.duty} is already defined in {names[duty.duty]}"),
                Text(zh="请合并两个文件。", en="Merge the two files."),
            )  # fmt: skip
        names[duty.duty] = path
        if not _in_both_languages(duty.owner):
            _refuse(
                path, "owner",
                Text(zh="负责人没有写全中文和英文", en="the owner is not given in Chinese and in English"),
                Text(zh="请写明 zh 和 en。", en="Give both zh and en."),
            )  # fmt: skip
        for check in duty.declared:
            _check_capability(path, check)
            if check.id in declared:
                other = declared[check.id].path
                _refuse(
                    path, check.id,
                    Text(zh=f"该检查在 {other} 中已经定义", en=f"this check is already defined in {other}"),
                    Text(zh="请删除其中一处。", en="Remove one of the two."),
                )  # fmt: skip
            declared[check.id] = _Declared(path, duty.duty, check)
    return declared


def _index_clauses(documents: Mapping[Path, Document]) -> dict[str, tuple[Path, Clause]]:
    clauses: dict[str, tuple[Path, Clause]] = {}
    for path, document in documents.items():
        for clause in document.clauses:
            if not clause.id.startswith(f"{document.document}/"):
                _refuse(
                    path, clause.id,
                    Text(zh=f"条款编号须以 {document.document}/ 开头",
                         en=f"the clause's id must begin with {document.document}/"),
                    Text(zh="请改正条款编号。", en="Correct the clause's id."),
                )  # fmt: skip
            if clause.id in clauses:
                _refuse(
                    path, clause.id,
                    Text(zh="该条款出现两次", en="this clause occurs twice"),
                    Text(zh="请给其中一条新的编号。", en="Give one of them a new id."),
                )  # fmt: skip
            clauses[clause.id] = (path, clause)
    return clauses


def _check_capability(path: Path, check: DeclaredCheck) -> None:
    if check.capability not in CAPABILITIES:
        known = ", ".join(sorted(CAPABILITIES))
        _refuse(
            path, check.id,
            Text(zh=f"没有名为 {check.capability} 的能力",
                 en=f"there is no capability {check.capability}"),
            Text(zh=f"可用的有：{known}。", en=f"Use one of {known}."),
        )  # fmt: skip


def _check_its_clauses(entry: _Declared, clauses: Mapping[str, tuple[Path, Clause]]) -> None:
    """The clauses a check lists exist, name it and are of its duty; a variant lists its own alone."""
    path, duty, check = entry
    if check.own_clause is not None and check.clauses != (check.own_clause,):
        _refuse(
            path, check.id,
            Text(zh=f"变体检查只服务自己的条款 {check.own_clause}",
                 en=f"a variant serves its own clause {check.own_clause} and no other"),
            Text(zh=f"请写 clauses: [{check.own_clause}]。", en=f"Write clauses: [{check.own_clause}]."),
        )  # fmt: skip
    for clause_id in check.clauses:
        if clause_id not in clauses:
            _refuse(
                path, check.id,
                Text(zh=f"没有条款 {clause_id}", en=f"there is no clause {clause_id}"),
                Text(zh="请改正编号，或先在 clauses/ 中登记该条款。",
                     en="Correct the id, or register the clause in clauses/ first."),
            )  # fmt: skip
        clause = clauses[clause_id][1]
        if clause.check != check.id:
            _refuse(
                path, check.id,
                Text(zh=f"条款 {clause_id} 不由该检查回答，而由 {clause.check or '无'}",
                     en=f"this check does not answer the clause {clause_id}, {clause.check or 'none'} does"),
                Text(zh="请从 clauses 中删去，或修改该条款的 check。",
                     en="Take it off the list, or change the clause's check."),
            )  # fmt: skip
        if clause.duty != duty:
            _refuse(
                path, check.id,
                Text(zh=f"条款 {clause_id} 属于义务 {clause.duty}",
                     en=f"the clause {clause_id} belongs to the duty {clause.duty}"),
                Text(zh="请改正该条款的 duty，或把检查移到该义务。",
                     en="Correct the clause's duty, or move the check to that duty."),
            )  # fmt: skip


def _check_is_answered(
    path: Path, clause: Clause, declared: Mapping[str, _Declared], duties: Set[str]
) -> None:
    if clause.check is None:
        if clause.duty not in OUT_OF_SCOPE_DUTIES and clause.duty not in duties:
            _refuse(
                path, clause.id,
                Text(zh=f"没有义务 {clause.duty}", en=f"there is no duty {clause.duty}"),
                Text(zh="请改正该条款的 duty。", en="Correct the clause's duty."),
            )  # fmt: skip
        return
    if clause.check not in declared:
        _refuse(
            path, clause.id,
            Text(zh=f"没有义务声明检查 {clause.check}", en=f"no duty declares the check {clause.check}"),
            Text(zh=f"请在 duties/{clause.duty}.yaml 的 checks 或 planned 中声明它。",
                 en=f"Declare it under checks or planned in duties/{clause.duty}.yaml."),
        )  # fmt: skip
    if clause.id not in declared[clause.check].check.clauses:
        _refuse(
            path, clause.id,
            Text(zh=f"检查 {clause.check} 没有列出该条款", en=f"the check {clause.check} does not list it"),
            Text(zh=f"请在 {declared[clause.check].path} 的 clauses 中补上。",
                 en=f"Add it to the check's clauses in {declared[clause.check].path}."),
        )  # fmt: skip


def _in_both_languages(text: Text) -> bool:
    return bool(_CHINESE.search(text.zh) and text.en.strip() and not _CHINESE.search(text.en))


def _refuse(path: Path, place: str, what: Text, remedy: Text) -> NoReturn:
    raise PolicyError(
        Text(zh=f"{path}：{place}：{what.zh}", en=f"{path}: {place}: {what.en}"), remedy
    )  # fmt: skip
