"""The made-up world: always the same, always whole, its edges where their names say (R-50 to R-56, R-11)."""

import re
import time
from datetime import date, timedelta

import pytest

from goda.kernel import personal_code
from goda.seeds.families import synthetic_code
from simulators.registers import fpr, iis, sopa, ugf, vadonis, viis
from simulators.world import codes
from simulators.world.model import Person
from simulators.world.world import World

DAYS = [date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2028, 6, 30), date(2026, 12, 31)]
SECTION_3 = {
    "third-child-born-today", "turns-18-today", "turns-18-tomorrow", "stays-turns-21-today", "stays-turns-21-tomorrow",
    "turns-24-today", "turns-24-tomorrow", "leap-day-18", "leap-day-21", "leap-day-24", "student-finishes-in-june",
    "student-abroad-with-certificate", "defence-service", "defence-service-guard", "alternative-service",
    "professional-service", "national-guard", "reserve-officer", "foster", "specialised-foster", "guardianship",
    "stays-on-assessment", "stays-since-before-2024", "custody-suspended-applicant", "custody-suspended-spouse",
    "custody-removed-applicant", "debtor", "debtor-with-disability", "debtor-with-incapacity",
    "debtor-with-agreement-kept", "spouse-is-debtor", "child-in-two-families", "placed-child-in-two-families",
    "disability-ends-tomorrow", "dead-child", "dead-holder", "address-abroad-without-study",
    "pupil-abroad-with-certificate", "no-register-answer", "contradictory-answers", "fits-both-grounds", "changed-code",
    "adult-group-1", "adult-group-3", "child-with-disability", "three-children", "two-children",
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return World(day=DAYS[0])


def one(world: World, edge: str) -> Person:
    found = world.find(world.edge(edge).about[0])
    assert found is not None
    return found


def test_the_world_is_the_same_each_time_and_made_in_two_seconds(world: World) -> None:
    begin = time.process_time()
    again = World(day=DAYS[0])
    assert time.process_time() - begin < 2
    assert again.people == world.people
    assert again.edges == world.edges
    assert len(world.families) == 2_000
    assert World(seed=4, day=DAYS[0]).people != world.people


def test_names_and_codes_do_not_depend_on_the_day(world: World) -> None:
    later = World(day=DAYS[3])
    assert [(p.codes, p.name) for p in later.people] == [(p.codes, p.name) for p in world.people]


def test_every_code_is_from_the_block_that_nobody_real_has_and_belongs_to_one_person(world: World) -> None:
    given = [code for person in world.people for code in person.codes]
    assert len(given) == len(set(given))
    assert all(re.fullmatch(r"399\d{3}-\d{5}", code) for code in given)
    assert not any(personal_code.parse(code).doubtful for code in given)
    assert sum(len(person.codes) > 1 for person in world.people) > 20


def test_no_code_of_the_worlds_is_one_of_the_funds_own_demo_families(world: World) -> None:
    assert codes.code(7) == synthetic_code(7)
    below = {synthetic_code(number) for number in range(0, 100_000, 97)}
    assert below.isdisjoint({code for person in world.people for code in person.codes})


def test_every_edge_of_section_3_is_there_by_name_with_codes_and_two_sentences(world: World) -> None:
    names = [edge.name for edge in world.edges]
    assert set(names) >= SECTION_3
    assert len(names) == len(set(names))
    for edge in world.edges:
        assert edge.applicant == edge.codes[0]
        assert edge.about
        assert set(edge.about) <= set(edge.codes)
        assert all(world.find(code) for code in edge.codes)
        assert edge.lv != edge.en


@pytest.mark.parametrize("day", DAYS)
def test_ages_at_the_edges_are_what_their_names_say_on_any_day(day: date) -> None:
    world = World(day=day, families=100)
    tomorrow = day + timedelta(days=1)
    for age in (18, 24):
        assert one(world, f"turns-{age}-today").age(day) == age
        on_leap_day = (day.month, day.day) == (2, 29) and age == 18  # which nobody turns on that day: a day before then
        assert one(world, f"turns-{age}-today").age(day - timedelta(days=1 + on_leap_day)) == age - 1
        assert (one(world, f"turns-{age}-tomorrow").age(day), one(world, f"turns-{age}-tomorrow").age(tomorrow)) == (
            age - 1,
            age,
        )
    assert one(world, "stays-turns-21-tomorrow").age(day) == 20
    assert one(world, "third-child-born-today").born == day
    for age in (18, 21, 24):
        leap = one(world, f"leap-day-{age}")
        assert (leap.born.month, leap.born.day) == (2, 29)
        assert age - 4 <= leap.age(day) < age
    ends = one(world, "student-finishes-in-june").enrolments[0].ends
    assert (ends.month, ends.day) == (6, 30)
    assert 0 <= (ends - day).days < 366
    assert one(world, "disability-ends-tomorrow").disability.until == tomorrow  # type: ignore[union-attr]
    assert all(person.born <= day for person in world.people)


def test_each_register_tells_its_part_of_the_edges(world: World) -> None:
    def link(name: str, place: int) -> tuple[str, str]:
        record = fpr.record_of(world, one(world, name))
        return record.carers[place].relation, record.carers[place].custody

    for kind in ("foster", "specialised-foster", "guardianship"):
        assert link(kind, 0) == (kind, "full")
    assert [link("custody-suspended-applicant", place)[1] for place in (0, 1)] == ["suspended", "full"]
    assert [link("custody-suspended-spouse", place)[1] for place in (0, 1)] == ["full", "suspended"]
    assert fpr.record_of(world, one(world, "dead-child")).status == "dead"
    assert fpr.record_of(world, one(world, "inactive-child")).status == "inactive"
    assert fpr.record_of(world, one(world, "student-abroad-with-certificate")).residence.country != "LV"
    assert len(fpr.record_of(world, one(world, "code-changed-twice")).person.previous_codes) == 2
    told = {
        name: viis.record_of(world, one(world, name)) for name in ("turns-24-today", "student-abroad-with-certificate")
    }
    assert told["turns-24-today"].enrolments[0].status == "studying"  # type: ignore[union-attr]
    assert told["student-abroad-with-certificate"] is None
    debts = {
        name: ugf.record_of(world, one(world, name))
        for name in ("debtor", "debtor-with-agreement-kept", "debtor-with-agreement-broken")
    }
    assert [record.agreement and record.agreement.kept for record in debts.values()] == [None, True, False]  # type: ignore[union-attr]
    assert vadonis.record_of(world, one(world, "alternative-service")).services[0].kind == "alternative"  # type: ignore[union-attr]
    assert iis.record_of(world, one(world, "adult-group-2")).group == "II"  # type: ignore[union-attr]
    assert sopa.record_of(world, one(world, "stays-since-before-2024")).valid_from < date(2024, 1, 1)  # type: ignore[union-attr]
    assert iis.record_of(world, one(world, "debtor-with-disability")) is not None


def test_contradictory_registers_contradict_and_a_child_of_two_families_has_carers_in_both(world: World) -> None:
    child = one(world, "contradictory-answers")
    assert fpr.record_of(world, child).carers[0].relation == "guardianship"
    assert sopa.record_of(world, child).relation == "foster"  # type: ignore[union-attr]
    shared = one(world, "child-in-two-families")
    homes = [{world.people[one].code for one in home} for home in world.families]
    carers = [link.personal_code for link in fpr.record_of(world, shared).carers]
    assert len(carers) == 2
    assert [carers[0] in home and carers[1] in home for home in homes if set(carers) & home] == [False, False]


def test_links_stand_in_both_records_of_everybody(world: World) -> None:
    for person in world.people[::20]:
        for link in person.children:
            assert link in world.people[link.child].carers
        for link in person.carers:
            assert link in world.people[link.carer].children


def test_people_are_found_by_beginnings_of_words_without_marks_and_by_former_codes(world: World) -> None:
    person = one(world, "changed-code")
    assert world.find(person.codes[1]) is person
    name = person.surname.lower().translate(str.maketrans("āčēģīķļņšūž", "acegiklnsuz"))
    assert person in world.search(f"{person.given[:3]} {name[:4]}", 10_000)
    assert world.search(person.codes[1], 10) == [person]
    assert world.search("qqq", 10) == []
