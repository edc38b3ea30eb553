"""The demo's privacy officer: a signing key of her own, and her entry among those who may approve."""

import base64
from pathlib import Path

from privacy.erasure.officer_key import create_officer_key

NAME = "隐私官"
KEY_FILE = "officer.pem"
_APPROVERS = """# Who may approve a deletion plan. Written by `quanyi demo`.
validity_days: 7
approvers:
  - {{name: {name}, public_key: "{key}", valid_until: 2026-12-31}}
"""


def appoint(folder: Path) -> None:
    """Make `officer.pem` in the demo's folder and policy/approvers.yaml with its public half."""
    (folder / KEY_FILE).unlink(missing_ok=True)
    public = create_officer_key(folder / KEY_FILE, None)
    text = _APPROVERS.format(name=NAME, key=base64.b64encode(public).decode())
    (folder / "policy" / "approvers.yaml").write_text(text, encoding="utf-8")
