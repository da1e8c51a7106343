"""Rights that end by themselves: the family is told 30 days before, once, whatever happens meanwhile (D-3)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from goda.audit import SYSTEM
from goda.kernel.ids import new_id
from goda.rechecks.model import RIGA
from goda.rechecks.store import LEASE
from simulators.world.events import EndOfStudy, Study

pytestmark = pytest.mark.anyio
THREE = "three-children"
STUDENT = "student-finishes-in-june"
DISABILITY = "disability-ends-tomorrow"


def stand_at(office, day, hours=12):
    office.clock.set(datetime(day.year, day.month, day.day, hours, tzinfo=RIGA))


async def test_the_family_is_told_thirty_days_before_and_once(office):
    family, _ = await office.granted(THREE)
    right = await office.right(family)
    last = min(right.valid_to, right.turns_on or right.valid_to)
    stand_at(office, last - timedelta(days=31))
    assert (await office.night()).warned == 0
    stand_at(office, last - timedelta(days=30))
    assert (await office.night()).warned == 1
    for _ in range(3):
        assert (await office.days(1)).warned == 0
    assert (await office.kinds(family.id)).count("ending") == 1
    (told,) = [one for one in await office.notices.messages(family.actor, family.id, "en") if one.kind == "ending"]
    assert str(last.year) in told.text[0]
    assert any("renewal" in paragraph for paragraph in told.text)


async def test_after_the_last_day_the_right_is_over_and_the_card_has_expired(office):
    family, _ = await office.granted(THREE)
    right = await office.right(family)
    stand_at(office, right.valid_to)
    assert (await office.night()).ended == 0
    stand_at(office, right.valid_to + timedelta(days=1))
    assert (await office.night()).ended == 1
    assert (await office.days(1)).ended == 0
    right = await office.right(family)
    assert right.cause == "expired"
    assert {state for _, state, _ in await office.states(family)} == {"expired"}
    assert (await office.kinds(family.id)).count("ended") == 1


async def test_a_right_that_ends_tomorrow_is_told_of_in_the_first_night(office):
    first = await office.family(DISABILITY)
    draft = await office.applications.start(first.actor, first.id)
    family, _ = await office.granted(DISABILITY, disability=[str(draft.dependants[0].person)])
    assert (await office.night()).warned == 1
    assert "ending" in await office.kinds(family.id)


async def test_a_family_that_has_renewed_is_not_told_of_the_old_end(office):
    family, application = await office.granted(THREE)
    right = await office.right(family)
    last = min(right.valid_to, right.turns_on or right.valid_to)
    stand_at(office, last - timedelta(days=40))
    draft = await office.applications.start(family.actor, family.id, for_renewal=True)
    await office.applications.submit(family.actor, draft.id, new_id())
    assert (await office.application(draft.id)).state == "checking"
    stand_at(office, last - timedelta(days=20))
    assert (await office.rechecks.now()).warned == 0  # it waits to be decided
    await office.work()
    assert (await office.application(draft.id)).state == "granted"
    assert (await office.night()).warned == 0
    stand_at(office, right.valid_to + timedelta(days=1))
    report = await office.night()
    assert report.ended == 1
    kinds = await office.kinds(family.id)
    assert "ending" not in kinds
    assert "ended" not in kinds
    assert application.id != draft.id


async def test_a_known_end_that_has_passed_is_asked_about_before_anybody_concludes_anything(office):
    """A student whose course has ended: does another one follow?"""
    family, _ = await office.granted(STUDENT)
    right = await office.right(family)
    assert right.turns_on is not None
    assert right.turns_on < right.valid_to
    student = office.code(STUDENT)
    stand_at(office, right.turns_on + timedelta(days=1))
    office.state.world.find(student).enrolments[0].ends = right.turns_on + timedelta(days=300)  # no line of a feed
    report = await office.night()
    assert (report.asked, report.stand, report.cases) == (1, 1, 0)
    assert (await office.right(family)).turns_on > right.turns_on
    assert await office.recheck(family) is None
    assert (await office.days(1)).asked == 0


async def test_a_known_end_that_is_true_is_a_case(office):
    family, _ = await office.granted(STUDENT)
    right = await office.right(family)
    stand_at(office, right.turns_on + timedelta(days=1))
    office.happen(EndOfStudy(personal_code=office.code(STUDENT)))
    assert (await office.night()).cases == 1
    assert {state for _, state, _ in await office.states(family)} == {"valid"}
    assert (await office.days(1)).asked == 0


async def test_an_end_that_is_put_off_is_told_of_again_when_it_comes(office):
    family, _ = await office.granted(STUDENT)
    right = await office.right(family)
    stand_at(office, right.turns_on - timedelta(days=10))
    assert (await office.night()).warned == 1
    student = office.code(STUDENT)
    office.happen(EndOfStudy(personal_code=student))
    office.happen(Study(personal_code=student, ends=right.turns_on + timedelta(days=90)))
    assert (await office.days(1)).warned == 0
    later = (await office.right(family)).turns_on
    assert later > right.turns_on
    stand_at(office, later - timedelta(days=5))
    assert (await office.night()).warned == 1
    assert (await office.kinds(family.id)).count("ending") == 2


class Killed(BaseException):
    """Nothing of ours catches it: the process is gone."""


EDGES = (THREE, STUDENT, "one-parent", "spouses-children", "own-card-at-seven", "turns-18-today")


async def test_a_kill_at_any_point_warns_nobody_twice_and_forgets_nobody(office, monkeypatch):
    families = [(await office.granted(edge))[0] for edge in EDGES]
    rights = [await office.right(family) for family in families]
    office.clock.set(office.clock.now() + timedelta(days=400))
    for right in rights:  # all of them end in ten days
        day = office.clock.now().date() + timedelta(days=10)
        async with office.db.transaction():
            await office.db.rows(
                "UPDATE entitlement SET valid_to = {}, turns_on = {} WHERE id = {}", day, day, right.id
            )
    sent = office.notices.send
    for after in (0, 1, 0, 2):
        left = [after]

        async def dying(*args, left=left, **more):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return await sent(*args, **more)

        monkeypatch.setattr(office.notices, "send", dying)
        with pytest.raises(BaseException) as died:
            await office.new_rechecks().now()
        assert (
            died.group_contains(Killed)
            if isinstance(died.value, BaseExceptionGroup)
            else isinstance(died.value, Killed)
        )
        monkeypatch.setattr(office.notices, "send", sent)
        office.clock.advance(LEASE + timedelta(seconds=1))
    await office.new_rechecks().now()
    assert [(await office.kinds(family.id)).count("ending") for family in families] == [1] * len(families)


async def test_a_night_that_is_cut_off_between_any_two_turns_goes_on(office):
    families = [(await office.granted(edge))[0] for edge in (THREE, STUDENT)]
    office.happen(EndOfStudy(personal_code=office.code(STUDENT)))
    async with office.db.transaction():
        await office.rechecks._store.begin(office.clock.now())
    turns = 0
    while True:
        turn = await office.new_rechecks()._night.turn(new_id())  # each turn by another process, the one before is gone
        office.clock.advance(LEASE + timedelta(seconds=1))
        turns += 1
        if turn == "over":
            break
        assert turns < 50
    assert await office.recheck(families[1]) is not None
    assert await office.recheck(families[0]) is None


async def test_there_is_one_night_at_a_time(office):
    await office.granted(THREE)
    async with office.db.transaction():
        await office.rechecks._store.begin(office.clock.now())
    first, second = new_id(), new_id()
    assert await office.rechecks._night.turn(first) == "more"
    assert await office.new_rechecks()._night.turn(second) == "elsewhere"
    assert await office.rechecks._night.turn(first) == "more"
    office.clock.advance(LEASE + timedelta(seconds=1))
    assert await office.new_rechecks()._night.turn(second) == "more"


async def test_the_nightly_job_comes_at_three_and_puts_the_next_night_there(office):
    async with office.rechecks.scheduled():
        pass
    async with office.new_rechecks().scheduled():  # another server starts
        pass
    (waiting,) = await office.jobs("recheck.night")
    assert waiting["due"].astimezone(RIGA).hour == 3
    family, _ = await office.granted(THREE)
    assert len(await office.jobs("recheck.night")) == 1
    office.clock.set(waiting["due"])
    await office.work()
    (following,) = await office.jobs("recheck.night")
    assert following["due"] == waiting["due"] + timedelta(days=1)
    run = await office.rechecks._store.run()
    assert run.ended_at is not None
    assert await office.jobs("recheck.slice") == []
    await office.unharmed(family)


async def test_a_family_can_be_asked_about_at_once(office):
    family, application = await office.granted(THREE)
    (judged,) = await office.rechecks.family(application.family)
    assert judged.verdict == "stands"
    assert {register for register, _ in office.asked()} == {"fpr", "ugf"}
    assert await office.rechecks.family(UUID(int=1)) == ()
    await office.unharmed(family)


async def test_what_a_night_did_is_on_record(office):
    family, _ = await office.granted(THREE)
    right = await office.right(family)
    stand_at(office, min(right.valid_to, right.turns_on or right.valid_to) - timedelta(days=3))
    await office.night()
    rows = await office.db.rows("SELECT body FROM audit_record ORDER BY position")
    told = b"\n".join(bytes(row["body"]) for row in rows)
    assert b'"right.warned"' in told
    assert b'"recheck.feed"' in told
    assert b'"ground":"recheck"' in told
    assert SYSTEM.kind.encode() in told
