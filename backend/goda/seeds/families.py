"""A dozen synthetic families for the demo: nobody real, each with a story that a screen or a rule should handle.

Their personal codes are of the new form (first digit 3) from a block that no register has reached, with a right check
digit, so that they can never be a living person's (D-11). Birth dates are counted from the day of seeding, so that the
children stay children.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

WEIGHTS = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One synthetic person: names, age in whole years, role in the family and a previous code where there was one."""

    given: str
    surname: str
    age: int
    role: Literal["applicant", "spouse", "child"] = "child"
    disabled: bool = False
    studies: bool = False
    previous_code: bool = False


@dataclass(frozen=True, kw_only=True)
class Family:
    """One synthetic family and the names that stand on its card, the holder first."""

    story: str
    people: tuple[Person, ...]
    on_card: tuple[int, ...]
    state: Literal["new", "annulled"] = "new"  # new: an unused activation code; annulled: the card is annulled


def synthetic_code(number: int) -> str:
    """A personal code for synthetic person `number` (0 to 99 999), of the form 399nnn-nnnnK with a right check digit."""
    digits = f"399{number:07d}"
    check = (1101 - sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True))) % 11 % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def born(age: int, today: date, offset: int) -> date:
    """A birth date that makes somebody `age` years old today; `offset` spreads the days within the year."""
    month, day = 1 + offset * 5 % 12, 1 + offset * 7 % 28
    return date(today.year - age - ((month, day) > (today.month, today.day)), month, day)


def _family(
    surname_m: str, surname_f: str, story: str, *people: Person, state: Literal["new", "annulled"] = "new"
) -> Family:
    named = tuple(replace(p, surname=surname_f if p.given[-1] in "ae" else surname_m) for p in people)
    return Family(story=story, people=named, on_card=tuple(range(min(4, len(named)))), state=state)


def _p(given: str, age: int, role: Literal["applicant", "spouse", "child"] = "child", **more: bool) -> Person:
    return Person(given=given, surname="", age=age, role=role, **more)


FAMILIES: tuple[Family, ...] = (
    _family(
        "Bērziņš", "Bērziņa", "Four on one card",
        _p("Anna", 38, "applicant"), _p("Jānis", 40, "spouse"), _p("Kārlis", 11), _p("Elīza", 7), _p("Toms", 4),
    ),
    _family(
        "Ozols", "Ozola", "Three under 15, three years",
        _p("Līga", 33, "applicant"), _p("Mārtiņš", 9), _p("Šarlote", 6), _p("Ņikita", 2),
    ),
    _family(
        "Kalniņš", "Kalniņa", "A student at a university counts until 24",
        _p("Andris", 47, "applicant"), _p("Inese", 45, "spouse"), _p("Rūta", 20, studies=True), _p("Ģirts", 16), _p("Zane", 13),
    ),
    _family(
        "Liepiņš", "Liepiņa", "A child with a disability",
        _p("Dace", 36, "applicant"), _p("Ādams", 8, disabled=True),
    ),
    _family(
        "Krūmiņš", "Krūmiņa", "Six people, one with two given names",
        _p("Gunta", 42, "applicant"), _p("Pēteris", 44, "spouse"), _p("Kristaps Aleksandrs", 15), _p("Ulla", 12), _p("Jēkabs", 9), _p("Emīlija", 5),
    ),
    _family(
        "Zariņš", "Zariņa", "A mother whose personal code has changed",
        _p("Ilze", 39, "applicant", previous_code=True), _p("Roberts", 14), _p("Made", 10), _p("Oskars", 3),
    ),
    _family(
        "Vītols", "Vītola", "One parent, three children",
        _p("Juris", 41, "applicant"), _p("Paula", 13), _p("Kaspars", 8), _p("Grieta", 6),
    ),
    _family(
        "Eglītis", "Eglīte", "Twins",
        _p("Sanita", 31, "applicant"), _p("Edgars", 34, "spouse"), _p("Lauma", 5), _p("Laima", 5), _p("Miks", 1),
    ),
    _family(
        "Ozoliņš-Šķipsna", "Ozoliņa-Šķipsna", "A double surname",
        _p("Evita", 37, "applicant"), _p("Haralds", 10), _p("Ieva", 7), _p("Ņina", 4),
    ),
    _family(
        "Petrovs", "Petrova", "Five children",
        _p("Jeļena", 40, "applicant"), _p("Sergejs", 43, "spouse"), _p("Dmitrijs", 17), _p("Anastasija", 15), _p("Viktorija", 12), _p("Romans", 8), _p("Mihails", 2),
    ),
    _family(
        "Kļaviņš", "Kļaviņa", "A young adult with a disability group",
        _p("Modris", 52, "applicant"), _p("Ēriks", 21, disabled=True),
    ),
    _family(
        "Jansons", "Jansone", "A card that has been annulled",
        _p("Agnese", 35, "applicant"), _p("Dāvis", 12), _p("Estere", 9), _p("Oto", 5),
        state="annulled",
    ),
)  # fmt: skip
