"""Slow registers: a check ends in order before the outbox would end it, keeps what has answered and asks for the rest later (D-2, R-96)."""

import asyncio
from datetime import timedelta

import pytest

from goda.decisions import checking

pytestmark = pytest.mark.anyio


@pytest.fixture
def patient(office, monkeypatch):
    """Each question may take longer than all of them together."""
    monkeypatch.setattr(office.client, "_total", 20.0)
    monkeypatch.setattr(checking, "ALL_SECONDS", 1.0)


@pytest.mark.usefixtures("patient")
async def test_what_answers_in_time_is_kept_and_the_rest_is_asked_by_the_next_try(office):
    _, application = await office.submitted()
    office.switch("ugf", "silent")
    async with asyncio.timeout(10):
        await office.work()
    assert (await office.application(application.id)).state == "case"
    assert (await office.case(application.id)).why == ("silent",)
    (job,) = await office.jobs("application")
    assert not job["dead"]
    told = await office.registers.facts_told(application.family)
    assert {one.trouble for one in told if one.source.value == "ugf"} == {"slow"}
    assert {one.trouble for one in told if one.source.value == "fpr"} == {None}
    office.mend()
    await office.later(minutes=2)
    assert (await office.application(application.id)).state == "granted"


async def test_an_answer_of_years_ago_does_not_stand_in_for_one_there_was_no_time_for(office, monkeypatch):
    family, _ = await office.granted()
    office.clock.advance(timedelta(days=300))
    renewal = await office.applications.start(family.actor, family.id, for_renewal=True)
    await office.applications.submit(family.actor, renewal.id, renewal.id)
    with monkeypatch.context() as hurry:
        hurry.setattr(checking, "ALL_SECONDS", 0.0)
        await office.work()
    assert (await office.application(renewal.id)).state == "case"
    await office.later(minutes=2)
    assert (await office.application(renewal.id)).state == "granted"
