"""What the applicant says: taken field by field, judged as a whole on the day of submission (R-20, R-29, R-42, D-4)."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from goda.applications import answers as reading
from goda.applications.model import Answers, Application, Member, law_family, only_members, rehomed
from goda.cards.model import Preview
from goda.law.facts import Mark, Register, Relation

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def member(role: str, given: str, born: date | None = None) -> Member:
    return Member(
        person=uuid4(), role=role, relation=Relation.CHILD if role == "dependant" else None, given=given, surname="Bērziņa",
        born=born, source=Register.PERSONS, source_at=NOW,
    )  # fmt: skip


MOTHER, FATHER = member("applicant", "Anna"), member("spouse", "Jānis")
SIX = member("dependant", "Sešgadīgā", date(2019, 11, 23))
SEVEN = member("dependant", "Septiņgadīgā", date(2019, 11, 22))
STUDENT = member("dependant", "Studente", date(2006, 1, 1))


def application(*members: Member, **answers: Any) -> Application:
    return Application(
        id=uuid4(), applicant=MOTHER.person, family=uuid4(), number=None, state="draft", started_at=NOW, registered_at=None,
        rules_of=TODAY, decide_by=None, answers=Answers(**{"channel": "e-address"} | answers),
        members=members or (MOTHER, FATHER, SIX, SEVEN, STUDENT), address="", previous=None, changes=(), by_staff=None, asked=None,
        asked_until=None, decided_at=None, version=0,
    )  # fmt: skip


@pytest.fixture
def fits() -> Callable[[tuple[str, ...]], Preview]:
    """Cards' own rule without a database: what fits is decided by the code alone."""
    from goda.cards.service import Cards

    return Cards(None, None, None, None, None, "https://3plus.example").preview


def codes(faults: dict[str, Any]) -> dict[str, str]:
    return {field: fault.code for field, fault in faults.items()}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, {}),
        ({"channel": None}, {"channel": "channel-missing"}),
        ({"channel": "email"}, {"email": "email-needed"}),
        ({"channel": "email", "email": "a@b.lv"}, {}),
        ({"channel": "post"}, {"postal": "postal-needed"}),
        ({"channel": "post", "postal": "Iela 1, Rīga"}, {}),
        ({"plastic": "post"}, {"postal": "postal-needed"}),
        ({"plastic": "post", "postal": "Iela 1, Rīga"}, {}),
        ({"plastic": "fund"}, {}),
        ({"channel": "email", "plastic": "post"}, {"email": "email-needed", "postal": "postal-needed"}),
        ({"separate": (SIX.person,)}, {"separate": "too-young-for-card"}),
        ({"separate": (SEVEN.person, STUDENT.person)}, {}),
        ({"spouse_card": True, "names": (FATHER.person, SIX.person, SEVEN.person)}, {}),
    ],
)
def test_what_is_missing_is_said_by_field(fits, answers, found):
    assert codes(reading.missing(application(**answers), TODAY, fits)) == found


def test_the_day_of_submission_decides_who_is_old_enough_for_a_card(fits):
    """D-4: seven tomorrow is too young today, and old enough tomorrow."""
    draft = application(separate=(SIX.person,))
    fault = reading.missing(draft, TODAY, fits)["separate"]
    assert (fault.params["name"], fault.params["age"]) == (SIX.name, 7)
    assert reading.missing(draft, date(2026, 11, 23), fits) == {}


def test_more_names_than_a_card_carries_are_refused_at_once(fits):
    many = [member("dependant", f"Bērns{letter}", date(2015, 1, 1)) for letter in "ABCDEF"]
    draft = application(MOTHER, *many)
    kept, faults = reading.read(draft, {"names": [one.person for one in many]}, fits)
    assert (kept, codes(faults)) == ({}, {"names": "names-count"})
    kept, faults = reading.read(draft, {"names": [one.person for one in many[:5]]}, fits)
    assert (len(kept["names"]), faults) == (5, {})


def test_names_whose_code_could_not_be_scanned_name_those_to_leave_out(fits):
    letters = random.Random(7)
    long = [
        replace(member("dependant", "".join(letters.choices("ĀČĒĢĪĶĻŅŠŪŽabcdefghijklm", k=29))), surname="Ņ" * 30)
        for _ in range(5)
    ]
    _, faults = reading.read(application(MOTHER, *long), {"names": [one.person for one in long]}, fits)
    assert codes(faults) == {"names": "names-too-long"}
    assert long[-1].name in faults["names"].params["drop"]


def test_on_the_spouses_card_the_spouse_stands_once(fits):
    """The names fit the applicant's card with the spouse among them; on the spouse's they are one fewer."""
    many = [member("dependant", f"Bērns{letter}", date(2015, 1, 1)) for letter in "ABCD"]
    names = (FATHER.person, *(one.person for one in many))
    assert reading.missing(application(MOTHER, FATHER, *many, names=names, spouse_card=True), TODAY, fits) == {}


def test_both_names_of_a_field_are_taken(fits):
    for name in ("spouse_card", "spouseCard"):
        assert reading.read(application(), {name: True}, fits) == ({"spouse_card": True}, {})
    _, faults = reading.read(application(MOTHER, SIX), {"spouse_card": True}, fits)
    assert codes(faults) == {"spouseCard": "no-spouse"}


def test_without_a_chosen_order_ids_come_as_text_or_as_ids(fits):
    for one in (SIX.person, str(SIX.person)):
        assert reading.read(application(), {"disability": [one]}, fits)[0] == {"disability": (SIX.person,)}


# -- what the law is shown --------------------------------------------------------------------------------------------------------


def test_the_law_sees_the_family_and_what_is_claimed_of_it():
    draft = application(disability=(SIX.person,), abroad=(STUDENT.person, uuid4()), incapacity=True)
    seen = law_family(draft, ())
    assert (seen.applicant, seen.spouse) == (MOTHER.person, FATHER.person)
    assert seen.dependants == (SIX.person, SEVEN.person, STUDENT.person)
    assert seen.claims == {
        (SIX.person, Mark.DISABILITY), (STUDENT.person, Mark.STUDIES_ABROAD), (MOTHER.person, Mark.INCAPACITY),
    }  # fmt: skip


def test_who_is_no_member_any_more_is_in_no_answer():
    said = Answers(
        phone="+37129123456", names=(FATHER.person, SIX.person), separate=(SEVEN.person,), spouse_card=True, disability=(SIX.person,),
        abroad=(STUDENT.person,),
    )  # fmt: skip
    left = only_members(said, (MOTHER, SIX, SEVEN))
    assert left == replace(said, names=(SIX.person,), spouse_card=False, abroad=())


def test_two_records_of_one_person_become_one_in_every_place():
    """R-11."""
    twin = replace(SIX, person=uuid4())
    draft = application(
        MOTHER, SIX, SEVEN, twin, names=(SIX.person, twin.person), separate=(twin.person,), disability=(twin.person,)
    )
    after = rehomed(draft, SIX.person, twin.person)
    assert [one.person for one in after.members] == [MOTHER.person, SIX.person, SEVEN.person]
    assert (after.answers.names, after.answers.separate, after.answers.disability) == ((SIX.person,),) * 3
    mine: UUID = uuid4()
    assert rehomed(draft, mine, MOTHER.person).applicant == mine
    law_family(after, ())  # nobody stands in it twice
