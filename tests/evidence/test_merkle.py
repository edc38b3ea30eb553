"""Roots and proofs against RFC 9162's own definition, and against another implementation."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_consistency

from privacy.evidence.paths import consistency_path, inclusion_path
from privacy.evidence.verify_offline.merkle import (
    Frontier,
    consistency_holds,
    leaf_hash,
    merkle_root,
    node_hash,
    root_of_inclusion,
)

SIZES = range(1, 71)


def data_of(size: int) -> list[bytes]:
    return [f"event {number}".encode() for number in range(size)]


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(item) for item in data_of(size)]


def oracle(size: int) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for item in data_of(size):
        tree.append_entry(item)
    return tree


def test_the_tree_of_nothing_has_the_hash_of_nothing_as_its_root() -> None:
    assert merkle_root([]) == Frontier().root() == sha256(b"").digest()


@pytest.mark.parametrize("size", SIZES)
def test_roots_are_those_of_pymerkle(size: int) -> None:
    frontier = Frontier()
    for leaf in leaves_of(size):
        frontier.push(leaf)
    assert merkle_root(leaves_of(size)) == frontier.root() == oracle(size).get_root()


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_paths_are_those_of_pymerkle(size: int) -> None:
    tree, leaves = oracle(size), leaves_of(size)
    for index in range(size):
        path = inclusion_path(index, leaves)
        # pymerkle counts from 1, and puts the leaf itself first.
        assert [leaves[index], *path] == tree.prove_inclusion(index + 1).path
        assert root_of_inclusion(index, size, leaves[index], path) == tree.get_root()


@pytest.mark.parametrize("new_size", SIZES)
def test_consistency_is_judged_as_pymerkle_judges_it(new_size: int) -> None:
    # pymerkle's paths go down to a leaf, so they are not RFC 9162's; the roots they speak of are the same.
    tree, leaves = oracle(new_size), leaves_of(new_size)
    for old_size in range(1, new_size + 1):
        old, new = merkle_root(leaves[:old_size]), merkle_root(leaves)
        verify_consistency(old, new, tree.prove_consistency(old_size, new_size))
        path = consistency_path(old_size, leaves)
        assert consistency_holds(old_size, new_size, tree.get_root(old_size), tree.get_root(), path)
        other = merkle_root([leaf_hash(b"another event"), *leaves[1:old_size]])
        with pytest.raises(InvalidProof):
            verify_consistency(other, new, tree.prove_consistency(old_size, new_size))
        assert not consistency_holds(old_size, new_size, other, new, path)


def test_paths_are_those_of_the_example_in_the_standard() -> None:
    # RFC 9162, 2.1.5: seven leaves a … f, j; g, h, i over pairs; k, l over those.
    a, b, c, d, e, f, j = leaves_of(7)
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l_ = node_hash(g, h), node_hash(i, j)
    leaves = [a, b, c, d, e, f, j]
    assert merkle_root(leaves) == node_hash(k, l_)
    assert inclusion_path(0, leaves) == [b, h, l_]
    assert inclusion_path(3, leaves) == [c, g, l_]
    assert inclusion_path(4, leaves) == [f, j, k]
    assert inclusion_path(6, leaves) == [i, k]
    assert consistency_path(3, leaves) == [c, d, g, l_]
    assert consistency_path(4, leaves) == [l_]
    assert consistency_path(6, leaves) == [i, j, k]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_an_inclusion_path_proves_nothing_else(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root, path = merkle_root(leaves), inclusion_path(index, leaves)
    other = data.draw(st.integers(0, 69))
    if other != index:
        assert root_of_inclusion(other, size, leaves[index], path) != root
    assert root_of_inclusion(index, size, leaf_hash(b"another event"), path) != root
    assert root_of_inclusion(index, size, leaves[index], [*path, root]) != root
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:place], leaf_hash(path[place]), *path[place + 1 :]]
        assert root_of_inclusion(index, size, leaves[index], bent) != root
        assert root_of_inclusion(index, size, leaves[index], path[:place] + path[place + 1 :]) != root


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_consistency_path_proves_nothing_else(data: st.DataObject) -> None:
    new_size = data.draw(st.integers(2, 70))
    old_size = data.draw(st.integers(1, new_size - 1))
    leaves = leaves_of(new_size)
    old, new = merkle_root(leaves[:old_size]), merkle_root(leaves)
    path = consistency_path(old_size, leaves)
    assert consistency_holds(old_size, new_size, old, new, path)
    rewritten = [leaf_hash(b"another event"), *leaves[1:]]
    assert not consistency_holds(old_size, new_size, merkle_root(rewritten[:old_size]), new, path)
    assert not consistency_holds(old_size, new_size, old, merkle_root(rewritten), path)
    place = data.draw(st.integers(0, len(path) - 1))
    assert not consistency_holds(old_size, new_size, old, new, path[:place] + path[place + 1 :])
    bent = [*path[:place], leaf_hash(path[place]), *path[place + 1 :]]
    assert not consistency_holds(old_size, new_size, old, new, bent)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    leaves = leaves_of(2)
    assert leaf_hash(leaves[0] + leaves[1]) != merkle_root(leaves)
