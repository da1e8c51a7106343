"""The server dies at any step: nothing is half done, and the outbox goes on by itself (I3, I4)."""

from datetime import timedelta

import pytest

from goda.audit import SYSTEM
from goda.db.engine import GodaEngine, Transaction

pytestmark = pytest.mark.anyio


class Killed(BaseException):
    """The process is gone."""


class Killer:
    """Kills at the statement that is the n-th from now: before it, or at a commit just after it was acknowledged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, engine: GodaEngine) -> None:
        self.left: int | None = None
        run, alone, end = Transaction.run, type(engine).run_alone, type(engine).end

        async def killed_run(transaction, sql, args=()):
            self.step()
            return await run(transaction, sql, args)

        async def killed_alone(engine, sql, args):
            self.step()
            return await alone(engine, sql, args)

        async def killed_end(engine, link, *, keep):
            await end(engine, link, keep=keep)
            if keep:
                self.step()

        monkeypatch.setattr(Transaction, "run", killed_run)
        monkeypatch.setattr(type(engine), "run_alone", killed_alone)
        monkeypatch.setattr(type(engine), "end", killed_end)

    def step(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            raise Killed

    async def kill_at(self, step: int, office) -> bool:
        """Work until the n-th step from now and die there; False if all was done before."""
        self.left = step
        try:
            await office.work()
        except Killed:
            return True
        finally:
            self.left = None
        return False

    async def restart(self, office) -> None:
        """The leases of the dead run out; how often is not what is tried here."""
        office.clock.advance(timedelta(seconds=61))
        await office.db.rows("UPDATE job SET tries = 0 WHERE tries > 2")


async def whole(office, application) -> bool:
    """Whether a decision was carried out; with all that belongs to it, or nothing of it."""
    found = await office.application(application.id)
    decided = [one for one in await office.decisions.of_application(SYSTEM, application.id) if one.state == "made"]
    cards = await office.cards.cards_of(SYSTEM, application.family)
    rights = await office.decisions.entitlements_of(SYSTEM, application.applicant)
    papers = await office.db.rows("SELECT decision FROM decision_paper")
    told = [one for one in await office.kinds(application.applicant) if one in ("granted", "refused")]
    done = found.state in ("granted", "refused")
    assert len(decided) == len(papers) == len(told) == (1 if done else 0)
    assert len(cards) == len(rights) == (1 if found.state == "granted" else 0)
    return done


@pytest.fixture
def killer(monkeypatch, office) -> Killer:
    return Killer(monkeypatch, office.db.engine)


@pytest.mark.parametrize("offset", range(2))
async def test_an_application_is_granted_once_however_often_the_server_dies(office, killer, offset):
    _, application = await office.submitted()
    step, deaths = 1 + offset, 0
    while await killer.kill_at(step, office):
        deaths += 1
        await whole(office, application)
        step += 6
        await killer.restart(office)
    assert deaths > 12
    assert await whole(office, application)
    assert await office.jobs("application") == await office.jobs("decision") == []
    assert (await office.audit.verify()).whole


async def test_a_refusal_is_sent_once_however_often_the_server_dies(office, killer, clerk, words):
    _, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    await office.decisions.decide(clerk, case.id, words("refuse"))
    office.clock.advance(timedelta(minutes=2))
    step = 1
    while await killer.kill_at(step, office):
        await whole(office, application)
        step += 3
        await killer.restart(office)
    assert await whole(office, application)
    assert (await office.case(application.id)).state == "closed"


async def test_deciding_leaves_all_or_nothing(office, killer, clerk, words):
    """A decision without its job would wait for ever."""
    _, application = await office.submitted("two-children")
    await office.work()
    case = await office.case(application.id)
    new = words("refuse")
    step = 1
    while True:
        killer.left = step
        try:
            await office.decisions.decide(clerk, case.id, new)
        except Killed:
            killer.left = None
            held = await office.decisions.of_application(SYSTEM, application.id)
            assert len(held) == len(await office.jobs("decision"))
            step += 1
        else:
            break
        finally:
            killer.left = None
    assert step > 15
    assert len(await office.jobs("decision")) == 1


async def test_a_signer_that_is_away_delays_and_loses_nothing(office, clerk):
    """Signing fails: it is tried again; for long, a person sees it; and when the signer is back it goes on by itself."""
    _, application = await office.submitted()
    office.signer.fails = 10_000
    await office.work()
    for _ in range(12):
        await office.later(minutes=5)
    assert (await office.application(application.id)).state == "case"
    (item,) = await office.decisions.queue(clerk)
    assert "failed" in item.case.why
    assert [job for job in await office.jobs("decision") if not job["dead"]]
    office.signer.fails = 0
    await office.later(minutes=16)
    assert (await office.application(application.id)).state == "granted"
    assert await office.decisions.queue(clerk) == ()


async def test_a_stuck_grant_of_the_machine_can_be_taken_over_by_a_person(office, clerk, words):
    _, application = await office.submitted()
    office.signer.fails = 10_000
    await office.work()
    (decision,) = await office.decisions.of_application(SYSTEM, application.id)
    await office.decisions.undo(clerk, decision.id)
    case = await office.case(application.id)
    assert (case.state, "undone" in case.why) == ("open", True)
    office.signer.fails = 0
    draft = await office.decisions.draft(clerk, case.id, "grant")
    await office.decisions.decide(clerk, case.id, draft)
    await office.later(minutes=2)
    assert await whole(office, application)
