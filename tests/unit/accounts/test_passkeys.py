"""A passkey made after a state login signs the same person in, and nobody else (experience.md, security.md)."""

import asyncio
from datetime import timedelta

import pytest

from goda.accounts.errors import NoSuchKey, TooManyKeys
from goda.accounts.model import MOST_KEYS, SUBJECT
from goda.audit import Actor
from goda.kernel.errors import Invalid
from goda.kernel.ids import new_id
from goda.web.errors import SignInNeeded
from goda.web.passkeys import PasskeyKnown, PasskeyRefused

pytestmark = pytest.mark.anyio


async def added(accounts, person, key, name="Telefons"):
    return await accounts.finish_key(person, key.make(await accounts.begin_key(person, "Anna Siliņa")), name)


async def test_a_key_is_asked_to_be_discoverable_and_to_know_its_user(accounts, person):
    options = await accounts.begin_key(person, "Anna Siliņa")
    choice = options["authenticatorSelection"]
    assert (choice["residentKey"], choice["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    used = await accounts.begin_key_sign_in()
    assert used["userVerification"] == "required"
    assert not used.get("allowCredentials"), "nobody learns who has a key"


async def test_a_key_signs_its_person_in(accounts, person, new_key):
    key = new_key()
    made = await added(accounts, person, key)
    assert await accounts.finish_key_sign_in(key.use(await accounts.begin_key_sign_in())) == person.id
    (kept,) = await accounts.keys(person)
    assert (kept.id, kept.name) == (made.id, "Telefons")
    assert kept.last_used_at is not None


async def test_a_key_that_verified_nobody_is_refused_when_made_and_when_used(accounts, person, new_key):
    with pytest.raises(PasskeyRefused):
        await added(accounts, person, new_key(verified=False))
    key = new_key()
    await added(accounts, person, key)
    key.verified = False
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key_sign_in(key.use(await accounts.begin_key_sign_in()))


@pytest.mark.parametrize("wrong", [{"origin": "http://localhost:8001"}, {"rp_id": "evil.example"}])
async def test_a_key_of_another_site_is_refused(accounts, person, new_key, wrong):
    with pytest.raises(PasskeyRefused):
        await added(accounts, person, new_key(**wrong))


async def test_an_answer_serves_once_and_for_five_minutes(accounts, person, new_key, clock):
    key = new_key()
    await added(accounts, person, key)
    answer = key.use(await accounts.begin_key_sign_in())
    await accounts.finish_key_sign_in(answer)
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key_sign_in(answer)
    late = key.use(await accounts.begin_key_sign_in())
    clock.advance(timedelta(minutes=5))
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key_sign_in(late)


async def test_a_challenge_for_one_person_makes_no_key_for_another(accounts, person, new_key):
    options = await accounts.begin_key(person, "Anna Siliņa")
    other = Actor(kind="person", id=new_id())
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key(other, new_key().make(options), "Svešs")


async def test_a_challenge_for_signing_in_makes_no_key(accounts, person, new_key):
    used = await accounts.begin_key_sign_in()
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key(person, new_key().make(used), "Telefons")


async def test_a_copied_key_whose_counter_goes_back_is_refused(accounts, person, new_key):
    key = new_key()
    await added(accounts, person, key)
    await accounts.finish_key_sign_in(key.use(await accounts.begin_key_sign_in()))
    key.count -= 1
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key_sign_in(key.use(await accounts.begin_key_sign_in()))


async def test_the_same_key_cannot_be_added_twice_not_even_by_two_people(accounts, person, new_key):
    key = new_key()
    await added(accounts, person, key)
    for who in (person, Actor(kind="person", id=new_id())):
        with pytest.raises(PasskeyKnown):
            await added(accounts, who, key)


async def test_a_removed_key_signs_nobody_in_and_only_its_person_removes_it(accounts, person, new_key):
    key = new_key()
    made = await added(accounts, person, key)
    with pytest.raises(NoSuchKey):
        await accounts.remove_key(Actor(kind="person", id=new_id()), made.id)
    await accounts.remove_key(person, made.id)
    with pytest.raises(NoSuchKey):
        await accounts.remove_key(person, made.id)
    with pytest.raises(PasskeyRefused):
        await accounts.finish_key_sign_in(key.use(await accounts.begin_key_sign_in()))
    with pytest.raises(PasskeyKnown):
        await added(accounts, person, key)
    assert await accounts.keys(person) == []


async def test_nobody_needs_more_than_ten_keys(accounts, person, new_key):
    for number in range(MOST_KEYS):
        await added(accounts, person, new_key(), f"Atslēga {number}")
    with pytest.raises(TooManyKeys):
        await added(accounts, person, new_key())


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "x\u202ey"])
async def test_a_name_that_is_none_is_said_before_the_key_is_used_up(accounts, person, new_key, name):
    options = await accounts.begin_key(person, "Anna Siliņa")
    answer = new_key().make(options)
    with pytest.raises(Invalid):
        await accounts.finish_key(person, answer, name)
    assert (await accounts.finish_key(person, answer, "Telefons")).name == "Telefons"


async def test_its_name_does_not_stand_open_in_the_database(accounts, person, new_key, database):
    await added(accounts, person, new_key(), "Annas telefons")
    (row,) = await database.rows("SELECT name FROM person_passkey")
    assert b"Annas" not in bytes(row["name"])


async def test_only_a_signed_in_person_has_keys(accounts):
    for actor in (Actor(kind="anonymous"), Actor(kind="staff", id=new_id(), role="lead"), Actor(kind="person")):
        with pytest.raises(SignInNeeded):
            await accounts.keys(actor)
        with pytest.raises(SignInNeeded):
            await accounts.begin_key(actor, "x")


async def test_keys_follow_their_person_when_two_records_become_one_and_the_sessions_of_the_other_end(
    accounts, person, new_key, sessions, database
):
    key = new_key()
    await added(accounts, person, key)
    await accounts.enter(person.id, by="passkey")
    kept = new_id()
    await accounts.rehome(kept, person.id)
    assert await sessions.close_all(SUBJECT, person.id) == 0
    assert await accounts.finish_key_sign_in(key.use(await accounts.begin_key_sign_in())) == kept
    assert len(await accounts.keys(Actor(kind="person", id=kept))) == 1


async def test_an_answer_sent_twice_at_once_signs_in_once(accounts, person, new_key):
    key = new_key()
    await added(accounts, person, key)
    answer = key.use(await accounts.begin_key_sign_in())
    done = await asyncio.gather(*(accounts.finish_key_sign_in(answer) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["PasskeyRefused"] * 3 + ["UUID"]
