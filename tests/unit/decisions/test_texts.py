"""Templates of reasons: what they may say, who changes them, and that two colleagues see each other (R-56)."""

import asyncio
from datetime import date

import pytest

from goda.audit import Actor, Audit
from goda.cards.model import CARD_CAUSES
from goda.db.database import Database
from goda.decisions import templates
from goda.decisions.templates import DEFAULTS, filled, places_in, unfilled
from goda.decisions.texts import Filling, NoSuchTemplate, TemplateChanged, Texts, fill
from goda.kernel.clock import SetClock
from goda.kernel.errors import Invalid, Refused
from goda.kernel.ids import new_id
from goda.law import criteria

pytestmark = pytest.mark.anyio


@pytest.fixture
def texts(database: Database, clock: SetClock) -> Texts:
    return Texts(database, Audit(database, clock), clock)


@pytest.fixture
async def leads(database: Database, clock: SetClock) -> list[Actor]:
    """Two who may edit."""
    made = [Actor(kind="staff", id=new_id(), role="lead") for _ in range(2)]
    for number, actor in enumerate(made):
        await database.rows(
            "INSERT INTO staff_member (id, name, role, enrolled_at) VALUES ({}, {}, 'lead', {})",
            actor.id,
            f"Ilze {number}",
            clock.now(),
        )
    return made


@pytest.mark.parametrize("kind", DEFAULTS)
def test_default_has_only_its_own_places_and_reads_without_any_left_open(kind: str) -> None:
    default = DEFAULTS[kind]
    assert set(places_in(default.text)) <= set(default.places) <= set(templates.PLACES)
    done = filled(default.text, {name: f"«{name}»" for name in default.places})
    assert "{" not in done
    assert not unfilled(done)


def test_every_cause_of_annulment_and_every_criterion_of_the_whole_has_its_words() -> None:
    assert {kind.partition(":")[2] for kind in DEFAULTS if kind.startswith("annul:")} == set(CARD_CAUSES)
    of_the_whole = {f"refuse:{one.wording.name}" for one, _ in criteria.WHOLE}
    assert of_the_whole == {kind for kind in DEFAULTS if kind.startswith("refuse:")}


async def test_criterion_without_words_of_its_own_is_refused_in_general_ones(texts: Texts) -> None:
    assert (await texts.of("refuse:is_in_custody")).kind == "refuse"
    with pytest.raises(NoSuchTemplate):
        await texts.of("annul:boredom")
    with pytest.raises(NoSuchTemplate):
        await texts.of("")


async def test_edit_is_a_new_version_beside_the_default(texts: Texts, leads: list[Actor], clock: SetClock) -> None:
    before = await texts.of("extend")
    assert (before.version, before.edited_by) == (0, None)
    after = await texts.edit(leads[0], "extend", "Vajadzīgs laiks līdz {līdz}\r\n\r\nPaldies!  ", 0)
    assert after.text == "Vajadzīgs laiks līdz {līdz}\n\nPaldies!"
    assert (after.version, after.edited_by, after.edited_at) == (1, leads[0].id, clock.now())
    assert await texts.of("extend") == after
    assert [one.version for one in await texts.history("extend")] == [1, 0]
    assert (await texts.history("extend"))[1].text == before.text
    assert {one.kind: one.version for one in await texts.all()} == dict.fromkeys(DEFAULTS, 0) | {"extend": 1}


async def test_colleague_who_edits_an_older_version_is_told_and_writes_nothing(
    texts: Texts, leads: list[Actor]
) -> None:
    await texts.edit(leads[0], "grant", "Pirmais.", 0)
    with pytest.raises(TemplateChanged):
        await texts.edit(leads[1], "grant", "Otrais.", 0)
    assert (await texts.of("grant")).text == "Pirmais."


async def test_version_that_is_not_there_yet_is_no_ground_to_write(texts: Texts, leads: list[Actor]) -> None:
    with pytest.raises(TemplateChanged):
        await texts.edit(leads[0], "grant", "Otrais.", 1)


