"""Which registers the criteria need to hear about whom. Pure."""

from datetime import date
from typing import Final

from goda.law.dates import age_on
from goda.law.facts import Family, Mark, Question, Register, Relation, Subject
from goda.law.numbers import ADULT, DISABLED_UNTIL, SERVICE_UNTIL, STAYING_STUDENT_UNTIL, STUDENT_UNTIL
from goda.registers.model import Need

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


def _about_dependant(family: Family, person: Subject, today: date) -> list[Register]:
    if _says(family, person, Mark.ALIVE) is False:
        return []
    born = _says(family, person, Mark.BORN)
    if not isinstance(born, date):
        return []
    age = age_on(born, today)
    found: list[Register] = []
    oldest = max(number.on(today) or 0 for number in (STUDENT_UNTIL, SERVICE_UNTIL, STAYING_STUDENT_UNTIL))
    if ADULT.of(today) <= age < oldest:
        found += ADULTS
    elif _may_be_placed(family, person):
        found.append(Register.SOCIAL)
    if (person, Mark.DISABILITY) in family.claims and age < DISABLED_UNTIL.of(today):
        found.append(Register.DISABILITY)
    return found


def _may_be_placed(family: Family, person: Subject) -> bool:
    """Whether social services know of the placement, or have said something about it that stands against another register."""
    told = family.facts.ask(person, Mark.RELATION)
    return Register.SOCIAL in told.registers if isinstance(told, Question) else told.value in PLACED


def _says(family: Family, person: Subject, mark: Mark) -> object:
    """What is known of a mark; None where it is a question."""
    told = family.facts.ask(person, mark)
    return None if isinstance(told, Question) else told.value
