"""Filing a document as evidence: a copy of it and an entry with its sha256, or nothing at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import yaml

from policy.errors import UsageError
from policy.evidence import EvidenceItem, file_sha256
from policy.text import Text


def file_evidence(folder: Path, source: Path, item: EvidenceItem, today: date) -> EvidenceItem:
    """Copy `source` into the folder as `<id>.<extension>` and write `<id>.yaml` beside it.

    Each file appears whole or not at all, and none is ever replaced. The entry comes last: a document
    without one is no evidence yet.

    Args:
        item: without its file and sha256, which are worked out here.
        today: the day on which the item is filed.

    Returns: the item as filed.

    Raises:
        UsageError: the source is no file or empty, the dates are wrong, or the id is taken.
    """
    _refuse_wrong_dates(item, today)
    document, entry = folder / f"{item.id}{source.suffix.lower()}", folder / f"{item.id}.yaml"
    _refuse_wrong_source(source, document)
    folder.mkdir(parents=True, exist_ok=True)
    with _waiting(folder) as copy, _waiting(folder) as text:
        shutil.copyfile(source, copy)
        filed = item.model_copy(update={"file": document.name, "sha256": file_sha256(copy)})
        text.write_text(
            yaml.safe_dump(filed.model_dump(exclude_defaults=True), allow_unicode=True, sort_keys=False),
            encoding="utf-8",
        )
        _appear(copy, document)
        try:
            _appear(text, entry)
        except BaseException:
            document.unlink()
            raise
    return filed


def _refuse_wrong_dates(item: EvidenceItem, today: date) -> None:
    if item.approved_at is None or item.review_due is None or item.review_due <= item.approved_at:
        raise UsageError(
            Text(
                zh=f"到期日 {item.review_due} 不在批准日 {item.approved_at} 之后",
                en=f"The day of expiry {item.review_due} is not after the approval of {item.approved_at}",
            ),
            Text(zh="请改正 --date 或 --expires。", en="Correct --date or --expires."),
        )
    if item.approved_at > today:
        raise UsageError(
            Text(
                zh=f"批准日 {item.approved_at} 晚于今天（{today}）",
                en=f"The approval of {item.approved_at} lies after today ({today})",
            ),
            Text(zh="请在批准之后再登记。", en="File the document once it is approved."),
        )


def _refuse_wrong_source(source: Path, document: Path) -> None:
    if not source.is_file():
        raise UsageError(
            Text(zh=f"找不到文件 {source}", en=f"There is no file {source}"),
            Text(zh="请检查路径。", en="Check the path."),
        )
    if source.stat().st_size == 0:
        raise UsageError(
            Text(zh=f"文件 {source} 是空的", en=f"The file {source} is empty"),
            Text(zh="请给出批准的文件。", en="Give the document that was approved."),
        )
    if document.suffix == ".yaml":
        raise UsageError(
            Text(
                zh=f"{document.name} 的扩展名 .yaml 留给登记项",
                en=f"{document.name} would end in .yaml, which is kept for entries",
            ),
            Text(zh="请换成其他扩展名，如 .txt。", en="Give the file another ending, such as .txt."),
        )


@contextmanager
def _waiting(folder: Path) -> Iterator[Path]:
    """An empty file beside its later place, under a name that is not read; gone at the end."""
    handle, name = tempfile.mkstemp(prefix=".filing-", suffix=".tmp", dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _appear(waiting: Path, place: Path) -> None:
    """Give the finished file its name; a hard link never replaces a file that came meanwhile."""
    waiting.chmod(0o644)
    with waiting.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(waiting, place)
    except FileExistsError:
        raise UsageError(
            Text(zh=f"{place} 已存在，未作改动", en=f"{place} exists already and was left as it is"),
            Text(zh="请用 --id 另取一个编号。", en="Choose another id with --id."),
        ) from None
