"""Who works here comes in by passkey only, and stops coming in when they leave (R-82)."""

from datetime import timedelta

import pytest

from goda.audit import SYSTEM, Actor
from goda.kernel.clock import SetClock
from goda.kernel.personal_code import parse
from goda.staff.model import (
    LastKey,
    LeadsOnly,
    LinkDead,
    NotYourself,
)
from goda.staff.service import SUBJECT, Staff, actor_of
from goda.web.passkeys import PasskeyKnown, PasskeyRefused
from goda.web.sessions import Sessions

pytestmark = pytest.mark.anyio


async def enrolled(staff: Staff, key, name="Ilze Ozola", role="lead") -> Actor:
    token = (await staff.enrol(name, role)).url.partition("#")[2]
    return actor_of(await staff.finish_first_key(token, key.make(await staff.begin_first_key(token)), "Pirmā"))


async def test_the_link_carries_its_token_behind_the_hash_where_no_server_sees_it(staff: Staff):
    link = await staff.enrol("Ilze Ozola", "lead")
    assert link.url.startswith("http://localhost:8000/console/enrol#")


async def test_a_first_key_signs_in(staff: Staff, new_key):
    key = new_key()
    actor = await enrolled(staff, key)
    member = await staff.finish_sign_in(key.use(await staff.begin_sign_in()))
    assert (member.id, member.role, member.keys) == (actor.id, "lead", 1)


async def test_a_link_works_once(staff: Staff, new_key):
    token = (await staff.enrol("Ilze Ozola", "lead")).url.partition("#")[2]
    await staff.finish_first_key(token, new_key().make(await staff.begin_first_key(token)), "Pirmā")
    with pytest.raises(LinkDead):
        await staff.begin_first_key(token)


async def test_a_link_is_dead_after_a_day(staff: Staff, clock: SetClock):
    token = (await staff.enrol("Ilze Ozola", "lead")).url.partition("#")[2]
    clock.advance(timedelta(hours=24))
    with pytest.raises(LinkDead):
        await staff.begin_first_key(token)


async def test_a_new_link_kills_the_older_one(staff: Staff, new_key):
    lead = await enrolled(staff, new_key())
    old = await staff.enrol("Jānis Kalns", "clerk", by=lead)
    await staff.new_link(old.member, by=lead)
    with pytest.raises(LinkDead):
        await staff.begin_first_key(old.url.partition("#")[2])


async def test_keys_and_sessions_from_before_a_new_link_end_with_its_use(staff: Staff, sessions: Sessions, new_key):
    """They are lost, perhaps to a finder."""
    lost, found = new_key(), new_key()
    lead = await enrolled(staff, new_key())
    clerk = await enrolled(staff, lost, "Jānis Kalns", "clerk")
    await sessions.open(SUBJECT, clerk.id)
    token = (await staff.new_link(clerk.id, by=lead)).url.partition("#")[2]
    assert (await staff.finish_sign_in(lost.use(await staff.begin_sign_in()))).id == clerk.id, "not before it is used"
    await staff.finish_first_key(token, found.make(await staff.begin_first_key(token)), "Jaunā")
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(lost.use(await staff.begin_sign_in()))
    assert await sessions.close_all(SUBJECT, clerk.id) == 0
    assert len(await staff.keys(clerk)) == 1


async def test_a_key_that_verified_nobody_is_refused(staff: Staff, new_key):
    token = (await staff.enrol("Ilze Ozola", "lead")).url.partition("#")[2]
    with pytest.raises(PasskeyRefused):
        await staff.finish_first_key(token, new_key(verified=False).make(await staff.begin_first_key(token)), "Pirmā")
    key = new_key()
    await staff.finish_first_key(token, key.make(await staff.begin_first_key(token)), "Pirmā")
    key.verified = False
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(key.use(await staff.begin_sign_in()))


@pytest.mark.parametrize("wrong", [{"origin": "https://goda.example"}, {"rp_id": "goda.example"}])
async def test_an_answer_made_for_another_site_is_refused(staff: Staff, new_key, wrong):
    key = new_key()
    await enrolled(staff, key)
    for name, value in wrong.items():
        setattr(key, name, value)
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(key.use(await staff.begin_sign_in()))


async def test_an_answer_counts_once_and_for_five_minutes(staff: Staff, new_key, clock: SetClock):
    key = new_key()
    await enrolled(staff, key)
    answer = key.use(await staff.begin_sign_in())
    await staff.finish_sign_in(answer)
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(answer)
    late = key.use(await staff.begin_sign_in())
    clock.advance(timedelta(minutes=5))
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(late)


