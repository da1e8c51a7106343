"""What staff do with cards: issued once, visible through who is asking, annulled for good, every copy of them."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from goda.audit import ANONYMOUS, SYSTEM, Actor, Audit
from goda.cards import errors, wire
from goda.cards.form import read
from goda.cards.model import Card, IssueCard, Reach
from goda.cards.numbers import show_number
from goda.cards.phones import Phone, Phones
from goda.cards.service import Cards
from goda.db.database import Database
from goda.db.errors import IntegrityBroken
from goda.db.vault import Vault
from goda.kernel.clock import SetClock
from goda.kernel.errors import Invalid, Refused
from godakeys import ceremony
from godakeys.local import LocalSigner, read_keyring

pytestmark = pytest.mark.anyio
New = Callable[..., IssueCard]
TODAY = date(2026, 11, 22)


async def test_an_issued_card_has_a_number_and_clean_names_and_is_found_by_both_ways(
    cards: Cards, clerk: Actor, new_card: New
) -> None:
    new = new_card(names=("  Jānis   Bērziņš ", "A\u0304da Bērziņa"))
    card = await cards.issue(clerk, new)
    assert card.names == ("Jānis Bērziņš", "Āda Bērziņa")
    assert card.state == "valid"
    assert await cards.by_number(clerk, show_number(card.number).lower()) == card
    assert await cards.cards_of(clerk, new.family) == (card,)


async def test_the_same_form_sent_twice_makes_one_card(cards: Cards, clerk: Actor, new_card: New) -> None:
    new = new_card()
    assert await cards.issue(clerk, new) == await cards.issue(clerk, new)
    assert len(await cards.cards_of(clerk, new.family)) == 1


@pytest.mark.parametrize(
    "actor", [ANONYMOUS, Actor(kind="device", id=uuid4()), Actor(kind="staff", id=uuid4(), role="auditor")]
)
async def test_only_clerks_and_leads_work_with_cards(
    cards: Cards, clerk: Actor, card: Card, new_card: New, actor: Actor
) -> None:
    for use_case in (
        cards.issue(actor, new_card()),
        cards.annul(actor, card.id, "misuse"),
        cards.new_activation(actor, card.id),
        cards.letter(actor, card.id),
    ):
        with pytest.raises(Refused):
            await use_case
    for look in (cards.life(actor, card.id), cards.by_number(actor, card.number)):
        with pytest.raises(errors.NoSuchCard):
            await look
    assert await cards.cards_of(actor, card.family) == ()


async def test_another_validity_than_proposed_needs_a_reason(cards: Cards, clerk: Actor, new_card: New) -> None:
    """D-3."""
    changed = new_card(valid_to=TODAY + timedelta(days=100), proposal=TODAY + timedelta(days=364))
    with pytest.raises(Invalid) as refused:
        await cards.issue(clerk, changed)
    assert isinstance(refused.value.fields["reason"], errors.ReasonNeeded)
    card = await cards.issue(clerk, new_card(valid_to=TODAY, proposal=None, reason=" Pārceļas "))
    assert (await cards.life(clerk, card.id)).reason == "Pārceļas"


async def test_days_out_of_order_or_past_are_refused(cards: Cards, clerk: Actor, new_card: New) -> None:
    for valid_from, valid_to, field, error in (
        (TODAY, TODAY - timedelta(days=1), "validTo", errors.DaysOutOfOrder),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), "validTo", errors.PastAlready),
        (TODAY + timedelta(days=400), TODAY + timedelta(days=500), "validFrom", errors.TooFarAhead),
    ):
        with pytest.raises(Invalid) as refused:
            await cards.issue(clerk, new_card(valid_from=valid_from, valid_to=valid_to))
        assert isinstance(refused.value.fields[field], error)


async def test_names_that_cannot_be_scanned_say_which_to_drop(cards: Cards, clerk: Actor, new_card: New) -> None:
    import random

    letters = random.Random(1)
    long = tuple("".join(letters.choices("aābcčdeēfgģhiījkķlļmnņoprsštuūvzž", k=59)).title() for _ in range(6))
    preview = cards.preview(long)
    assert not preview.fits
    with pytest.raises(Invalid) as refused:
        await cards.issue(clerk, new_card(names=long))
    problem = refused.value.fields["names"]
    assert isinstance(problem, errors.NamesTooLong)
    assert preview.drop
    assert problem.params["drop"] == ", ".join(preview.drop)
    kept = long[: 6 - len(preview.drop)]
    assert cards.preview(kept).fits
    assert (await cards.issue(clerk, new_card(names=kept))).names == kept


@pytest.mark.parametrize("names", [(), ("Anna",) * 7, ("An\u202ena",), ("",), ("x" * 61,)])
async def test_names_the_format_forbids_are_refused(
    cards: Cards, clerk: Actor, new_card: New, names: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as refused:
        await cards.issue(clerk, new_card(names=names))
    assert refused.value.fields


async def test_the_letter_can_be_printed_again_while_its_code_lives(
    cards: Cards, clerk: Actor, card: Card, clock: SetClock
) -> None:
    first = await cards.letter(clerk, card.id)
    assert await cards.letter(clerk, card.id) == first
    token = wire.unpack(first.print_digits)
    claims = read(wire.read(token)).claims
    assert claims.names == card.names
    assert claims.exp == card.ends
    assert claims.vct.endswith("/vct/print-1")
    clock.advance(timedelta(days=31))
    later = await cards.letter(clerk, card.id)
    assert later.activation_code != first.activation_code
    assert later.print_digits == first.print_digits


async def test_a_print_for_an_ordinary_family_packs_into_version_9(cards: Cards, clerk: Actor, card: Card) -> None:
    from goda.cards import qr

    assert qr.print_version((await cards.letter(clerk, card.id)).print_digits) <= 9


async def test_a_lost_letter_gets_a_new_print_and_the_old_one_is_annulled(
    cards: Cards, clerk: Actor, card: Card
) -> None:
    first = await cards.letter(clerk, card.id)
    (printed,) = (await cards.life(clerk, card.id)).credentials
    await cards.annul_credential(clerk, printed.id, "lost")
    second = await cards.letter(clerk, card.id)
    assert second.print_digits != first.print_digits
    assert second.activation_code != first.activation_code  # the lost letter carried it
    old, new = (await cards.life(clerk, card.id)).credentials
    assert (old.cause, new.cause) == ("lost", None)
    assert old.status_idx != new.status_idx
    with pytest.raises(errors.CredentialAnnulled):
        await cards.annul_credential(clerk, printed.id, "lost")


async def test_a_print_whose_key_was_compromised_is_not_printed_again(
    cards: Cards, clerk: Actor, card: Card, keys_folder: Path, clock: SetClock
) -> None:
    """No till takes what that key signed: the same letter again would be a dead one."""
    first = wire.unpack((await cards.letter(clerk, card.id)).print_digits)
    ceremony.compromise(keys_folder, read(wire.read(first)).header.kid, int(clock.now().timestamp()))
    second = wire.unpack((await cards.letter(clerk, card.id)).print_digits)
    assert read(wire.read(second)).header.kid != read(wire.read(first)).header.kid
    assert wire.unpack((await cards.letter(clerk, card.id)).print_digits) == second


async def test_a_phone_whose_key_at_the_fund_was_compromised_renews_at_once(
    cards: Cards,
    phones: Phones,
    clerk: Actor,
    card: Card,
    new_phone: Callable[[], Phone],
    keys_folder: Path,
    clock: SetClock,
) -> None:
    """Also within the hour in which a renewal is answered with the same credential."""
    phone = new_phone()
    first = await phones.activate(phone, (await cards.new_activation(clerk, card.id)).code or "", "Telefons")
    assert (await phones.renew(phone)).credential == first.credential
    (kid,) = {key.kid for key in read_keyring(keys_folder).keys if (key.use, key.state) == ("wallet", "active")}
    ceremony.compromise(keys_folder, kid, int(clock.now().timestamp()))
    assert (await phones.renew(phone)).credential != first.credential


async def test_a_lost_phone_is_removed_also_after_its_credential_has_ended(
    cards: Cards, phones: Phones, clerk: Actor, card: Card, new_phone: Callable[[], Phone], clock: SetClock
) -> None:
    """It could fetch the next one whenever its finder opens it."""
    phone = new_phone()
    await phones.activate(phone, (await cards.new_activation(clerk, card.id)).code or "", "Telefons")
    (credential,) = (await cards.life(clerk, card.id)).credentials
    clock.advance(timedelta(days=46))
    assert not credential.live(clock.now())
    await cards.annul_credential(clerk, credential.id, "lost")
    with pytest.raises(errors.DeviceRemoved):
        await phones.renew(phone)
    with pytest.raises(errors.CredentialAnnulled):
        await cards.annul_credential(clerk, credential.id, "lost")


async def test_a_print_of_a_three_year_card_ends_with_it(cards: Cards, clerk: Actor, new_card: New) -> None:
    """Three years from today hold a leap day: the paper must not end a day before the card that it stands for."""
    card = await cards.issue(clerk, new_card(valid_to=TODAY + timedelta(days=1095)))
    assert card.valid_to == TODAY.replace(year=TODAY.year + 3) - timedelta(days=1)
    assert (await cards.letter(clerk, card.id)).print_ends == card.valid_to


async def test_a_print_of_a_long_card_ends_before_its_key(cards: Cards, clerk: Actor, new_card: New) -> None:
    """A card for a disability may last longer than any print key is published."""
    card = await cards.issue(clerk, new_card(valid_to=TODAY + timedelta(days=12 * 365)))
    letter = await cards.letter(clerk, card.id)
    assert letter.print_ends < card.valid_to
    assert letter.print_ends >= TODAY + timedelta(days=1090)


async def test_annulling_a_card_annuls_every_copy_and_is_final(
    cards: Cards, phones: Phones, clerk: Actor, card: Card, new_phone: Callable[[], Phone], audit: Audit
) -> None:
    """I1, R-56."""
    letter = await cards.letter(clerk, card.id)
    await phones.activate(new_phone(), letter.activation_code, "Annas telefons")
    spare = await cards.new_activation(clerk, card.id)
    annulled = await cards.annul(clerk, card.id, "criteria-lost", "Iesniegums 5-3/12")
    assert (annulled.state, annulled.cause) == ("annulled", "criteria-lost")
    life = await cards.life(clerk, card.id)
    assert {one.cause for one in life.credentials} == {"card-annulled"}
    assert len(life.credentials) == 2
    assert life.note == "Iesniegums 5-3/12"
    again = await cards.annul(clerk, card.id, "error")
    assert again == annulled
    with pytest.raises(errors.CardAnnulled):
        await cards.letter(clerk, card.id)
    with pytest.raises(errors.CardAnnulled):
        await phones.activate(new_phone(), spare.code or "", "Cits")
    assert (await audit.verify()).whole


async def test_no_credential_is_made_behind_the_back_of_an_annulment(
    cards: Cards, phones: Phones, clerk: Actor, new_card: New, new_phone: Callable[[], Phone]
) -> None:
    """I1: whichever of the two commits first, no live copy of an annulled card is left."""
    for _ in range(6):
        card = await cards.issue(clerk, new_card())
        codes = [(await cards.new_activation(clerk, card.id)).code or "" for _ in range(3)]
        await asyncio.gather(
            *(phones.activate(new_phone(), code, "Telefons") for code in codes),
            cards.annul(clerk, card.id, "misuse"),
            return_exceptions=True,
        )
        life = await cards.life(clerk, card.id)
        assert life.card.state == "annulled"
        assert [one for one in life.credentials if one.annulled_at is None] == []


async def test_an_annulment_waits_for_a_credential_that_is_being_made(
    database: Database,
    audit: Audit,
    vault: Vault,
    held: Any,
    cards: Cards,
    phones: Phones,
    clerk: Actor,
    card: Card,
    new_phone: Callable[[], Phone],
    clock: SetClock,
) -> None:
    """I1: the annulment that meets an unfinished renewal annuls what it makes."""
    phone = new_phone()
    await phones.activate(phone, (await cards.new_activation(clerk, card.id)).code or "", "Telefons")
    clock.advance(timedelta(days=30))
    renewing = asyncio.create_task(Phones(database, audit, vault, held, clock).renew(phone))
    await held.reached.wait()
    annulling = asyncio.create_task(cards.annul(clerk, card.id, "misuse"))
    await asyncio.wait([annulling], timeout=0.3)
    held.go.set()
    await asyncio.gather(renewing, annulling)
    assert [one.cause for one in (await cards.life(clerk, card.id)).credentials] == ["card-annulled"] * 2


async def test_a_card_that_begins_tomorrow_signs_nothing_today(
    cards: Cards, phones: Phones, clerk: Actor, new_card: New, new_phone: Callable[[], Phone], clock: SetClock
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    card = await cards.issue(clerk, new_card(valid_from=tomorrow))
    with pytest.raises(errors.CardNotYet):
        await cards.letter(clerk, card.id)
    activation = await cards.new_activation(clerk, card.id)
    phone = new_phone()
    with pytest.raises(errors.CardNotYet):
        await phones.activate(phone, activation.code or "", "Telefons")
    clock.advance(timedelta(hours=10))  # 22:00 UTC is midnight in Riga
    assert (await phones.activate(phone, activation.code or "", "Telefons")).card.id == card.id


async def test_a_phone_that_takes_up_a_renewed_card_early_has_its_credential_on_the_first_day_by_its_key_alone(
    cards: Cards, phones: Phones, clerk: Actor, new_card: New, new_phone: Callable[[], Phone], clock: SetClock
) -> None:
    """D-3: the new card takes over without a gap, and nothing of it is signed before."""
    card = await cards.issue(clerk, new_card(valid_from=TODAY + timedelta(days=1)))
    person, phone = Actor(kind="person", id=card.holder), new_phone()
    early = await phones.take_up(phone, card.id, "Telefons", person, Reach(person=card.holder))
    assert (early.credential, early.expires) == ("", early.renew_at)
    assert await phones.take_up(phone, card.id, "Telefons", person, Reach(person=card.holder)) == early
    with pytest.raises(errors.CardNotYet):
        await phones.renew(phone)
    assert not (await cards.life(clerk, card.id)).credentials
    clock.advance(timedelta(seconds=early.renew_at - int(clock.now().timestamp())))
    assert (await phones.renew(phone)).credential.endswith("~")


async def test_numbers_and_indices_are_never_used_twice(
    database: Database, cards: Cards, clerk: Actor, card: Card, new_card: New
) -> None:
    """I2: the database itself refuses."""
    await cards.letter(clerk, card.id)
    other = await cards.issue(clerk, new_card())
    await cards.letter(clerk, other.id)
    with pytest.raises(IntegrityBroken):
        await database.rows("UPDATE card SET number = {} WHERE id = {}", card.number, other.id)
    (taken,) = (await cards.life(clerk, card.id)).credentials
    with pytest.raises(IntegrityBroken):
        await database.rows(
            "UPDATE credential SET status_list = {}, status_idx = {} WHERE card = {}",
            taken.status_list,
            taken.status_idx,
            other.id,
        )


async def test_nothing_personal_stands_readable_in_the_rows(
    database: Database, cards: Cards, phones: Phones, clerk: Actor, card: Card, new_phone: Callable[[], Phone]
) -> None:
    letter = await cards.letter(clerk, card.id)
    await phones.activate(new_phone(), letter.activation_code, "Annas sarkanais telefons")
    await cards.annul(clerk, card.id, "misuse", "Slepena piezīme")
    secret = letter.activation_code.replace("-", "")[5:]
    for table in ("card", "activation", "device", "credential", "audit_record", "job"):
        for row in await database.rows(f"SELECT * FROM {table}"):
            for value in row.values():
                text = (
                    bytes(value).decode("latin-1") if isinstance(value, bytes | bytearray | memoryview) else str(value)
                )
                for planted in ("Bērzi", "Bērzi".encode().decode("latin-1"), "sarkanais", "Slepena", secret):
                    assert planted not in text, table


async def test_an_unknown_cause_or_phone_is_refused(cards: Cards, clerk: Actor, card: Card) -> None:
    with pytest.raises(Invalid):
        await cards.annul(clerk, card.id, "because")
    with pytest.raises(errors.NoSuchDevice):
        await cards.new_activation(clerk, card.id, replaces=uuid4())
    with pytest.raises(errors.NoSuchCard):
        await cards.letter(SYSTEM, uuid4())


async def test_a_signer_that_refuses_spends_no_code_and_says_that_it_is_our_trouble(
    database: Database,
    audit: Audit,
    vault: Vault,
    keys_folder: Path,
    cards: Cards,
    phones: Phones,
    clerk: Actor,
    card: Card,
    new_phone: Callable[[], Phone],
    clock: SetClock,
) -> None:
    spent = LocalSigner.open(
        keys_folder,
        "a passphrase for tests only",
        "https://3plus.example",
        lambda: int(clock.now().timestamp()),
        cards_per_hour=0,
    )
    code = (await cards.new_activation(clerk, card.id)).code or ""
    phone = new_phone()
    with pytest.raises(errors.CannotSign):
        await Phones(database, audit, vault, spent, clock).activate(phone, code, "Telefons")
    life = await cards.life(clerk, card.id)
    assert (life.devices, life.credentials) == ((), ())
    assert (await phones.activate(phone, code, "Telefons")).credential
