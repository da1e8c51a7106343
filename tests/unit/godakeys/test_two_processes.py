"""Two server processes over one folder: one rising sequence of lists, no bit lost, one chain (I1 of security.md).

Real processes, each with a signer of its own, started at the same moment and told nothing of each other.
"""

import json
import multiprocessing
import zlib
from pathlib import Path

from godakeys import ledger
from godakeys.messages import LIST_SIZE, Refused, SignCard, SignStatusList, base64url_bytes

COUNT = 40


def _annul(office, worker: int, results, gate) -> None:
    """Set one bit after the other in the list as last published, as a server would: on a refusal, read and try again."""
    import asyncio

    async def work() -> None:
        signer = office.signer()
        path: Path = office.folder / "status-1.jwt"
        gate.wait()
        for number in range(COUNT):
            index = number * 2 + worker
            while True:
                iat, bits = _read(path.read_text()) if path.exists() else (office.clock() - 3600, bytes(LIST_SIZE // 8))
                wanted = bytearray(bits)
                wanted[index >> 3] |= 1 << (index & 7)
                try:
                    token = await signer.sign_status_list(SignStatusList(list=1, iat=iat + 1, bits=bytes(wanted)))
                except Refused as refused:
                    assert refused.code in {"list-iat-not-rising", "list-bit-set-back"}, refused
                    continue
                results.put(token)
                break
        signer.close()

    asyncio.run(work())


def _sign_cards(office, worker: int, results, gate) -> None:
    import asyncio

    async def work() -> None:
        signer = office.signer(cards_per_hour=150)
        gate.wait()
        for index in range(100):
            card = SignCard(
                profile="print",
                exp=office.clock() // 86_400 * 86_400 + 86_400,
                status_list=1,
                status_idx=index,
                names=("Anna",),
            )
            try:
                await signer.sign_card(card)
                results.put("signed")
            except Refused as refused:
                results.put(refused.code)

    asyncio.run(work())


def _read(token: str) -> tuple[int, bytes]:
    claims = json.loads(base64url_bytes(token.split(".")[1]))
    return claims["iat"], zlib.decompress(base64url_bytes(claims["status_list"]["lst"]))


def _run(target, office, expected: int) -> list:
    context = multiprocessing.get_context("spawn")
    results, gate = context.Queue(), context.Barrier(2)
    processes = [context.Process(target=target, args=(office, worker, results, gate)) for worker in range(2)]
    for process in processes:
        process.start()
    gathered = [results.get(timeout=60) for _ in range(expected)]
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    return gathered


def test_lists_of_two_processes_rise_strictly_and_lose_no_bit(office):
    gathered = _run(_annul, office, 2 * COUNT)
    signed = sorted((_read(token) for token in gathered), key=lambda pair: pair[0])
    assert [iat for iat, _ in signed] == list(range(office.clock() - 3599, office.clock() - 3599 + 2 * COUNT))
    for (_, before), (_, after) in zip(signed, signed[1:], strict=False):
        assert int.from_bytes(before) & ~int.from_bytes(after) == 0
    assert int.from_bytes(signed[-1][1]).bit_count() == 2 * COUNT
    assert ledger.verify(office.folder / "signatures.log") == 2 * COUNT


def test_budget_and_log_are_shared_by_two_processes(office):
    gathered = _run(_sign_cards, office, 200)
    assert sorted(gathered) == ["budget-spent"] * 50 + ["signed"] * 150
    assert ledger.verify(office.folder / "signatures.log") == 150
