"""The status list: what is annulled reaches it, whoever publishes, and nothing is ever lost or set back. I1, I5."""

import asyncio
import gzip
import itertools
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest

from goda.audit import Actor, Audit
from goda.cards import lists, mint
from goda.cards.jobs import handlers
from goda.cards.keylist import read_key_list
from goda.cards.lists import LIST_SIZE, Lists
from goda.cards.model import Card, IssueCard
from goda.cards.phones import Phone, Phones
from goda.cards.service import Cards
from goda.cards.status import Publisher, Watcher, bits, kid_of
from goda.cards.statuslist import StatusList, read_status_list
from goda.db.database import Database
from goda.db.jobs import Worker
from goda.db.vault import Vault
from goda.kernel.clock import SetClock
from goda.web.published import StatusLists
from godakeys import ceremony
from godakeys.local import LocalSigner, read_keyring

pytestmark = pytest.mark.anyio
PASSPHRASE = "a passphrase for tests only"
ORIGIN = "https://3plus.example"
New = Callable[..., IssueCard]


@pytest.fixture
def read(signer: LocalSigner, clock: SetClock) -> Callable[..., object]:
    """Read a published list as a till does, with the issuer's own keys."""

    async def reading(body: bytes, number: int = 1) -> StatusList:
        now = int(clock.now().timestamp())
        keys = read_key_list(await signer.key_list(), await signer.root(), now)
        return read_status_list(body.decode(), keys, f"{ORIGIN}/status/{number}", now)

    return reading


@pytest.fixture
def worker(database: Database, publisher: Publisher, clock: SetClock) -> Worker:
    return Worker(database, handlers(publisher), clock)


async def test_an_empty_list_is_there_from_the_start(watcher: Watcher, holder: StatusLists, clock: SetClock) -> None:
    async with watcher.running():
        held = holder.current(1)
    assert held is not None
    assert held.iat == int(clock.now().timestamp())
    assert held.exp == held.iat + 86_400
    assert gzip.decompress(held.gzip) == brotli.decompress(held.brotli) == held.body
    assert holder.current(2) is None


async def test_an_annulment_is_in_the_next_list_and_stays(
    cards: Cards,
    clerk: Actor,
    new_card: New,
    worker: Worker,
    watcher: Watcher,
    holder: StatusLists,
    clock: SetClock,
    read: Callable[..., object],
    publisher: Publisher,
) -> None:
    await publisher.start()
    first, second = [await cards.issue(clerk, new_card()) for _ in range(2)]
    indices = []
    for card in (first, second):
        await cards.letter(clerk, card.id)
        indices += [one.status_idx for one in (await cards.life(clerk, card.id)).credentials]
    for done, card in enumerate((first, second), 1):
        clock.advance(timedelta(seconds=2))
        await cards.annul(clerk, card.id, "misuse")
        assert await worker.drain() == 1
        await watcher.look()
        held = holder.current(1)
        assert held is not None
        read_list = await read(held.body)  # type: ignore[misc]
        assert [read_list.annulled(index) for index in indices] == [True, done == 2]


async def test_a_process_without_a_worker_publishes_what_waits(
    cards: Cards, clerk: Actor, card: Card, watcher: Watcher, holder: StatusLists, clock: SetClock
) -> None:
    await cards.letter(clerk, card.id)
    async with watcher.running():
        before = holder.current(1)
        clock.advance(timedelta(seconds=5))
        await cards.annul(clerk, card.id, "misuse")
        for _ in range(3):
            await watcher.look()
        after = holder.current(1)
    assert before is not None
    assert after is not None
    assert after.iat > before.iat


async def test_the_list_is_signed_anew_hourly_and_iat_rises_strictly(
    watcher: Watcher, publisher: Publisher, holder: StatusLists, clock: SetClock
) -> None:
    seen = []
    await publisher.start()
    for minutes in (0, 30, 31, 60):
        clock.advance(timedelta(minutes=minutes))
        for _ in range(2):
            await watcher.look()
        held = holder.current(1)
        assert held is not None
        seen.append(held.iat)
    assert seen[0] == seen[1] < seen[2] < seen[3]


@pytest.mark.parametrize("why", ["turned", "compromised"])
async def test_a_list_whose_key_no_longer_signs_is_signed_anew_at_once(
    why: str,
    watcher: Watcher,
    publisher: Publisher,
    holder: StatusLists,
    keys_folder: Path,
    root_folder: Path,
    clock: SetClock,
    read: Callable[..., object],
) -> None:
    """A till that learns of a compromised key believes no list by it: it must not wait an hour for the next."""
    clock.advance(timedelta(days=2))
    now = int(clock.now().timestamp())
    await publisher.start()
    await watcher.look()
    before = holder.current(1)
    assert before is not None
    ring = read_keyring(keys_folder)
    successor = ring.of("status", "next")
    assert successor is not None
    if why == "turned":
        ceremony.activate(keys_folder, successor.kid, now)
    else:
        ceremony.compromise(keys_folder, kid_of(before.body.decode()), now)
    ceremony.publish(keys_folder, root_folder, f"{PASSPHRASE} root", ORIGIN, now)
    for _ in range(2):
        await watcher.look()
    after = holder.current(1)
    assert after is not None
    assert kid_of(after.body.decode()) == successor.kid != kid_of(before.body.decode())
    await read(after.body)  # type: ignore[misc]
    for _ in range(2):
        await watcher.look()
    assert holder.current(1) is after


