"""Every fault of every register in every state of an application: no wrong grant, refusal, annulment or warning, and nothing is lost (D-2).

In one test all six registers have the same fault, each for two families on whom that register turns: one whom the law gives a card, one whom
it does not. While the fault lasts nobody is decided wrongly, and each family that waits is asked about again or shown to a person. When
it is mended, all ends as the law has it: by itself where the machine asks again, else when a person has the registers asked. Only a
register of persons that has told wrong birth dates from the first is not believed again: there a clerk sees the papers.
"""

from datetime import timedelta

import pytest
from scenes import BROKEN, UNDECIDED, Hit

from goda.audit import SYSTEM
from goda.law.facts import Mark
from goda.registers.errors import RegisterSilent
from goda.registers.model import HandFact
from simulators.registers.faults import MEANING
from simulators.world.events import DebtOf, DisabilityOf, EndOfStudy, Names, ServiceOf, Status, StayOf, Study

pytestmark = pytest.mark.anyio

FAULTS = (None, "broken", *(kind for kind in MEANING if kind not in BROKEN))
"""None: no fault at all, and all ends as the law has it at once."""
TELLING = ("broken", "someone-else", "older", "contradiction", "duplicates", "clock-ahead", "flip-flop")
"""These come with answers, and may come with others the next time: so they are asked for twice."""
ON_POSTGRESQL = ("silent", "contradiction")
DOUBTS = {"silent", "contradictory", "unknown"}

APPLYING = {
    "viis": ("student-finishes-in-june", "student-on-record-no-more"),
    "vadonis": ("defence-service", "professional-service"),
    "iis": ("child-with-disability", "disability-ended-yesterday"),
    "sopa": ("stays-on-assessment", "stays-turns-21-today"),
    "ugf": ("debtor-with-agreement-kept", "debtor"),
    "fpr": ("three-children", "two-children"),
}
"""By register: whom the law gives a card, and whom not. Persons come last: while they rest nobody else can begin."""
GRANTED = {
    "viis": ("student-finishes-in-june", "turns-18-today"),
    "vadonis": ("defence-service", "defence-service-guard"),
    "iis": ("child-with-disability", "adult-group-2"),
    "sopa": ("stays-on-assessment", "leap-day-21"),
    "ugf": ("debtor-with-agreement-kept", "changed-code"),
    "fpr": ("three-children", "one-parent"),
}
"""All of them were granted a card; the right of each second has ended since."""


# -- scenes ---------------------------------------------------------------------------------------------------------------------


async def nobody_has_begun(office):
    pass


async def drafts(office):
    for hit in list(office.hits):
        await office.begin(hit)
    office.clock.advance(timedelta(days=2))  # who is in the family will be asked anew


async def submitted(office):
    await drafts(office)
    office.clock.advance(timedelta(days=-2))
    for hit in office.hits:
        await office.submit(hit)


async def cases(office):
    """Each has become one because its register failed."""
    await submitted(office)
    office.strike("error")
    await office.check()
    office.mend()


async def asked(office):
    await cases(office)
    clerk = await office.member("Kitija Kolēģe")
    for hit in office.hits:
        until = office.clock.now().date() + timedelta(days=5)
        await office.decisions.ask_family(clerk, (await office.case(hit.application)).id, "Lūdzu izziņu", until)


async def granted(office):
    """And some days later things change: what ends each second one's right, and for the others what does not."""
    await submitted(office)
    await office.work()
    for hit in office.hits:
        cards = await office.cards.cards_of(SYSTEM, (await office.application(hit.application)).family)
        assert len(cards) == 1, hit
        office.now_is(hit, cards=(cards[0].id,))
    await office.night()
    office.clock.advance(timedelta(days=3))
    for hit in office.hits:
        office.happen(_end(office, hit) if not hit.right else _nothing_much(office, hit))
    office.clock.advance(timedelta(days=1))  # what ends on a day still holds on it


def _end(office, hit):
    about, applicant = office.code(hit.edge), office.codes(hit.edge)[0]
    return {
        "viis": lambda: EndOfStudy(personal_code=about),
        "vadonis": lambda: ServiceOf(personal_code=about),
        "iis": lambda: DisabilityOf(personal_code=about),
        "sopa": lambda: StayOf(personal_code=about),
        "ugf": lambda: DebtOf(personal_code=applicant, debtor=True),
        "fpr": lambda: Status(personal_code=office.codes(hit.edge)[-1], active=False),
    }[hit.register]()


