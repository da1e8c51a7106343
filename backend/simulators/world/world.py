"""The world: 2 000 families, where to find whom, what has changed, and how it was before.

Made anew by `World(seed, day)` in about a tenth of a second; kept in memory, so a restart forgets every change.
"""

import copy
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from simulators.world import codes, edges_ages, edges_families
from simulators.world.build import Builder, Home
from simulators.world.edge import EDGES, Edge
from simulators.world.model import Debt, Disability, Group, Person

FAMILIES: Final = 2_000
SEED: Final = 3
_MAKERS: Final = (edges_ages, edges_families)  # imported for the edges that they enter


class Change(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One line of a register's feed: about whom something new can be asked. It does not say what (data minimisation)."""

    sequence: int
    at: datetime
    personal_code: str
    kind: str


class World:
    """Everybody, as of `day`."""

    def __init__(self, seed: int = SEED, day: date | None = None, families: int = FAMILIES) -> None:
        self.seed = seed
        self.day = day or date.today()
        self.today: Callable[[], date] = lambda: self.day
        """The day that registers look at; moves where a clock is given."""
        self.edges: list[Edge] = []
        self.never_answers: list[tuple[str, str]] = []
        """Register and personal code: about them it is silent, whatever is switched."""
        self.feeds: dict[str, list[Change]] = {}
        self._former: dict[int, Person] = {}
        build = Builder(seed, self.day)
        self.families = self._edge_homes(build)
        while len(self.families) < families:
            self.families.append(_some_family(build))
        self.people: list[Person] = build.people
        self._by_code = {code: person for person in self.people for code in person.codes}
        self._codes_given = 0

    def _edge_homes(self, build: Builder) -> list[list[int]]:
        homes = []
        for name, requirement, en, lv, make in EDGES:
            made = make(build)
            homes.append([person.id for person in made.home.people])
            if made.others:
                homes.append([person.id for person in made.others])
            self.edges.append(
                Edge(
                    name=name, requirement=requirement, lv=lv, en=en,
                    applicant=made.home.applicant.code,
                    about=tuple(person.code for person in made.about),
                    codes=tuple(person.code for person in [*made.home.people, *made.others]),
                )
            )  # fmt: skip
            if made.silent:
                self.never_answers += [(made.silent, person.code) for person in made.about]
        return homes

    def find(self, code: str) -> Person | None:
        """Whoever has this code now, or had it before (R-11)."""
        return self._by_code.get(code)

    def edge(self, name: str) -> Edge:
        """An edge by its name. Raises `KeyError`."""
        for edge in self.edges:
            if edge.name == name:
                return edge
        raise KeyError(name)

    def search(self, text: str, limit: int) -> list[Person]:
        """People of whose names and codes the words are beginnings, in the order of the world; letters' marks and case do not matter."""
        wanted = _fold(text).split()
        found = []
        for person in self.people:
            words = [*_fold(person.name).split(), *person.codes]
            if all(any(word.startswith(part) for word in words) for part in wanted):
                found.append(person)
                if len(found) == limit:
                    break
        return found

    def after(self, person: Person) -> Person:
        """Somebody else: the next in the order of the world."""
        return self.people[(person.id + 1) % len(self.people)]

    def former(self, person: Person) -> Person:
        """How somebody was before their last change; the same where there was none."""
        return self._former.get(person.id, person)

    def remember(self, *people: Person) -> None:
        """Keep how they are now, before something changes."""
        for person in people:
            self._former[person.id] = copy.deepcopy(person)

    def tell(self, register: str, person: Person, kind: str, at: datetime) -> Change:
        """Write a change into a register's feed."""
        feed = self.feeds.setdefault(register, [])
        change = Change(sequence=len(feed) + 1, at=at, personal_code=person.code, kind=kind)
        feed.append(change)
        return change

    def new_code(self, person: Person) -> None:
        """Give another personal code; the old one still finds the person."""
        # Codes of edges with former ones lie at four a person: those given later begin behind everybody's.
        self._codes_given += 1
        code = codes.code(codes.FIRST_OTHER + 4_000_000 + self._codes_given)
        person.codes.insert(0, code)
        self._by_code[code] = person

    def arrive(self, *, woman: bool, given: str, surname: str, birth: date, address: str) -> Person:
        """Somebody new in the world, with a code of their own."""
        number = len(self.people)
        person = Person(
            id=number, codes=[codes.code(codes.FIRST + number)], given=given, surname=surname, woman=woman, born=birth,
            address=address,
        )  # fmt: skip
        self.people.append(person)
        self._by_code[person.code] = person
        return person


def _some_family(build: Builder) -> list[int]:
    """A family like many: one to six children, some grown up, some with a disability, a few with debts or former codes."""
    chance = build.chance
    age = chance.randrange(27, 52)
    home = build.home(spouse=chance.random() < 0.78, age=age)
    for _ in range(chance.choices((1, 2, 3, 4, 5, 6), (16, 30, 32, 14, 6, 2))[0]):
        _dependant(home, chance.randrange(0, min(24, age - 19)))
    if chance.random() < 0.04:
        home.applicant.debt = Debt(
            since=build.today - timedelta(days=chance.randrange(60, 2000)),
            agreement=chance.choice(("none", "kept", "broken")),
        )
    if chance.random() < 0.02:
        build.previous_code(home.applicant)
    return [person.id for person in home.people]


def _dependant(home: Home, age: int) -> None:
    chance = home.build.chance
    draws = chance.random(), chance.random(), chance.randrange(100, 2500)
    if age < 19:
        person = home.child(age)
    elif draws[0] < 0.6:
        person = home.student(age, programme="higher" if draws[1] < 0.6 else "vocational")
    else:
        person = home.child(age)
    if draws[1] < 0.05:
        group: Group = "child" if age < 18 else chance.choice(("I", "II", "III"))
        person.disability = Disability(
            group, home.build.today - timedelta(days=400), home.build.today + timedelta(days=draws[2])
        )


def _fold(text: str) -> str:
    return text.casefold().translate(_PLAIN)


_PLAIN: Final = str.maketrans("āčēģīķļņšūž", "acegiklnsuz")