async def test_of_two_who_edit_at_the_same_moment_one_writes(texts: Texts, leads: list[Actor]) -> None:
    done = await asyncio.gather(
        *(texts.edit(actor, "grant", f"Raksta {n}.", 0) for n, actor in enumerate(leads)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["Template", "TemplateChanged"]
    assert len(await texts.history("grant")) == 2


async def test_every_edit_is_audited_and_the_same_text_again_is_none(
    texts: Texts, leads: list[Actor], database: Database
) -> None:
    await texts.edit(leads[0], "grant", "Pirmais.", 0)
    assert (await texts.edit(leads[0], "grant", "Pirmais.", 1)).version == 1
    bodies = [bytes(row["body"]) for row in await database.rows("SELECT body FROM audit_record ORDER BY position")]
    assert b'"template.edit"' in bodies[0]
    assert b'"template.unchanged"' in bodies[1]
    assert all(b"Pirmais" not in body for body in bodies)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "template-empty"),
        (" \n ", "template-empty"),
        ("a" * 8_001, "template-too-long"),
        ("Termiņš {līdz", "template-brace"),
        ("Termiņš līdz}", "template-brace"),
        ("{{līdz}}", "template-brace"),
        ("Sveiki, {vārds}!", "template-place"),
        ("{}", "template-place"),
        ("{līdz.__class__}", "template-place"),
        ("{līdz!r}", "template-place"),
        ("{līdz:>9999}", "template-place"),
        ("{līdz[0]}", "template-place"),
    ],
)
async def test_what_could_not_be_filled_is_refused_with_a_message(
    texts: Texts, leads: list[Actor], text: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await texts.edit(leads[0], "extend", text, 0)
    error = refused.value.fields["text"]
    assert error.code == code
    assert error.title_in("lv")
    assert error.advice_in("lv")
    assert (await texts.of("extend")).version == 0


async def test_unknown_place_is_named_with_those_that_are_known(texts: Texts, leads: list[Actor]) -> None:
    with pytest.raises(Invalid) as refused:
        await texts.edit(leads[0], "extend", "Sveiki, {vārds}!", 0)
    error = refused.value.fields["text"]
    assert error.title_in("lv") == "Nav zināms, ko likt {vārds} vietā"
    assert error.advice_in("lv") == "Lietojiet kādu no šiem: {iesniegums}, {līdz}, {iemesls}."


@pytest.mark.parametrize("kind", ["system", "person"])
async def test_only_leads_edit(texts: Texts, kind: str) -> None:
    for actor in (Actor(kind=kind, id=new_id()), Actor(kind="staff", id=new_id(), role="clerk")):
        with pytest.raises(Refused):
            await texts.edit(actor, "grant", "Teksts.", 0)


async def test_what_fills_a_place_is_never_read_as_a_template(texts: Texts) -> None:
    template = await texts.of("extend")
    said = fill(template, Filling(reasons="{līdz} {iesniegums}", application="3P-2026-000001"))
    assert "{līdz} {iesniegums}" in said  # as given
    assert "3P-2026-000001" in said
    assert unfilled(said) == ("līdz", "iesniegums")


def test_days_are_filled_in_figures_and_every_place_can_be() -> None:
    day = date(2026, 11, 5)
    whole = Filling(
        application="3P", registered=day, persons=("Anna", "Jānis"), first=day, last=day, why="w", criterion="c", facts="f",
        what="k", reasons="r",
    )  # fmt: skip
    assert whole.params().keys() == templates.PLACES.keys()
    assert whole.params()["līdz"] == "05.11.2026."
    assert whole.params()["personas"] == "Anna, Jānis"


def test_machines_own_decisions_leave_no_place_open() -> None:
    day = date(2026, 11, 22)
    grant = Filling(application="3P", registered=day, persons=("Anna",), first=day, last=day, why="w")
    assert not unfilled(filled(DEFAULTS["grant"].text, grant.params()))
    assert not unfilled(DEFAULTS["annul:death"].text)


def test_paragraph_of_which_nothing_is_left_falls_away() -> None:
    assert filled("Viens.\n\n{fakti}\n\nDivi.", {"fakti": ""}) == "Viens.\n\nDivi."
