"""What the applicant says, read field by field, and what still keeps a draft from being submitted. Pure.

A field's own form is checked whenever it is kept; what several fields must agree in, and what depends on the day (D-4), when it is submitted:
nobody is told on the first page what the third will ask.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from goda.applications import contact, errors
from goda.applications.model import Answers, Application, Plastic
from goda.cards.errors import HolderNameTooLong, NamesCount, NamesTooLong
from goda.cards.model import MOST_NAMES, Preview
from goda.kernel.errors import GodaError, Invalid
from goda.kernel.i18n import Language
from goda.law.numbers import OWN_CARD_FROM
from goda.notices.model import Channel

Fits = Callable[[tuple[str, ...]], Preview]
"""How names would stand on a card: `Cards.preview`."""

_TEXTS: Final[Mapping[str, tuple[Callable[[str], str], int]]] = {
    "phone": (contact.phone, contact.MOST_PHONE),
    "email": (contact.email, contact.MOST_EMAIL),
    "postal": (contact.postal, 2 * contact.MOST_POSTAL),
}
_CHOICES: Final[Mapping[str, Any]] = {"channel": Channel | None, "language": Language, "plastic": Plastic}
_PERSONS: Final = frozenset({"names", "separate", "disability", "abroad"})
_MARKS: Final[Mapping[str, str]] = {"spouse_card": "spouseCard", "incapacity": "incapacity"}
_WIRE: Final[Mapping[str, str]] = {"spouseCard": "spouse_card"}
_DEFAULTS: Final = Answers()


def read(
    application: Application, changes: Mapping[str, Any], fits: Fits
) -> tuple[dict[str, Any], dict[str, GodaError]]:
    """The values to keep, by field of `Answers`, and what is wrong with the others, by the field's wire name.

    Fields are taken by either name (`spouseCard`, `spouse_card`); None takes an answer back. Persons come as ids or their text.
    """
    kept: dict[str, Any] = {}
    faults: dict[str, GodaError] = {}
    for name, value in changes.items():
        field = _WIRE.get(name, name)
        try:
            kept[field] = _value(application, field, value, fits)
        except GodaError as fault:
            faults[wire_name(field)] = fault
    return kept, faults


def wire_name(field: str) -> str:
    """The name of a field on the wire."""
    return _MARKS.get(field, field)


def missing(application: Application, today: date, fits: Fits) -> dict[str, GodaError]:
    """What must be mended before it can be submitted on this day, by the field's wire name."""
    answers = application.answers
    faults = contact_faults(answers)
    if "postal" not in faults and answers.plastic == "post" and not answers.postal:
        faults["postal"] = errors.PostalNeeded()
    for person in answers.separate:
        member = application.member(person)
        if member is not None and not member.may_have_card(today):
            faults["separate"] = errors.TooYoungForCard(name=member.name, age=OWN_CARD_FROM.on(today))
    try:
        fit(application, answers.names, fits)
        if answers.spouse_card:
            fit(application, answers.names, fits, for_spouse=True)
    except GodaError as fault:
        faults["names"] = fault
    return faults


def contact_faults(answers: Answers) -> dict[str, GodaError]:
    """What is missing in how the family is to be reached (R-19), by the field's wire name."""
    if answers.channel is None:
        return {"channel": errors.ChannelMissing()}
    if answers.channel == "email" and not answers.email:
        return {"email": errors.EmailNeeded()}
    if answers.channel == "post" and not answers.postal:
        return {"postal": errors.PostalNeeded()}
    return {}


def fit(application: Application, names: tuple[Any, ...], fits: Fits, *, for_spouse: bool = False) -> None:
    """Raise what is wrong with the names on a card of the applicant, or of the spouse, who is not named twice on their own."""
    holder = application.spouse if for_spouse else application.holder
    if holder is None:
        return
    others = application.names_of(person for person in names if person != holder.person)
    if len(others) >= MOST_NAMES:
        raise NamesCount(most=MOST_NAMES)
    try:
        preview = fits((holder.name, *others))
    except Invalid as error:
        raise next(iter(error.fields.values()), error) from None
    if preview.drop:
        raise NamesTooLong(drop=", ".join(preview.drop))
    if not preview.fits:
        raise HolderNameTooLong


def _value(application: Application, field: str, value: Any, fits: Fits) -> Any:
    if field in _TEXTS:
        return _text(field, value)
    if field in _CHOICES:
        return _converted(getattr(_DEFAULTS, field) if value is None else value, _CHOICES[field])
    if field in _PERSONS:
        return _persons(application, field, [] if value is None else value, fits)
    if field in _MARKS:
        mark = bool(_converted(False if value is None else value, bool))
        if field == "spouse_card" and mark and application.spouse is None:
            raise errors.NoSpouse
        return mark
    raise errors.NoSuchQuestion


def _text(field: str, value: Any) -> str:
    reader, most = _TEXTS[field]
    text = str(_converted("" if value is None else value, str))
    if len(text) > most:
        raise errors.AnswerTooLong(most=most)
    return reader(text)


def _persons(application: Application, field: str, value: Any, fits: Fits) -> tuple[Any, ...]:
    persons: tuple[UUID, ...] = _converted(value, tuple[UUID, ...])
    if len(set(persons)) < len(persons):
        raise errors.NamedTwice
    for person in persons:
        member = application.member(person)
        if member is None or (field != "names" and member.role != "dependant"):
            raise errors.NotAMember
        if member.role == "applicant":
            raise errors.HolderNamed
    if field == "names":
        fit(application, persons, fits)
    return persons


def _converted(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise errors.NotAnAnswer from None
