"""Who belongs to an applicant's family by the register of persons: the spouse, and everyone under 24 in the care of either (R-50). Pure but for asking."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import date

import msgspec

from goda.kernel.personal_code import PersonalCode
from goda.law.dates import age_on
from goda.law.facts import Mark
from goda.law.numbers import DISABLED_UNTIL, SERVICE_UNTIL, STAYING_STUDENT_UNTIL, STUDENT_UNTIL
from goda.registers.errors import Unusable
from goda.registers.marks import link_to, relative
from goda.registers.model import Adults, Dependant, Household, PersonRecord, Told

AskOne = Callable[[PersonalCode, Adults | None], Coroutine[None, None, PersonRecord]]
"""Asks the register of persons about one person; raises `Unusable`. `Adults` are given for those who may be dependants."""


def oldest(today: date) -> int:
    """The age from which nobody counts for anything."""
    ages = (STUDENT_UNTIL, SERVICE_UNTIL, STAYING_STUDENT_UNTIL, DISABLED_UNTIL)
    return max(number.on(today) or 0 for number in ages)


async def household(ask: AskOne, code: PersonalCode, today: date) -> Household:
    """The household of the person with this code. Raises `Unusable` where somebody cannot be asked about.

    Grown-up children are asked about too, since only their own record says how old they are; of those who are too old nothing is kept.
    """
    applicant = await ask(code, None)
    spouse = await _spouse(ask, applicant)
    adults = Adults(applicant=applicant.codes, spouse=() if spouse is None else spouse.codes)
    parents = (applicant,) if spouse is None else (applicant, spouse)
    own = {*adults.applicant, *adults.spouse}
    codes = dict.fromkeys(link.code for parent in parents for link in parent.children if link.code not in own)
    found = await _all(ask, codes, adults)
    young = [one for one in {one.code: one for one in found}.values() if age_on(one.born, today) < oldest(today)]
    return Household(
        applicant=applicant,
        spouse=spouse,
        dependants=tuple(
            _dependant(one, applicant, spouse) for one in sorted(young, key=lambda one: (one.born, one.code.digits))
        ),
    )


async def _spouse(ask: AskOne, applicant: PersonRecord) -> PersonRecord | None:
    """Whom the applicant is married to; whoever is widowed or divorced has nobody, also where the record still names somebody."""
    if applicant.family_status != "married" or applicant.spouse is None:
        return None
    spouse = await ask(applicant.spouse, None)
    if spouse.spouse not in applicant.codes:  # one record was changed and the other not yet: soon they will agree
        raise Unusable("contradiction")
    return msgspec.structs.replace(spouse, told=(*spouse.told, Told(mark=Mark.MARRIED, value=True)))


async def _all(ask: AskOne, codes: Iterable[PersonalCode], adults: Adults) -> list[PersonRecord]:
    """Everyone's record, asked at the same time."""
    try:
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(ask(code, adults)) for code in codes]
    except* Unusable as several:
        raise _first(several) from None
    return [task.result() for task in asked]


def _first(several: BaseExceptionGroup[Unusable]) -> Unusable:
    found = several.exceptions[0]
    return found if isinstance(found, Unusable) else _first(found)


def _dependant(record: PersonRecord, applicant: PersonRecord, spouse: PersonRecord | None) -> Dependant:
    """What somebody is to the family, by the adults' records and by their own; where these differ, both are told."""
    by_adults, relation = relative(
        link_to(applicant.children, record.codes),
        None if spouse is None else link_to(spouse.children, record.codes),
        has_spouse=spouse is not None,
    )
    told = tuple(dict.fromkeys((*record.told, *by_adults)))

    def custody(mark: Mark) -> bool | None:
        said = {one.value for one in told if one.mark is mark}
        return said == {True} if len(said) == 1 else None

    return Dependant(
        record=record,
        relation=relation,
        custody_of_applicant=custody(Mark.CUSTODY_OF_APPLICANT),
        custody_of_spouse=custody(Mark.CUSTODY_OF_SPOUSE),
        told=told,
    )
