"""What a release was made by: its rules, its SQL and the hierarchies it brings, as one hash."""

import hashlib
from pathlib import Path

from pydantic import BaseModel

from policy.anonymization import Rules


def hash_of(rules: BaseModel, *, sql: str, folder: Path) -> str:
    """SHA-256; an edit of any of the three makes what was published under the old ones invalid."""
    parts = [rules.model_dump_json().encode(), sql.encode()]
    for name in _files(rules):
        path = folder / name
        parts.append(name.encode())
        # A missing file is refused where it is read; here it is only another state.
        parts.append(path.read_bytes() if path.is_file() else b"")
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _files(rules: BaseModel) -> list[str]:
    """CSV hierarchies, of quasi-identifiers and of `generalise:FILE.csv@LEVEL`."""
    if not isinstance(rules, Rules):
        return []
    specs = [*rules.quasi.values()]
    specs += [spec.partition(":")[2].rpartition("@")[0] for spec in rules.transforms.values()]
    return sorted({spec for spec in specs if spec.endswith(".csv")})
