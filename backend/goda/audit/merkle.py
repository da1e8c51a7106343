"""The Merkle tree of RFC 9162 (section 2.1): leaf and node hashes, and the frontier that appending needs. Pure."""

import hashlib
from collections.abc import Iterable

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()
"""Root of a tree without leaves."""


def leaf_hash(body: bytes) -> bytes:
    """Hash of a record as a leaf; the prefix keeps a leaf from passing for a node."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees as one."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees that make up a tree of `size` leaves, largest first: one for each bit of `size`."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size, self.roots = size, list(roots)
        if len(self.roots) != size.bit_count() or any(len(root) != HASH_BYTES for root in self.roots):
            raise ValueError("the frontier does not fit its size")

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> "Frontier":
        """Read what `pack` gave; raises ValueError if it cannot belong to `size`."""
        return cls(size, (packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)))

    def pack(self) -> bytes:
        """The roots one after the other."""
        return b"".join(self.roots)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        height = self.size
        while height & 1:
            leaf = node_hash(self.roots.pop(), leaf)
            height >>= 1
        self.roots.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root."""
        if not self.roots:
            return EMPTY_ROOT
        *larger, root = self.roots
        for subtree in reversed(larger):
            root = node_hash(subtree, root)
        return root