async def test_where_no_key_can_sign_the_list_is_served_on(
    watcher: Watcher, publisher: Publisher, holder: StatusLists, keys_folder: Path, clock: SetClock
) -> None:
    await publisher.start()
    await watcher.look()
    before = holder.current(1)
    ring = read_keyring(keys_folder)
    for key in (ring.of("status", "next"), ring.of("status", "active")):
        assert key is not None
        ceremony.compromise(keys_folder, key.kid, int(clock.now().timestamp()))
    for _ in range(2):
        await watcher.look()
    assert holder.current(1) is before


async def test_lists_of_one_second_rise_all_the_same(
    cards: Cards, clerk: Actor, new_card: New, publisher: Publisher, database: Database
) -> None:
    await publisher.start()
    seen = []
    for _ in range(3):
        card = await cards.issue(clerk, new_card())
        await cards.letter(clerk, card.id)
        await cards.annul(clerk, card.id, "error")
        await publisher.publish_due()
        (state,) = await Lists(database).states()
        seen.append(state.iat)
    assert seen == [seen[0], seen[0] + 1, seen[0] + 2]


async def test_nothing_due_publishes_nothing(publisher: Publisher, database: Database) -> None:
    await publisher.start()
    before = await Lists(database).states()
    await publisher.publish_due()
    assert await Lists(database).states() == before


async def test_many_publishers_and_annulments_at_once_lose_none(
    database: Database,
    audit: Audit,
    vault: Vault,
    keys_folder: Path,
    cards: Cards,
    clerk: Actor,
    new_card: New,
    clock: SetClock,
    read: Callable[..., object],
) -> None:
    """I1: each publisher stands for a server process with a signer of its own over the shared folder."""
    signers = [
        LocalSigner.open(keys_folder, "a passphrase for tests only", ORIGIN, lambda: int(clock.now().timestamp()))
        for _ in range(3)
    ]
    publishers = [Publisher(database, audit, signer, clock) for signer in signers]
    await publishers[0].start()
    issued = [await cards.issue(clerk, new_card()) for _ in range(40)]
    indices = []
    for card in issued:
        await cards.letter(clerk, card.id)
        indices += [one.status_idx for one in (await cards.life(clerk, card.id)).credentials]

    async def publish(publisher: Publisher) -> None:
        for _ in range(4):
            await publisher.publish_due()

    await asyncio.gather(
        *(cards.annul(clerk, card.id, "misuse") for card in issued), *(publish(one) for one in publishers)
    )
    await publishers[1].publish_due()
    published = await Lists(database).published(1)
    assert published is not None
    read_list = await read(published.body)  # type: ignore[misc]
    assert all(read_list.annulled(index) for index in indices)
    assert sum(read_list.annulled(index) for index in range(LIST_SIZE)) == len(indices)
    (state,) = await Lists(database).states()
    assert (state.annulled, state.unlisted) == (len(indices), False)
    assert (await audit.verify()).whole


async def test_a_slow_publisher_does_not_undo_what_a_quick_one_published(
    database: Database,
    audit: Audit,
    held: Any,
    publisher: Publisher,
    cards: Cards,
    clerk: Actor,
    card: Card,
    clock: SetClock,
    read: Callable[..., object],
) -> None:
    """I1: the hourly list of one process, signed before an annulment, must not come after the list that has it."""
    await publisher.start()
    await cards.letter(clerk, card.id)
    (printed,) = (await cards.life(clerk, card.id)).credentials
    clock.advance(timedelta(hours=1))
    hourly = asyncio.create_task(Publisher(database, audit, held, clock).publish_due())
    await held.reached.wait()
    annulling = asyncio.create_task(cards.annul(clerk, card.id, "misuse"))
    await asyncio.wait([annulling], timeout=0.3)
    quick = asyncio.create_task(publisher.publish_due())
    await asyncio.wait([quick], timeout=0.5)
    held.go.set()
    await asyncio.gather(hourly, annulling, quick)
    await publisher.publish_due()
    published = await Lists(database).published(1)
    assert published is not None
    read_list = await read(published.body)  # type: ignore[misc]
    assert read_list.annulled(printed.status_idx)


async def test_a_list_the_signer_signed_and_the_database_lost_is_followed(
    publisher: Publisher, database: Database, signer: LocalSigner, clock: SetClock
) -> None:
    """A crash between signature and commit: the signer remembers, and the next list is later still."""
    from godakeys.messages import SignStatusList

    await publisher.start()
    iat = int(clock.now().timestamp()) + 1
    await signer.sign_status_list(SignStatusList(list=1, iat=iat, bits=bits([])))
    clock.advance(timedelta(hours=1))
    await signer.sign_status_list(SignStatusList(list=1, iat=int(clock.now().timestamp()), bits=bits([])))
    await publisher.publish_due()
    (state,) = await Lists(database).states()
    assert state.iat == int(clock.now().timestamp()) + 1


