"""The tree is that of RFC 9162, checked against its recursive definition and its published test values."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.audit.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash

# The leaves and roots of the Certificate Transparency reference implementation (RFC 6962 hashing, the same as RFC 9162's).
REFERENCE_LEAVES = [
    b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]  # fmt: skip
REFERENCE_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def root_by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


def frontier_of(leaves: list[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf_hash(leaf))
    return frontier


def test_roots_are_those_of_the_reference_implementation():
    assert [frontier_of(REFERENCE_LEAVES[:n]).root().hex() for n in range(1, 9)] == REFERENCE_ROOTS
    assert Frontier().root() == EMPTY_ROOT == sha256().digest()


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_appending_one_by_one_gives_the_root_of_the_definition(leaves):
    assert frontier_of(leaves).root() == root_by_definition(leaves)


@given(st.lists(st.binary(max_size=4), max_size=40), st.lists(st.binary(max_size=4), max_size=40))
def test_a_frontier_that_was_kept_goes_on_where_it_stopped(first, second):
    kept = frontier_of(first)
    frontier = Frontier.unpack(kept.size, kept.pack())
    for leaf in second:
        frontier.append(leaf_hash(leaf))
    assert frontier.root() == root_by_definition(first + second)


@pytest.mark.parametrize(("size", "packed"), [(1, b""), (0, bytes(32)), (1, bytes(31)), (3, bytes(33)), (2, bytes(64))])
def test_a_frontier_that_does_not_fit_its_size_is_refused(size, packed):
    with pytest.raises(ValueError, match="frontier"):
        Frontier.unpack(size, packed)
