"""Makes people and homes. Chance comes from one seed and never depends on the day: names and codes are the same on every day."""

import random
from datetime import date, timedelta
from typing import Final

from simulators.world import codes, names
from simulators.world.days import born, next_june
from simulators.world.model import Care, Custody, Enrolment, Person, Programme, Relation

SCHOOL_AGES: Final = range(7, 19)


class Builder:
    """Makes people in order; everything that is made stays in `people`."""

    def __init__(self, seed: int, today: date) -> None:
        self.chance: Final = random.Random(seed)  # noqa: S311 - a fixed seed is what makes the world the same each time
        self.today: Final = today
        self.people: list[Person] = []

    def person(self, *, woman: bool, birth: date, surname: str, address: str) -> Person:
        """Somebody new, with a code of their own."""
        number = len(self.people)
        made = Person(
            id=number,
            codes=[codes.code(codes.FIRST + number)],
            given=self.chance.choice(names.WOMEN if woman else names.MEN),
            surname=surname,
            woman=woman,
            born=birth,
            address=address,
        )
        self.people.append(made)
        return made

    def adult(self, age: int, *, woman: bool, surnames: tuple[str, str], address: str) -> Person:
        """Somebody of that age, not near a birthday."""
        birth = born(self.today, age, self.chance.randrange(20, 340))
        return self.person(woman=woman, birth=birth, surname=surnames[woman], address=address)

    def home(self, *, spouse: bool = True, age: int | None = None) -> "Home":
        """An applicant, a woman as a rule, with a husband or alone."""
        age = age or self.chance.randrange(43, 52)  # old enough to be the parent of a student of 24
        surnames = self.chance.choice(names.SURNAMES)
        address = self.address()
        applicant = self.adult(age, woman=self.chance.random() < 0.8, surnames=surnames, address=address)
        if not spouse:
            return Home(self, surnames, applicant, None)
        other = self.adult(
            age + self.chance.randrange(-2, 6), woman=not applicant.woman, surnames=surnames, address=address
        )
        applicant.spouse, other.spouse = other.id, applicant.id
        applicant.family_status = other.family_status = "married"
        return Home(self, surnames, applicant, other)

    def address(self) -> str:
        """A place to live in Latvia."""
        street, place = self.chance.choice(names.STREETS), self.chance.choice(names.PLACES)
        return f"{street} {self.chance.randrange(1, 99)}-{self.chance.randrange(1, 60)}, {place}"

    def previous_code(self, person: Person, times: int = 1) -> None:
        """Let somebody have had other codes before (R-11)."""
        for time in range(times):
            person.codes.append(codes.code(codes.FIRST_OTHER + person.id * 4 + time))


class Home:
    """One household: who may apply, and who is in their care."""

    def __init__(self, build: Builder, surnames: tuple[str, str], applicant: Person, spouse: Person | None) -> None:
        self.build = build
        self.surnames = surnames
        self.applicant = applicant
        self.spouse = spouse
        self.dependants: list[Person] = []

    @property
    def people(self) -> list[Person]:
        """Everybody, the applicant first."""
        return [self.applicant, *([self.spouse] if self.spouse else []), *self.dependants]

    def child(
        self, age: int, days: int | None = None, *, relation: Relation = "child", schooled: bool = True
    ) -> Person:
        """Somebody in the care of both, who turned `age` that many `days` ago (negative: will), by default long ago; schooled if of school age."""
        days = self.build.chance.randrange(20, 340) if days is None else days
        return self.child_born(
            born(self.build.today, age, days), relation=relation, schooled=schooled and age in SCHOOL_AGES
        )

    def child_born(self, birth: date, *, relation: Relation = "child", schooled: bool = False) -> Person:
        """The same, by the date of birth."""
        woman = self.build.chance.random() < 0.5
        surnames = self.surnames if relation == "child" else self.build.chance.choice(names.SURNAMES)
        child = self.build.person(woman=woman, birth=birth, surname=surnames[woman], address=self.applicant.address)
        self.dependants.append(child)
        for carer in (self.applicant, self.spouse):
            if carer is not None:
                # Own children are in their parents' care from birth; others came later.
                care(
                    carer,
                    child,
                    relation,
                    birth if relation == "child" else max(birth, self.build.today - timedelta(days=700)),
                )
        if schooled:
            study(
                child,
                "general",
                f"{child.address.rsplit(', ', 2)[1]} pamatskola",
                date(birth.year + 7, 9, 1),
                date(birth.year + 19, 6, 30),
            )
        return child

    def young(self, *ages: int) -> "Home":
        """Children of these ages, of whom there is nothing to tell."""
        for age in ages:
            self.child(age)
        return self

    def student(
        self, age: int, days: int | None = None, *, programme: Programme = "higher", ends: date | None = None
    ) -> Person:
        """A child of age who studies, until the second June from now unless told otherwise."""
        person = self.child(age, days, schooled=False)
        school = self.build.chance.choice(names.UNIVERSITIES if programme == "higher" else names.COLLEGES)
        summer = next_june(self.build.today)
        study(person, programme, school, date(summer.year - 2, 9, 1), ends or date(summer.year + 1, 6, 30))
        return person


def care(carer: Person, child: Person, relation: Relation, since: date, custody: Custody = "full") -> Care:
    """Write down at both that one cares for the other."""
    made = Care(carer=carer.id, child=child.id, relation=relation, custody=custody, since=since)
    carer.children.append(made)
    child.carers.append(made)
    return made


def study(person: Person, programme: Programme, school: str, started: date, ends: date) -> Enrolment:
    """Enrol somebody."""
    made = Enrolment(school=school, programme=programme, started=started, ends=ends)
    person.enrolments.append(made)
    return made