async def test_an_expired_credential_needs_no_bit(
    cards: Cards, clerk: Actor, new_card: New, database: Database, publisher: Publisher, clock: SetClock
) -> None:
    card = await cards.issue(clerk, new_card(valid_to=date(2026, 11, 22)))
    await cards.letter(clerk, card.id)
    clock.advance(timedelta(days=2))
    await cards.annul(clerk, card.id, "error")
    assert [one.annulled_at for one in (await cards.life(clerk, card.id)).credentials] == [None]


async def test_a_full_list_is_followed_by_the_next(
    cards: Cards,
    phones: Phones,
    clerk: Actor,
    card: Card,
    new_phone: Callable[[], Phone],
    database: Database,
    publisher: Publisher,
    watcher: Watcher,
    holder: StatusLists,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await publisher.start()
    await cards.letter(clerk, card.id)
    ((taken),) = (await cards.life(clerk, card.id)).credentials
    drawn = iter([taken.status_idx] * mint.DRAWS)
    monkeypatch.setattr(mint.secrets, "randbelow", lambda size: next(drawn, 7))
    activation = await cards.new_activation(clerk, card.id)
    issued = await phones.activate(new_phone(), activation.code or "", "T")
    assert issued.credential
    newest = (await cards.life(clerk, card.id)).credentials[-1]
    assert (newest.status_list, newest.status_idx) == (2, 7)
    await watcher.look()
    await watcher.look()
    await watcher.look()
    assert holder.current(2) is not None
    assert [state.list for state in await Lists(database).states()] == [1, 2]


async def test_only_the_index_of_what_ended_unannulled_is_drawn_again(
    cards: Cards,
    clerk: Actor,
    new_card: New,
    publisher: Publisher,
    database: Database,
    clock: SetClock,
    read: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """I2: a list of four places, drawn in turn; one annulled and ended, one ended, one living, one annulled and living."""
    turn = itertools.cycle(range(4))
    monkeypatch.setattr(mint.secrets, "randbelow", lambda _: next(turn))
    ended, living = {"valid_to": date(2026, 11, 22)}, {}
    issued = [await cards.issue(clerk, new_card(**life)) for life in (ended, ended, living, living)]

    async def places() -> list[tuple[int, int | None]]:
        copies = [copy for card in issued for copy in (await cards.life(clerk, card.id)).credentials]
        return [(copy.status_list, copy.status_idx) for copy in copies]

    async def another() -> None:
        issued.append(await cards.issue(clerk, new_card()))
        await cards.letter(clerk, issued[-1].id)

    for card in issued:
        await cards.letter(clerk, card.id)
    for card in (issued[0], issued[3]):
        await cards.annul(clerk, card.id, "misuse")
    await publisher.start()
    assert await places() == [(1, 0), (1, 1), (1, 2), (1, 3)]
    # The day ends at 00:00 UTC, and all servers agree that it has an hour later.
    clock.set(datetime(2026, 11, 23, 0, 59, 59, tzinfo=UTC))
    await publisher.publish_due()
    await another()
    assert await places() == [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0)]
    clock.advance(timedelta(hours=1))
    await publisher.publish_due()
    await another()
    await another()
    assert await places() == [(1, 0), (1, None), (1, 2), (1, 3), (2, 0), (1, 1), (2, 2)]
    # Who ended cannot be annulled any more, and the lists say what they said.
    await cards.annul(clerk, issued[1].id, "misuse")
    clock.advance(timedelta(hours=1))
    await publisher.publish_due()
    published = await Lists(database).published(1)
    assert published is not None
    read_list = await read(published.body)  # type: ignore[misc]
    assert [index for index in range(LIST_SIZE) if read_list.annulled(index)] == [0, 3]


async def test_bits_stand_where_the_format_says() -> None:
    """Token Status List, section 4: entry 0 is the lowest bit of byte 0; its example of sixteen."""
    array = bits([0, 3, 4, 5, 7, 8, 9, 13, 15])
    assert array[:2] == bytes([0xB9, 0xA3])
    assert len(array) * 8 == lists.LIST_SIZE


async def test_status_show_prints_what_is_published(
    database_url: str, publisher: Publisher, cards: Cards, clerk: Actor, card: Card
) -> None:
    async def show() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "goda", "status", "show"]
        environment = {"GODA_DATABASE": database_url, "PATH": ""}
        return await asyncio.to_thread(
            subprocess.run, command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    empty = await show()
    assert (empty.returncode, empty.stdout) == (1, "")
    await cards.letter(clerk, card.id)
    await publisher.start()
    await cards.annul(clerk, card.id, "misuse")
    assert "0 annulled, newly annulled ones waiting, version 1" in (await show()).stdout
    await publisher.publish_due()
    shown = await show()
    assert shown.stdout.startswith("list 1: iat 1795")
    assert "1 annulled, version 2" in shown.stdout
    assert "bytes (gzip" in shown.stdout
    assert shown.returncode == (1 if "PAST ITS END" in shown.stdout else 0)
