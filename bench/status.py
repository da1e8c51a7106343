"""The status list: building, signing and publishing 2²⁰ entries at 1 % annulled. How fast it is served: `bench.serving`."""

import asyncio
import random
import tempfile
import zlib
from pathlib import Path
from typing import Final

from bench.measure import row, seconds_each, title
from goda.cards.status import bits, in_all_forms
from godakeys import ceremony, wire
from godakeys.local import LocalSigner
from godakeys.messages import SignStatusList

LIST: Final = 1 << 20
PASSPHRASE: Final = "bench-working-keys-1"


def building() -> None:
    """From the annulled indices to the bytes that are served, by step."""
    title("Building and publishing a status list of 2²⁰ entries, 1 % annulled")
    annulled = sorted(random.Random(1).sample(range(LIST), LIST // 100))
    array = bits(annulled)
    clock = iter(range(1_795_348_800, 1_900_000_000))
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        ceremony.initialise(
            keys,
            PASSPHRASE,
            Path(folder) / "root",
            "bench-root-of-keys-1",
            "http://localhost:8000",
            1_795_348_800,
            work=10,
        )
        now = [1_795_348_800]
        signer = LocalSigner.open(keys, PASSPHRASE, "http://localhost:8000", lambda: now[0], lists_per_hour=1_000_000)
        loop = asyncio.new_event_loop()

        def sign() -> str:
            now[0] = next(clock)
            return loop.run_until_complete(signer.sign_status_list(SignStatusList(list=1, iat=now[0], bits=array)))

        token = sign()
        steps = {
            "level9": lambda: zlib.compress(array, 9),
            "rle": lambda: wire.compress(array),
            "bits": lambda: bits(annulled),
            "sign": sign,
            "forms": lambda: in_all_forms(1, token, 1),
        }
        took = seconds_each(steps, times=3, rounds=3)
        loop.close()
    row("zlib level 9", took["level9"], took["rle"], f"{len(zlib.compress(array, 9)):,} bytes")
    row("zlib Z_RLE, as ours", took["rle"], took["rle"], f"{len(wire.compress(array)):,} bytes")
    row("the array from 10 485 indices", took["bits"], took["rle"])
    row("sign: policy, no bit set back, Z_RLE, ES256", took["sign"], took["rle"])
    row("gzip and brotli of the token, made once", took["forms"], took["rle"], f"token {len(token):,} bytes")