def _nothing_much(office, hit):
    about, now = office.code(hit.edge), office.clock.now().date()
    return {
        "viis": lambda: Study(personal_code=about, ends=now + timedelta(days=600)),
        "vadonis": lambda: ServiceOf(personal_code=about, service="state-defence-regular"),
        "iis": lambda: DisabilityOf(personal_code=about, group="child", until=now + timedelta(days=900)),
        "sopa": lambda: StayOf(personal_code=about, carer=office.codes(hit.edge)[0]),
        "ugf": lambda: DebtOf(personal_code=about, debtor=True, agreement="kept"),
        "fpr": lambda: Names(personal_code=about, given_names="Cits"),
    }[hit.register]()


async def renewals(office):
    await granted(office)
    for hit in list(office.hits):
        await office.submit(await office.begin(hit, renewal=True))


# -- what must hold while a fault lasts -----------------------------------------------------------------------------------------


async def unharmed(office, hit):
    """No wrong decision, no word of one to the family, nothing lost."""
    decisions = await office.decided(hit)
    assert [one.kind for one in decisions] in ([], ["grant"]), f"{hit}: a machine has refused"
    assert hit.right or not decisions, f"{hit}: a wrong grant"
    assert set(await office.kinds(hit.person)) <= {"received", "granted", "asked"}, hit
    application = await office.application(hit.application)
    cards = {card.id: card.state for card in await office.cards.cards_of(SYSTEM, application.family)}
    assert [cards[card] for card in hit.cards] == ["valid"] * len(hit.cards), f"{hit}: the working card is gone"
    assert said(application.answers) == said(hit.answers), f"{hit}: answers are lost"
    assert application.state in UNDECIDED, hit


def said(answers):
    return answers.phone, answers.channel, answers.disability


def same(members):
    return [(one.person, one.role, one.relation, one.name, one.born) for one in members]


async def in_good_hands(office, hit, clerk, fault):
    """A family that waits is asked about again, or a person sees why it waits."""
    await unharmed(office, hit)
    application = await office.application(hit.application)
    if await office.decided(hit) or await office.waiting(hit.application):
        return
    case = await office.case(hit.application)
    assert case.state in ("open", "asked"), f"{hit}: nobody looks at it"
    if hit.right and case.state == "open":
        file = await office.decisions.case(clerk, case.id)
        if (hit.register, fault) == ("fpr", "contradiction") and "not-met" in case.why:
            return  # one register that has said the same wrong thing from the first is what there is to know: a person decides on it
        assert set(case.why) & DOUBTS, f"{hit}: shown as {case.why}"
        assert application.state in ("case", "asked")
        assert file.assessment.open_questions or "contradictory" in case.why, hit


async def ends_as_the_law_has_it(office, hit, clerk):
    """By itself if the machine asks again, else when a person has the registers asked; if need be, with the papers before them."""
    if not await office.decided(hit) and not await office.waiting(hit.application):
        await office.decisions.ask_again(clerk, (await office.case(hit.application)).id)
    await office.check_later()
    await unharmed(office, hit)
    if not await office.decided(hit) and "contradictory" in (await office.case(hit.application)).why:
        await ends_by_papers(office, hit, clerk)
    elif hit.right:
        assert [one.by for one in await office.decided(hit)] == [None], (
            f"{hit}: {(await office.case(hit.application)).why}"
        )
    else:
        case = await office.case(hit.application)
        assert (case.state, "not-met" in case.why) == ("open", True), f"{hit}: {case.why}"


async def ends_by_papers(office, hit, clerk):
    """A register that told wrong birth dates from the first contradicts itself for good: a clerk enters them, and sees what is true."""
    case = await office.case(hit.application)
    assert hit.register == "fpr"
    for member in (await office.application(hit.application)).members:
        born = next(
            one.born for one in map(office.state.world.find, office.codes(hit.edge)) if one.given == member.given
        )
        fact = HandFact(
            family=case.family, person=member.person, mark=Mark.BORN, value=born, note="Dzimšanas apliecība"
        )
        await office.decisions.enter_fact(clerk, case.id, fact)
    await office.decisions.ask_again(clerk, case.id)
    await office.check_later()
    await unharmed(office, hit)
    file = await office.decisions.case(clerk, case.id)
    assert file.proposed.kind == ("grant" if hit.right else "refuse"), hit


async def untouched(office, hit):
    """The cards work, nobody has decided anything, and whose right stands has heard nothing."""
    family = office.family_of(hit)
    assert {state for _, state, _ in await office.states(family)} == {"valid"}, hit
    decisions = await office.decisions.of_family(SYSTEM, (await office.right(family)).family)
    assert [one.kind for one in decisions] == ["grant"], hit
    told = {"received", "granted"} | (set() if hit.right else {"proposed-annulment"})
    assert set(await office.kinds(hit.person)) <= told, hit


async def whole(office):
    assert (await office.audit.verify()).whole
    assert await office.db.rows("SELECT kind FROM job WHERE dead") == []


# -- the matrix -----------------------------------------------------------------------------------------------------------------


