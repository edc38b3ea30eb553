"""One organisation's workspace: its configuration, its policy, its clock and the places a run writes to."""

import os
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from policy.bundle import Policy
from policy.errors import ConfigError, UsageError
from policy.text import Text
from warehouse.config import Config, load_config

TIMEZONE = ZoneInfo("Asia/Shanghai")
DEMO_CONFIG = Path(".data/demo/quanyi.yaml")


@dataclass(frozen=True)
class Workspace:
    config: Config
    config_path: Path

    @staticmethod
    def open(config_path: Path | None = None) -> "Workspace":
        """The workspace of `config_path`, else of $QUANYI_CONFIG, ./quanyi.yaml or the demo built here."""
        path = find_config(config_path)
        return Workspace(load_config(path), path.resolve())

    @cached_property
    def policy(self) -> Policy:
        return Policy(self.config.policy, self.config.evidence)

    @property
    def data_dir(self) -> Path:
        return self.config.data_dir

    @property
    def warehouse_path(self) -> Path:
        return self.data_dir / "warehouse.duckdb"

    @property
    def published_path(self) -> Path:
        """The copy that readers open: KPIs, coverage and releases, never entities."""
        return self.data_dir / "published" / "quanyi.duckdb"

    @property
    def releases_dir(self) -> Path:
        return self.data_dir / "published" / "releases"

    @property
    def pages_dir(self) -> Path:
        return self.data_dir / "pages"

    @property
    def control_path(self) -> Path:
        return self.data_dir / "control.sqlite"

    @property
    def lock_path(self) -> Path:
        return self.data_dir / "warehouse.lock"

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def ledger_dir(self) -> Path:
        return self.data_dir / "ledger"

    @property
    def ledger_keys_dir(self) -> Path:
        return self.keys_dir / "ledger"

    def claim_data_dir(self) -> None:
        """Note which configuration writes to the data folder; called with the writer's lock held.

        Raises:
            ConfigError: another configuration writes there, and its results must not mix with ours.
        """
        note = self.data_dir / "configuration"
        ours = os.path.relpath(self.config_path, self.data_dir)
        if not note.exists():
            note.write_text(ours, encoding="utf-8")
        elif (theirs := note.read_text(encoding="utf-8")) != ours:
            owner = os.path.normpath(self.data_dir / theirs)
            raise ConfigError(
                Text(
                    zh=f"数据文件夹 {self.data_dir} 属于另一份配置 {owner}",
                    en=f"The data folder {self.data_dir} belongs to another configuration, {owner}",
                ),
                Text(
                    zh="请在 quanyi.yaml 中另选 data_dir，或换一个文件夹运行演示。",
                    en="Choose another data_dir in quanyi.yaml, or run the demo in another folder.",
                ),
            )

    def as_of(self, given: str | None = None) -> datetime:
        """The moment judgements are made for: `given`, else the configured clock, else now in Shanghai.

        A bare date means the end of that day.

        Raises:
            UsageError: `given` is no ISO date or time.
        """
        if given is None:
            if self.config.clock is not None:
                return self.config.clock.as_of
            return datetime.now(TIMEZONE).replace(tzinfo=None, microsecond=0)
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            raise UsageError(
                Text(zh=f"--as-of {given!r} 不是日期", en=f"--as-of {given!r} is no date"),
                Text(zh="请写成 2026-03-16 的形式。", en="Write it like 2026-03-16."),
            ) from None
        if "T" not in given and " " not in given.strip():
            moment = datetime.combine(moment.date(), time(23, 59, 59))
        return moment.replace(tzinfo=None) if moment.tzinfo is None else _in_shanghai(moment)


def find_config(given: Path | None) -> Path:
    """Raises ConfigError when nothing is given and none is found."""
    if given is not None:
        return given
    if "QUANYI_CONFIG" in os.environ:
        return Path(os.environ["QUANYI_CONFIG"])
    for candidate in (Path("quanyi.yaml"), DEMO_CONFIG):
        if candidate.is_file():
            return candidate
    raise ConfigError(
        Text(zh="这里没有 quanyi.yaml", en="There is no quanyi.yaml here"),
        Text(
            zh="请按 README 写一份，或运行 quanyi demo 先看演示。",
            en="Write one as the README shows, or run `quanyi demo` to see the demo first.",
        ),
    )


def _in_shanghai(moment: datetime) -> datetime:
    return moment.astimezone(TIMEZONE).replace(tzinfo=None)