async def test_a_challenge_for_making_a_key_signs_nobody_in(staff: Staff, new_key):
    key = new_key()
    actor = await enrolled(staff, key)
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(key.use(await staff.begin_key(actor)))


async def test_a_copied_key_is_noticed_by_its_counter(staff: Staff, new_key):
    key = new_key()
    await enrolled(staff, key)
    key.count = 10
    await staff.finish_sign_in(key.use(await staff.begin_sign_in()))
    key.count = 5
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(key.use(await staff.begin_sign_in()))


@pytest.mark.parametrize("answer", [{}, {"rawId": "x"}, {"response": {"clientDataJSON": "bm8"}}, {"response": 7}])
async def test_an_answer_that_is_none_is_refused_like_any_other(staff: Staff, answer):
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(answer)


async def test_the_same_key_is_not_added_twice(staff: Staff, new_key):
    key = new_key()
    actor = await enrolled(staff, key)
    with pytest.raises(PasskeyKnown):
        await staff.finish_key(actor, key.make(await staff.begin_key(actor)), "Otrā")


async def test_the_last_key_stays(staff: Staff, new_key):
    first, second = new_key(), new_key()
    actor = await enrolled(staff, first)
    (only,) = await staff.keys(actor)
    with pytest.raises(LastKey):
        await staff.remove_key(actor, only.id)
    await staff.finish_key(actor, second.make(await staff.begin_key(actor)), "Otrā")
    await staff.remove_key(actor, only.id)
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(first.use(await staff.begin_sign_in()))
    assert (await staff.finish_sign_in(second.use(await staff.begin_sign_in()))).id == actor.id


async def test_who_leaves_is_out_at_once(staff: Staff, sessions: Sessions, new_key):
    key = new_key()
    lead = await enrolled(staff, new_key())
    clerk = await enrolled(staff, key, "Jānis Kalns", "clerk")
    await sessions.open(SUBJECT, clerk.id)
    await staff.end(clerk.id, by=lead)
    assert await staff.find(clerk.id) is None
    assert await sessions.close_all(SUBJECT, clerk.id) == 0
    with pytest.raises(PasskeyRefused):
        await staff.finish_sign_in(key.use(await staff.begin_sign_in()))


async def test_only_a_lead_changes_who_works_here_and_never_ends_themself(staff: Staff, new_key):
    lead = await enrolled(staff, new_key())
    clerk = await enrolled(staff, new_key(), "Jānis Kalns", "clerk")
    with pytest.raises(LeadsOnly):
        await staff.enrol("Vēl Kāds", "lead", by=clerk)
    with pytest.raises(LeadsOnly):
        await staff.end(lead.id, by=clerk)
    with pytest.raises(NotYourself):
        await staff.end(lead.id, by=lead)


async def test_whose_family_it_is_can_be_told_by_their_own_code_alone(staff, database):
    """Of the code only a keyed hash is kept, and a member without one cannot be told apart from anybody's family."""
    own, other = parse("399990-00012"), parse("399990-00020")
    with_code = (await staff.enrol("Ilze Ozola", "clerk", code=own)).member
    without = (await staff.enrol("Jānis Kalns", "clerk")).member
    assert await staff.is_one_of(with_code, [other, own]) is True
    assert await staff.is_one_of(with_code, [other]) is False
    assert await staff.is_one_of(without, [own]) is None
    assert [one.own_code for one in await staff.all(by=SYSTEM)] == [True, False]
    lead = Actor(kind="staff", id=with_code, role="lead")
    await staff.set_own_code(without, other, by=lead)
    assert await staff.is_one_of(without, [other]) is True
    with pytest.raises(LeadsOnly):
        await staff.set_own_code(without, own, by=Actor(kind="staff", id=with_code, role="clerk"))
    kept = str(await database.rows("SELECT own_code, name FROM staff_member"))
    assert own.digits not in kept


async def test_who_left_is_nobodys_relative_and_decides_nothing(staff):
    own = parse("399990-00012")
    member = (await staff.enrol("Ilze Ozola", "clerk", code=own)).member
    await staff.end(member, by=SYSTEM)
    assert await staff.is_one_of(member, [own]) is None
    assert (await staff.names_of([member]))[member] == "Ilze Ozola"
