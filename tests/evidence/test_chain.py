"""A head signed by the right key still has to follow from those before it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from privacy.evidence.keys import private_key, trusted_key
from privacy.evidence.sealing import sealed_head
from privacy.evidence.verify_offline.chain import HeadChain
from privacy.evidence.verify_offline.head import Head
from privacy.evidence.verify_offline.messages import Broken
from privacy.evidence.verify_offline.public_keys import key_id


def chain_of(place: Any) -> HeadChain:
    chain = HeadChain(trusted_key(place.trusted))
    for head in place.open().heads:
        chain.accept(head.line())
    return chain


def signed(place: Any, head: Head) -> bytes:
    private = private_key(place.keys, key_id(chain_of(place).key))
    return replace(head, signature=private.sign(head.message()).hex()).line()


def next_head(place: Any, at: Any) -> Head:
    chain = chain_of(place)
    return sealed_head(chain, [b"{}", b"{}"], at, private_key(place.keys, key_id(chain.key)))


def test_the_next_head_is_taken(small: Any, at: Any) -> None:
    assert chain_of(small).accept(signed(small, next_head(small, at))).sequence == 6


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 7},
        {"previous": "0" * 64},
        {"total": 13},
        {"size": 3},
        {"size": 0, "total": 10},
        {"size": 0, "total": 10, "length": 0},
        {"length": 0},
        {"offset": 1},
        {"offset": 0},
        {"segment": 6},
        {"segment": 0, "offset": 0},
        {"next_key": "ab" * 32},
        {"batch_root": "ab" * 32},
        {"tree_root": "ab" * 32},
    ],
    ids=str,
)
def test_what_does_not_follow_is_refused(small: Any, at: Any, change: dict[str, Any]) -> None:
    chain = chain_of(small)
    with pytest.raises(Broken) as raised:
        chain.accept(signed(small, replace(next_head(small, at), **change)))
    assert raised.value.code == "head_chain"


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": True},
        {"size": -1},
        {"size": 2.0},
        {"at": 5},
        {"at": "\ud800"},
        {"key": "AB" * 8},
        {"previous": "0" * 63},
        {"batch_root": ["0"] * 64},
        {"next_key": "x" * 64},
        {"format": "quanyi-ledger/2"},
    ],
    ids=str,
)
def test_what_has_another_form_is_refused_before_it_is_judged(
    small: Any, at: Any, change: dict[str, Any]
) -> None:
    values = {**vars(next_head(small, at)), **change}
    with pytest.raises(Broken) as raised:
        chain_of(small).accept(json.dumps(values, sort_keys=True, separators=(",", ":")).encode())
    assert raised.value.code == "head_form"


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 10_000, b'{"sequence":' + b"9" * 5_000 + b"}"],
    ids=range(7),
)
def test_what_is_no_head_is_refused(small: Any, line: bytes) -> None:
    with pytest.raises(Broken, match="head 6 is not in canonical form"):
        chain_of(small).accept(line)
