"""Building, starting and stopping a demo platform in a folder.

pg/            the data directory of its PostgreSQL
lake/          its event logs (Parquet)
mapping/ policy/ evidence/   its own copies, so that violations can be planted in them
quanyi.yaml    the configuration that a run takes
truth.json     what was planted where; never read by a run
officer.pem    the key with which deletion plans are approved here
"""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from demo import HERE, server
from demo.generate.content import make
from demo.generate.staff import READER
from demo.load import load_database, write_lake
from demo.officer import KEY_FILE, appoint
from demo.plants import apply_plants, load_plants
from policy.errors import UsageError
from policy.text import Text

DEFAULT_VIOLATIONS = (
    "pii_scan.pii_security_measures",
    "access_review.least_privilege_access",
    "erasure.erasure_after_cancellation",
    "dormant_flagging.dormant_account_handling",
    "complaint_kpis.timely_complaint_handling",
    "refund_kpis.cancel_refund_flow",
    "provider_audit.provider_qualification",
    "minors_kpis.minors_quarterly_report",
)
"""What the demo shows unless told otherwise: faults that companies really have."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""

_MARK = ".quanyi-demo"
_PARTS = ("pg", "lake", "mapping", "policy", "evidence")
_CONFIG = """# The demo platform, written by `quanyi demo`.
organisation: {{zh: 云合生活服务平台, en: Yunhe Life Services}}
data_dir: ..
mapping: mapping
policy: policy
evidence: evidence
clock: {{as_of: 2026-03-16T23:00:00}}
demo: true
stores:
  - name: app
    kind: postgresql
    url: "{url}"
    erasure: {{url: "{erasure_url}"}}
    encryption_at_rest:
      {{method: volume, algorithm: AES-256-XTS, key_rotated_on: 2025-11-20, source: 磁盘加密登记表 2025-11}}
  - name: lake
    kind: parquet
    url: lake
    encryption_at_rest:
      {{method: volume, algorithm: AES-256-XTS, key_rotated_on: 2025-11-20, source: 磁盘加密登记表 2025-11}}
"""


def build(
    folder: Path,
    *,
    seed: int = 7,
    scale: float = 1.0,
    violations: Sequence[str] = DEFAULT_VIOLATIONS,
    on_progress: Progress | None = None,
) -> Path:
    """Build a platform, replacing one that is there; returns the path of its quanyi.yaml.

    Args:
        folder: new, empty, or a demo built before.
        scale: 1 has 20 000 members and 400 000 events.
        violations: check ids whose fault is planted; none gives a platform on which every check passes.

    Raises:
        UsageError: the folder holds something else, the scale is out of range, or a violation is unknown.
        StoreError: PostgreSQL does not start.
    """
    plants = load_plants(violations)
    if not 0 < scale <= 100:
        raise UsageError(
            Text(zh=f"规模 {scale} 不在 0 到 100 之间", en=f"The scale {scale} is not between 0 and 100"),
            Text(zh="请用例如 --scale 0.1。", en="Use for example --scale 0.1."),
        )
    folder = folder.expanduser().resolve()
    _clear(folder)
    steps = _Steps(on_progress)
    steps.start("content")
    content = make(seed, scale)
    steps.total = len(content.tables) + 4 + len(plants)
    steps.start("postgresql")
    socket = server.start(folder / "pg")
    load_database(socket, content, steps.start)
    steps.start("lake")
    write_lake(folder / "lake", content.lake)
    for part in ("mapping", "policy", "evidence"):
        shutil.copytree(HERE / part, folder / part)
    appoint(folder)
    for plant in plants:
        steps.start(plant.check)
        apply_plants([plant], folder, socket)
    truth = {**content.truth, "violations": [plant.check for plant in plants]}
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
    return write_config(folder, socket)


def ensure_running(folder: Path) -> str:
    """Start the platform's PostgreSQL if it is down; returns the URL the product connects with."""
    folder = folder.expanduser().resolve()
    if not (folder / "pg" / "PG_VERSION").exists():
        raise UsageError(
            Text(zh=f"{folder} 里没有演示平台", en=f"There is no demo platform in {folder}"),
            Text(zh="请先运行 quanyi demo。", en="Run `quanyi demo` first."),
        )
    socket = server.start(folder / "pg")
    # The socket can have moved, for example after the folder was.
    write_config(folder, socket)
    return server.url(socket, user=READER)


def stop(folder: Path) -> bool:
    """Stop the platform's PostgreSQL; False where none was running."""
    return server.stop(folder / "pg")


class _Steps:
    """Counts steps for the progress display."""

    def __init__(self, on_progress: Progress | None) -> None:
        self.on_progress, self.done, self.total = on_progress, 0, 50

    def start(self, what: str) -> None:
        if self.on_progress is not None:
            self.on_progress(what, self.done, max(self.total, self.done))
        self.done += 1


def _clear(folder: Path) -> None:
    """Remove a demo built before; refuse a folder that holds anything else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(
            Text(
                zh=f"{folder} 不是演示平台的文件夹，且不为空",
                en=f"{folder} is not empty and no demo platform",
            ),
            Text(zh="请换一个文件夹，或先清空它。", en="Choose another folder, or empty it first."),
        )
    if (folder / "pg").exists():
        server.stop(folder / "pg")
    for part in _PARTS:
        if (folder / part).exists():
            shutil.rmtree(folder / part)
    for name in ("quanyi.yaml", "truth.json", KEY_FILE):
        (folder / name).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def write_config(folder: Path, socket: Path, *, database: str = server.DATABASE) -> Path:
    """Write the platform's quanyi.yaml, unless it says the same already; returns its path."""
    path = folder / "quanyi.yaml"
    text = _CONFIG.format(
        url=server.url(socket, user=READER, database=database),
        erasure_url=server.url(socket, database=database),
    )
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path
