"""Proofs of state-changing calls are spent once (RFC 9449, 11.1), in whichever server process they arrive.

Kept is a digest of key and `jti`, until the proof's nonce is too old for it to be accepted anyway.
"""

import hashlib
from typing import Final

from piccolo.columns import BigInt, Text
from piccolo.table import Table

from goda.db.database import Database
from goda.db.tables import register
from goda.kernel.clock import Clock
from goda.wallet.dpop import NONCE_AHEAD, NONCE_LIFE, Proof
from goda.wallet.errors import ProofUsed

SWEEP_EVERY: Final = 100
"""Proofs between two sweepings of old rows."""


@register
class ProofRow(Table, tablename="wallet_proof"):
    """Migration 0006."""

    digest = Text(primary_key=True)
    expires = BigInt()


class Spent:
    """The proofs that have been used."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._count = 0

    async def spend(self, proof: Proof) -> None:
        """Use a proof up; raises `ProofUsed` if it was."""
        now = int(self._clock.now().timestamp())
        digest = hashlib.sha256(f"{proof.thumbprint}|{proof.jti}".encode("ascii")).hexdigest()
        fresh = await self._db.rows(
            "INSERT INTO wallet_proof (digest, expires) VALUES ({}, {}) ON CONFLICT (digest) DO NOTHING RETURNING digest",
            digest,
            now + NONCE_LIFE + NONCE_AHEAD,
        )
        if not fresh:
            raise ProofUsed
        self._count += 1
        if self._count % SWEEP_EVERY == 0:
            await self._db.rows("DELETE FROM wallet_proof WHERE expires < {}", now)