def matrix(test):
    cells = [pytest.param("sqlite", fault, id=f"{fault or 'well'}") for fault in FAULTS]
    cells += [pytest.param("postgres", fault, id=f"{fault or 'well'}-postgresql") for fault in ON_POSTGRESQL]
    return pytest.mark.parametrize(("database_kind", "fault"), cells, indirect=["database_kind"])(test)


@pytest.fixture
def scene(request, shelf, database_kind, hits):
    prepare = next(request.node.iter_markers("scene")).args[0]
    return shelf.scene(database_kind, prepare, hits)


@pytest.fixture
def hits(request):
    table = next(request.node.iter_markers("scene")).args[1]
    return tuple(
        Hit(register=register, edge=edge, right=right)
        for register, edges in table.items()
        for edge, right in zip(edges, (True, False), strict=True)
    )


async def through(office, clerk, fault):
    """The registers are asked while the fault lasts, at once and as the machine comes back to it; then it is mended."""
    for minutes in (0, 1) if fault in TELLING else (0,):
        office.clock.advance(timedelta(minutes=minutes))
        await office.check()
        for hit in office.hits:
            await in_good_hands(office, hit, clerk, fault)
    if fault is None:
        assert await office.waiting() == []
    office.mend()
    for hit in office.hits:
        await ends_as_the_law_has_it(office, hit, clerk)
    await whole(office)


@pytest.mark.scene(nobody_has_begun, APPLYING)
@matrix
async def test_being_begun(office, clerk, fault):
    office.strike(fault)
    for hit in list(office.hits):
        try:
            await office.submit(await office.begin(hit))
        except RegisterSilent:
            assert hit.register == "fpr"
            assert [one.state for one in await office.applications.of_person(SYSTEM, hit.person)] in ([], ["draft"])
    begun = [hit for hit in office.hits if hit.application is not None]
    office.hits, late = begun, [hit for hit in office.hits if hit.application is None]
    await through(office, clerk, fault)
    office.hits = late
    for hit in late:
        await office.submit(await office.begin(hit))
    await through(office, clerk, None)


@pytest.mark.scene(drafts, APPLYING)
@matrix
async def test_a_draft_that_is_gone_on_with(office, clerk, fault):
    office.strike(fault)
    for hit in office.hits:
        before = await office.application(hit.application)
        await office.applications.start(office.family_of(hit).actor, hit.person)
        after = await office.application(hit.application)
        assert (after.answers, same(after.members)) == (before.answers, same(before.members)), hit
        await office.submit(hit)
    await through(office, clerk, fault)


@pytest.mark.scene(submitted, APPLYING)
@matrix
async def test_checking(office, clerk, fault):
    office.strike(fault)
    await through(office, clerk, fault)


@pytest.mark.scene(cases, APPLYING)
@matrix
async def test_a_case_asked_about_again(office, clerk, fault):
    office.strike(fault)
    for hit in office.hits:
        await office.decisions.ask_again(clerk, (await office.case(hit.application)).id)
    await through(office, clerk, fault)


@pytest.mark.scene(asked, APPLYING)
@matrix
async def test_a_family_is_asked(office, clerk, fault):
    """While it is asked a person is in the middle of it, and the machine decides nothing."""
    office.strike(fault)
    office.clock.advance(timedelta(minutes=5))
    await office.check()
    for hit in office.hits:
        await in_good_hands(office, hit, clerk, fault)
        assert (await office.application(hit.application)).state == "asked"
        async with office.audit.work(office.family_of(hit).actor, "grant") as work:
            await office.decisions.answered(work, hit.application)
            work.record("test.answered")
        await office.decisions.ask_again(clerk, (await office.case(hit.application)).id)
    await through(office, clerk, fault)


@pytest.mark.scene(renewals, GRANTED)
@matrix
async def test_a_renewal(office, clerk, fault):
    """The working card stays whatever happens."""
    office.strike(fault)
    await through(office, clerk, fault)


@pytest.mark.scene(granted, GRANTED)
@matrix
async def test_a_granted_right_rechecked(office, clerk, fault):
    """Nobody is annulled by a machine; whose right stands is not alarmed; whose right has ended is a person's case in the end."""
    office.strike(fault, everybody=True)
    for days in (0, 1):
        office.clock.advance(timedelta(days=days))
        report = await office.rechecks.now()
        assert report.annulled == 0
        for hit in office.hits:
            await untouched(office, hit)
    if fault is not None:
        assert await office.rechecks._store.next_due() or not report.asked, "forgotten"
    office.mend()
    for _ in range(2):
        await office.rechecks.now()
        office.clock.advance(timedelta(days=1))
    for hit in office.hits:
        await untouched(office, hit)
        assert (await office.recheck(office.family_of(hit)) is None) == hit.right, hit
    assert await office.rechecks._store.next_due() is None
    await whole(office)
