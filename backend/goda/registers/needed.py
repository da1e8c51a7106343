"""Which registers the criteria need to hear about whom. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from goda.law.dates import age_on
from goda.law.facts import Family, Mark, Question, Register, Relation, Subject, Why
from goda.law.numbers import ADULT, DISABLED_UNTIL, SERVICE_UNTIL, STAYING_STUDENT_UNTIL, STUDENT_UNTIL
from goda.registers.model import ONLINE, Asked, Codes, Need

PLACED: Final = (Relation.FOSTER, Relation.SPECIALISED_FOSTER, Relation.GUARDIANSHIP)
ADULTS: Final = (Register.EDUCATION, Register.DEFENCE, Register.SOCIAL)
"""Asked about adults under 24, each of whom may count by what it knows (R-26, R-31, R-32)."""


def needed(family: Family, today: date) -> list[Need]:
    """Whom each register has to be asked about, by what is known of the family so far (GDPR Art. 5(1)(c)).

    An answer may make another needed: a debtor's disability, or everything about a child whose birth date was not known. So ask,
    and look again, until nothing new is needed.
    """
    adults = [family.applicant, *([] if family.spouse is None else [family.spouse])]
    needs = [Need(register=Register.PERSONS, person=person) for person in (*adults, *family.dependants)]
    needs += [Need(register=Register.MAINTENANCE, person=person) for person in adults]
    if _says(family, family.applicant, Mark.DEBTOR) is True:
        needs.append(Need(register=Register.DISABILITY, person=family.applicant))
    for person in family.dependants:
        needs += [Need(register=register, person=person) for register in _about_dependant(family, person, today)]
    return needs


def whether_married(heard: Iterable[Asked], family: Family, spouse: Subject | None, codes: Codes) -> list[Need]:
    """The spouse whom an application names has to be asked about where the applicant's own record tells of another marriage than is known.

    Both records are asked, since one may be changed before the other; a death is no divorce.
    """
    record = next((one.record for one in heard if one.person == family.applicant and one.record and one.answered), None)
    if spouse is None or spouse not in codes or record is None or record.family_status == "widowed":
        return []
    names = record.family_status == "married" and record.spouse in codes[spouse]
    return [] if names == (family.spouse is not None) else [Need(register=Register.PERSONS, person=spouse)]


def told_of_others(family: Family, needs: Iterable[Need]) -> list[Need]:
    """Of these, what was told of dependants as if the applicant were married otherwise than now: whose care they are in is relative to that."""
    adults = {family.applicant, family.spouse}
    return [
        need
        for need in needs
        if need.register in (Register.PERSONS, Register.SOCIAL)
        and need.person not in adults
        and _told_of_spouse(family, need.person) != (family.spouse is not None)
    ]


def _told_of_spouse(family: Family, person: Subject) -> bool:
    told = family.facts.ask(person, Mark.CUSTODY_OF_SPOUSE)
    return not (isinstance(told, Question) and told.why is Why.NOT_ASKED)


def _about_dependant(family: Family, person: Subject, today: date) -> list[Register]:
    again = _who_contradict(family, person)
    born = _says(family, person, Mark.BORN)
    if _says(family, person, Mark.ALIVE) is False or not isinstance(born, date):
        return sorted(again)
    age = age_on(born, today)
    found = set(again)
    oldest = max(number.on(today) or 0 for number in (STUDENT_UNTIL, SERVICE_UNTIL, STAYING_STUDENT_UNTIL))
    if ADULT.of(today) <= age < oldest:
        found |= set(ADULTS)
    elif _says(family, person, Mark.RELATION) in PLACED:
        found.add(Register.SOCIAL)
    if (person, Mark.DISABILITY) in family.claims and age < DISABLED_UNTIL.of(today):
        found.add(Register.DISABILITY)
    return sorted(found)


def _who_contradict(family: Family, person: Subject) -> set[Register]:
    """The registers that say of who somebody is something else than the register of persons: they are asked again before anything else."""
    told = (family.facts.ask(person, mark) for mark in (Mark.BORN, Mark.ALIVE, Mark.RELATION))
    return {
        register
        for one in told
        if isinstance(one, Question)
        for register in one.registers
        if register in ONLINE and register is not Register.PERSONS
    }


def _says(family: Family, person: Subject, mark: Mark) -> object:
    """What is known of a mark; None where it is a question."""
    told = family.facts.ask(person, mark)
    return None if isinstance(told, Question) else told.value
