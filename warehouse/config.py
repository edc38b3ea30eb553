"""quanyi.yaml: which stores there are, where policy, mappings and evidence lie, and where a run writes."""

import os
import re
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.errors import ConfigError
from policy.text import Text
from policy.yaml_file import read_model
from privacy.stores.config import FOLDER_KINDS, StoreConfig
from warehouse.alerting.settings import AlertSettings

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Clock(BaseModel):
    """A fixed as-of for a platform that lives on its own day, such as the demo."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: datetime


class Config(BaseModel):
    """The configuration as written; `load_config` resolves paths and secrets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: Text
    data_dir: Path = Path(".data")
    mapping: Path = Path("mapping")
    policy: Path | None = None
    evidence: Path | None = None
    clock: Clock | None = None
    demo: bool = False
    stores: tuple[StoreConfig, ...] = Field(min_length=1)
    alerts: AlertSettings = AlertSettings()

    @model_validator(mode="after")
    def _store_names_differ(self) -> "Config":
        names = [store.name for store in self.stores]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two stores are named {sorted(twice)}")
        return self


def load_config(path: Path) -> Config:
    """Read quanyi.yaml; relative paths are relative to its folder, `${NAME}` comes from the environment.

    Raises:
        ConfigError: the file is missing, malformed, has an unknown key or names an unset variable.
    """
    config = read_model(path, Config, error=ConfigError)
    root = path.resolve().parent
    return config.model_copy(
        update={
            "data_dir": (root / config.data_dir).resolve(),
            "mapping": root / config.mapping,
            "policy": root / config.policy if config.policy else None,
            "evidence": root / config.evidence if config.evidence else None,
            "stores": tuple(_resolve(store, root, path) for store in config.stores),
        }
    )


def writable(store: StoreConfig, path: Path) -> StoreConfig:
    """The store with the address that erasures are written through.

    Raises:
        ConfigError: a database server without `erasure: {url: …}`, or an unset variable in it.
    """
    if store.kind in (*FOLDER_KINDS, "duckdb", "sqlite"):
        return store
    if store.erasure.url is None:
        raise ConfigError(
            Text(
                zh=f"{path}：存储 {store.name} 没有可写的账号，无法执行删除",
                en=f"{path}: store {store.name} has no login that may write, so nothing can be erased in it",
            ),
            Text(
                zh="请为该存储填写 erasure: {url: ...}，密码用 ${环境变量}。",
                en="Give the store `erasure: {url: …}`, with the password as ${VARIABLE}.",
            ),
        )
    return store.model_copy(update={"url": filled(store.erasure.url, _store(store), path)})


def _resolve(store: StoreConfig, root: Path, path: Path) -> StoreConfig:
    url = filled(store.url, _store(store), path)
    if store.kind in (*FOLDER_KINDS, "duckdb", "sqlite"):
        url = str(root / url)
    return store.model_copy(update={"url": url})


def _store(store: StoreConfig) -> Text:
    return Text(zh=f"存储 {store.name}", en=f"store {store.name}")


def filled(url: str, owner: Text, path: Path) -> str:
    """The address with each `${NAME}` from the environment.

    Raises:
        ConfigError: a variable is not set; `owner` is whose address it is, `path` the configuration.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise ConfigError(
                Text(
                    zh=f"{path}：{owner.zh} 用到的环境变量 {name} 未设置",
                    en=f"{path}: {owner.en} needs the environment variable {name}, which is not set",
                ),
                Text(zh=f"请先设置：export {name}=…", en=f"Set it first: export {name}=…"),
            )
        return os.environ[name]

    return _VARIABLE.sub(value, url)
