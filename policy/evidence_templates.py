"""Templates of evidence: for each kind that checks ask for, an entry and a document to fill in.

A template proves nothing: it counts as missing until somebody replaced its text and approved it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from policy.clauses import Clause, Document
from policy.errors import UsageError
from policy.evidence import TO_FILL_IN, EvidenceItem, FileState, file_sha256
from policy.evidence_kinds import EvidenceKind, EvidenceKinds
from policy.text import Text
from policy.yaml_file import read_model

_SUBJECTS = {
    "post": Text(zh="岗位代码", en="codes of posts"),
    "month": Text(zh="月份，如 '2026-02'", en="the month, such as '2026-02'"),
    "service": Text(zh="organisation.yaml 中的服务", en="services of organisation.yaml"),
}


@dataclass(frozen=True)
class Written:
    """Ids of the templates written, and kinds left alone because something of theirs is on file."""

    ids: tuple[str, ...]
    kept: tuple[str, ...]


def write_templates(
    folder: Path,
    kinds: EvidenceKinds,
    documents: Sequence[Document],
    on_file: Sequence[tuple[EvidenceItem, FileState]],
    today: date,
) -> Written:
    """One `<id>.yaml` and one `<id>.md` for each kind that has neither an item nor a file of that name yet.

    No file is ever replaced. The proposed day of expiry is `today` plus the days that the kind holds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked = _clauses_by_check(documents)
    present = {item.kind for item, _ in on_file}
    ids, kept = [], []
    for kind in kinds.kinds:
        name = kind.kind.replace("_", "-")
        entry, document = folder / f"{name}.yaml", folder / f"{name}.md"
        if kind.kind in present or entry.exists() or document.exists():
            kept.append(kind.kind)
            continue
        clauses = asked.get(kind.check, [])
        _write_new(document, _document(kind, clauses))
        _write_new(entry, _entry(name, kind, clauses, today))
        ids.append(name)
    return Written(tuple(ids), tuple(kept))


def approve_template(
    folder: Path, item_id: str, approved_at: date, review_due: date | None, approved_by: str | None
) -> EvidenceItem:
    """Turn a filled template into an item of evidence: its dates and the sha256 of its document as it is now.

    Raises:
        UsageError: there is no such template, its document is missing, empty or still to be filled in, or
            the dates are wrong.
    """
    path = folder / f"{item_id}.yaml"
    item = read_model(path, EvidenceItem, error=UsageError)
    document = folder / (item.file or "")
    if not item.template:
        raise UsageError(
            Text(zh=f"{item_id} 不是模板，未作改动", en=f"{item_id} is no template and was left as it is"),
            Text(
                zh="新版文件请用 quanyi evidence add 登记。",
                en="File a new version with `quanyi evidence add`.",
            ),
        )
    if not document.is_file() or document.stat().st_size == 0 or is_to_fill_in(document):
        raise UsageError(
            Text(zh=f"{document} 还没有填写", en=f"{document} is not filled in yet"),
            Text(
                zh=f"请写入正文，并删去“{TO_FILL_IN}”。",
                en=f"Write the text and take out every {TO_FILL_IN}.",
            ),
        )
    due = review_due or item.review_due
    if due is None or due <= approved_at:
        raise UsageError(
            Text(
                zh=f"到期日 {due} 不在批准日 {approved_at} 之后",
                en=f"The expiry {due} is not after {approved_at}",
            ),
            Text(zh="请改正 --date 或 --expires。", en="Correct --date or --expires."),
        )
    approved = item.model_copy(
        update={
            "approved_at": approved_at,
            "review_due": due,
            "approved_by": approved_by or item.approved_by,
            "sha256": file_sha256(document),
            "template": False,
        }
    )
    content = yaml.safe_dump(
        approved.model_dump(mode="python", exclude_defaults=True), allow_unicode=True, sort_keys=False
    )
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)
    return approved


def is_to_fill_in(document: Path) -> bool:
    """Whether the document still holds the mark of a template."""
    return TO_FILL_IN.encode() in document.read_bytes()


def _clauses_by_check(documents: Sequence[Document]) -> Mapping[str, list[tuple[Document, Clause]]]:
    found: dict[str, list[tuple[Document, Clause]]] = {}
    for document in documents:
        for clause in document.clauses:
            if clause.check is not None:
                found.setdefault(clause.check, []).append((document, clause))
    return found


def _document(kind: EvidenceKind, clauses: Sequence[tuple[Document, Clause]]) -> str:
    """The Markdown to fill in: what is asked, what is accepted, a heading for each point to cover."""
    lines = [
        f"# {kind.title.zh} / {kind.title.en}",
        "",
        f"{TO_FILL_IN} {kind.owner.zh} / {kind.owner.en}",
        "",
    ]
    lines += ["条款要求 / What the clauses ask:", ""]
    for document, clause in clauses:
        lines.append(f"- {clause.id} 《{document.title.zh}》{clause.article}：{clause.statement.zh}")
        lines.append(f"  {document.title.en}: {clause.statement.en}")
    lines += ["", f"可接受的证明 / Accepted as proof: {kind.accept.zh} / {kind.accept.en}", ""]
    for point in kind.covers:
        lines += [f"## {point.zh} / {point.en}", "", TO_FILL_IN, ""]
    return "\n".join(lines)


def _entry(name: str, kind: EvidenceKind, clauses: Sequence[tuple[Document, Clause]], today: date) -> str:
    lines = [
        "# 模板：填写并批准之前不算证明。 / A template: no evidence until it is filled in and approved.",
        f"# quanyi evidence approve {name} --date YYYY-MM-DD",
        f"# 条款 / clauses: {', '.join(clause.id for _, clause in clauses)}",
    ]
    fields = {
        "id": name,
        "kind": kind.kind,
        "title": kind.title.model_dump(),
        "owner": f"{kind.owner.zh} / {kind.owner.en}",
        "review_due": today + timedelta(days=kind.days),
    }
    lines.append(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False).rstrip())
    if kind.approver:
        lines.append("approved_by:  # 批准的机构或岗位 / the body or post that approved it")
    if kind.per != "organisation":
        about = _SUBJECTS[kind.per]
        lines.append(f"subjects: []  # {about.zh} / {about.en}")
    if kind.covers:
        points = ", ".join(point.id for point in kind.covers)
        lines.append(f"covers: []  # 文件写明了其中哪几点 / which of these it states: {points}")
    if kind.published:
        lines.append('version: "1"\npublished_at:\nannounced_at:\neffective_at:')
    lines.append(f"file: {name}.md\ntemplate: true\n")
    return "\n".join(lines)


def _write_new(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
