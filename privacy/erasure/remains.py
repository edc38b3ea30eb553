"""What may still hold erased rows where we own neither file format nor copy, and until when."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
import pymysql

from policy.copies import CopiesPolicy
from policy.text import Text
from privacy.stores.config import StoreConfig
from privacy.stores.mysql import Address, connect
from privacy.stores.session import CONNECT_SECONDS, read_only_conninfo


@dataclass(frozen=True)
class Remnant:
    """`until` None: no time can be named, the text says why."""

    store: str
    place: str
    until: datetime | None
    text: Text

    def to_json(self) -> dict[str, object]:
        return {
            "store": self.store,
            "place": self.place,
            "until": self.until.isoformat() if self.until else None,
            "zh": self.text.zh,
            "en": self.text.en,
        }


def remnants(stores: Sequence[StoreConfig], copies: CopiesPolicy, erased_at: datetime) -> list[Remnant]:
    """All that an honest certificate has to name, store by store; asks database servers for their settings.

    A server that does not answer is no reason to claim less: what its kind keeps by default is named.
    """
    found: list[Remnant] = []
    for store in stores:
        if store.kind == "postgresql":
            found += _postgresql(store)
        elif store.kind == "mysql":
            found += _mysql(store, erased_at)
        else:
            found.append(_file_system(store))
        found += _copies(store, copies, erased_at)
    return found


def _postgresql(store: StoreConfig) -> Iterator[Remnant]:
    yield Remnant(
        store.name,
        "freed_pages",
        None,
        Text(
            zh="已清理的数据页与索引内部页可能残留旧字节，直到被覆盖；rebuild_indexes 可清除索引，"
            "维护窗口内的 VACUUM FULL 可全部清除",
            en="space freed in data pages and inner pages of indexes may hold old bytes until overwritten; "
            "rebuild_indexes clears the indexes, VACUUM FULL in a maintenance window clears all",
        ),
    )
    archived, slots, standbys = _postgresql_settings(store)
    yield Remnant(
        store.name,
        "wal",
        None,
        Text(
            zh=f"预写日志保留旧行直到被回收；归档{'开启' if archived else '关闭'}，复制槽 {slots} 个",
            en="the write-ahead log holds old rows until it is recycled; "
            f"archiving is {'on' if archived else 'off'}, {slots} replication slots",
        ),
    )
    if standbys:
        yield Remnant(
            store.name,
            "standby",
            None,
            Text(
                zh=f"{standbys} 个备库随日志同步删除，其数据页同样可能残留",
                en=f"{standbys} standbys replay the deletion; their pages may hold old bytes likewise",
            ),
        )


def _postgresql_settings(store: StoreConfig) -> tuple[bool, int, int]:
    """Whether WAL is archived, replication slots, standbys; the careful answer where none is given."""
    try:
        with psycopg.connect(read_only_conninfo(store)) as connection:
            row = connection.execute(
                "SELECT current_setting('archive_mode') <> 'off', "
                "(SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_stat_replication)"
            ).fetchone()
    except psycopg.Error:
        return True, 0, 0
    return (True, 0, 0) if row is None else (bool(row[0]), int(row[1]), int(row[2]))


def _mysql(store: StoreConfig, erased_at: datetime) -> Iterator[Remnant]:
    yield Remnant(
        store.name,
        "freed_pages",
        None,
        Text(
            zh="InnoDB 已释放的页与撤销日志可能残留旧字节，直到被清除线程回收并覆盖；OPTIMIZE TABLE 可重建表",
            en="freed InnoDB pages and undo logs may hold old bytes until purged and overwritten; "
            "OPTIMIZE TABLE rebuilds a table",
        ),
    )
    logged, seconds = _mysql_settings(store)
    if logged:
        kept = timedelta(seconds=seconds)
        yield Remnant(
            store.name,
            "binlog",
            erased_at + kept if seconds else None,
            Text(
                zh=f"二进制日志保留旧行，{f'{kept.days} 天后清除' if seconds else '未设期限'}",
                en=f"the binary log holds old rows, {f'{kept.days} days' if seconds else 'without limit'}",
            ),
        )


def _mysql_settings(store: StoreConfig) -> tuple[bool, int]:
    """Whether a binary log is written and for how many seconds kept (0: for ever, or unknown)."""
    try:
        address = Address.of(store)
        with closing(connect(address, CONNECT_SECONDS)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SHOW GLOBAL VARIABLES WHERE Variable_name IN "
                "('log_bin', 'binlog_expire_logs_seconds', 'expire_logs_days')"
            )
            settings = {str(name): str(value) for name, value in cursor.fetchall()}
    except (pymysql.MySQLError, OSError):
        return True, 0
    seconds = float(settings.get("binlog_expire_logs_seconds", "0"))
    days = float(settings.get("expire_logs_days", "0"))
    return settings.get("log_bin", "ON") == "ON", int(seconds or days * 86_400)


def _file_system(store: StoreConfig) -> Remnant:
    return Remnant(
        store.name,
        "file_system",
        None,
        Text(
            zh="文件已重写，内容中不再有旧行；磁盘、快照与版本控制层面可能留有旧块",
            en="the files were rewritten and hold no old row; disk blocks, snapshots or versions of the old "
            "files may remain below them",
        ),
    )


def _copies(store: StoreConfig, copies: CopiesPolicy, erased_at: datetime) -> Iterator[Remnant]:
    declared = copies.of(store.name)
    if declared is None:
        yield Remnant(
            store.name,
            "backup",
            None,
            Text(
                zh="copies.yaml 未说明该存储的备份与副本，无法判断",
                en="copies.yaml says nothing of this store's backups and replicas, so this cannot be told",
            ),
        )
        return
    if declared.backup_days:
        yield Remnant(
            store.name,
            "backup",
            erased_at + timedelta(days=declared.backup_days),
            Text(
                zh=f"备份保留 {declared.backup_days} 天；恢复后按抑制名单再次删除",
                en=f"backups are kept {declared.backup_days} days; after a restore the suppression list "
                "has these people erased again",
            ),
        )
    for name in declared.replicas:
        yield Remnant(
            store.name,
            f"replica {name}",
            erased_at + timedelta(hours=declared.replica_hours),
            Text(
                zh=f"副本最多延迟 {declared.replica_hours} 小时",
                en=f"the replica lags by {declared.replica_hours} hours at most",
            ),
        )
