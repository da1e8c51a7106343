"""One server process of two: run by test_two_processes.py as `python racer.py MODE WORKER COUNT FOLDER PASSPHRASE ORIGIN NOW`.

Says "ready", waits for a line, works, and prints one JSON line a signature.
"""

import asyncio
import json
import sys
import zlib
from pathlib import Path

from godakeys.ledger import Ledger
from godakeys.local import LocalSigner
from godakeys.messages import DAY, LIST_SIZE, Refused, SignCard, SignStatusList, base64url_bytes


def say(what: str) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def read(token: str) -> tuple[int, bytes]:
    claims = json.loads(base64url_bytes(token.split(".")[1]))
    return claims["iat"], zlib.decompress(base64url_bytes(claims["status_list"]["lst"]))


async def annul(signer: LocalSigner, folder: Path, worker: int, count: int, now: int) -> None:
    """Set one bit after the other in the list as last published, as a server would: on a refusal, read and try again."""
    path = folder / "status-1.jwt"
    for number in range(count):
        index = number * 2 + worker
        while True:
            iat, bits = read(path.read_text()) if path.exists() else (now - 3600, bytes(LIST_SIZE // 8))
            wanted = bytearray(bits)
            wanted[index >> 3] |= 1 << (index & 7)
            try:
                token = await signer.sign_status_list(SignStatusList(list=1, iat=iat + 1, bits=bytes(wanted)))
            except Refused as refused:
                if refused.code in {"list-iat-not-rising", "list-bit-set-back"}:
                    continue
                raise
            say(token)
            break


async def sign_cards(signer: LocalSigner, count: int, now: int) -> None:
    for index in range(count):
        card = SignCard(profile="print", exp=now // DAY * DAY + DAY, status_list=1, status_idx=index, names=("Anna",))
        try:
            await signer.sign_card(card)
            say("signed")
        except Refused as refused:
            say(refused.code)


def main() -> None:
    mode, worker, count, place, passphrase, origin, time = sys.argv[1:]
    folder, now = Path(place), int(time)
    log = Ledger(folder / "race.log")
    signer = LocalSigner.open(folder, passphrase, origin, lambda: now, cards_per_hour=150)
    say("ready")
    sys.stdin.readline()
    if mode == "annul":
        asyncio.run(annul(signer, folder, int(worker), int(count), now))
    elif mode == "cards":
        asyncio.run(sign_cards(signer, int(count), now))
    else:
        for _ in range(int(count)):
            log.append("wallet", "26a", "a.b.c~", at=now, exp=now, budget=10**6)


if __name__ == "__main__":
    main()
