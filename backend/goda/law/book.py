"""The rules as anyone can read them, made of what runs: the criteria's own sentences, the numbers in force, since when.

The page `/rules` and `docs/rules.md` are two dresses of `book(...)`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from goda.kernel.i18n import LANGUAGES, N_, Language, gettext
from goda.kernel.i18n import date as in_words
from goda.law import counting, criteria, kinds, validity
from goda.law.criterion import FamilyCriterion, PersonCriterion
from goda.law.numbers import NUMBERS, Number

TITLE: Final = N_("When a family gets the card")
LEAD: Final = N_(
    "These are the rules by which applications are judged. They are made of the same data that the machine runs on. A register that is silent or contradicts another never means no: the case waits or goes to a person. Refusing and annulling are decided by people."
)
NOT_IN_LAW: Final = N_("not provided for")


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule in words."""

    name: str
    code: str
    sentence: str
    reference: str
    alternatives: tuple["Clause", ...] = ()
    """One of these is enough."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rules that belong together."""

    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number of the law through time, the newest first: since when, and what."""

    meaning: str
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All rules of one day in one language."""

    language: Language
    title: str
    lead: str
    day: str
    chapters: tuple[Chapter, ...]
    numbers: tuple[NumberLine, ...]


def newest() -> date:
    """The day of the last change of any number."""
    return max(since for number in NUMBERS for since, _ in number.history)


def book(language: Language, on: date) -> Book:
    """The rules in force on a day. What the law of that day did not know is left out."""

    def chapter(title: str, clauses: Iterable[Clause | None]) -> Chapter:
        return Chapter(gettext(language, title), tuple(clause for clause in clauses if clause is not None))

    return Book(
        language=language,
        title=gettext(language, TITLE),
        lead=gettext(language, LEAD),
        day=in_words(language, on),
        chapters=(
            chapter(
                N_("The card is granted if all of this is met"),
                (_clause(language, on, one, alternatives) for one, alternatives in criteria.WHOLE),
            ),
            chapter(N_("As what a person counts"), (_clause(language, on, one) for one in kinds.KINDS)),
            chapter(
                N_("What must hold for everyone who counts"),
                (_clause(language, on, one) for one in counting.CONDITIONS),
            ),
            chapter(N_("A card of one's own"), (_clause(language, on, one) for one in (counting.may_hold_a_card,))),
            chapter(N_("How long the card is valid"), (_validity(language, on, one) for one in validity.REASONS)),
        ),
        numbers=tuple(_line(language, number) for number in NUMBERS),
    )


def markdown() -> str:
    """The rules of the last change in every language, as `docs/rules.md` has them."""
    lines = ["<!-- Made by `goda rules`; edit backend/goda/law and its translations instead. -->"]
    for language in LANGUAGES:
        lines += _markdown(book(language, newest()))
    return "\n".join(lines) + "\n"


def _markdown(made: Book) -> list[str]:
    lines = ["", f"# {made.title}", "", made.lead, "", f"{gettext(made.language, RULES_OF)} {made.day}."]
    for chapter in made.chapters:
        lines += ["", f"## {chapter.title}", ""]
        for clause in chapter.clauses:
            lines.append(_item(clause, ""))
            lines += [_item(alternative, "  ") for alternative in clause.alternatives]
    lines += ["", f"## {gettext(made.language, NUMBERS_TITLE)}", ""]
    for line in made.numbers:
        lines.append(f"- {line.meaning}: " + "; ".join(f"**{value}** ({since})" for since, value in line.history))
    return lines


RULES_OF: Final = N_("The rules as they stand on this day:")
NUMBERS_TITLE: Final = N_("The numbers, and since when they hold")


def _item(clause: Clause, indent: str) -> str:
    return f"{indent}- {clause.sentence} *{clause.reference} · {clause.code}*"


def _clause(
    language: Language,
    on: date,
    criterion: FamilyCriterion | PersonCriterion,
    alternatives: Iterable[FamilyCriterion] = (),
) -> Clause | None:
    wording = criterion.wording
    params = wording.params(on)
    if len(params) < len(wording.numbers):
        return None
    below = (_clause(language, on, one) for one in alternatives)
    return Clause(
        name=wording.name,
        code=wording.code,
        sentence=gettext(language, wording.rule, **params),
        reference=gettext(language, wording.reference),
        alternatives=tuple(clause for clause in below if clause is not None),
    )


def _validity(language: Language, on: date, reason: str) -> Clause:
    return Clause(
        name="validity",
        code="D-3",
        sentence=gettext(language, reason, **validity.params(on)),
        reference=gettext(language, validity.REFERENCE),
    )


def _line(language: Language, number: Number) -> NumberLine:
    def entry(since: date, value: int | None) -> tuple[str, str]:
        first = since == number.history[0][0]
        if value is None:
            return gettext(language, N_("before that")), gettext(language, NOT_IN_LAW)
        when = N_("in force since {day} at the latest") if first else N_("in force since {day}")
        return gettext(language, when, day=in_words(language, since)), str(value)

    return NumberLine(
        gettext(language, number.meaning), tuple(entry(since, value) for since, value in reversed(number.history))
    )
