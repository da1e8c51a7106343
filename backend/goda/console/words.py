"""What the console calls things: marks and their values, registers, why something is not known. All are msgids.

The law's own sentences (`Finding.sentence`) say how a criterion stands; these are the short words for what was asked and answered.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from goda.kernel.i18n import N_
from goda.law.facts import Disability, Mark, Register, Relation, Service, Silence, Value, Why
from goda.law.logic import Truth

REGISTERS: Final[Mapping[Register, str]] = {
    Register.PERSONS: N_("Register of Natural Persons"),
    Register.EDUCATION: N_("State Education Information System"),
    Register.DISABILITY: N_("Disability Information System"),
    Register.MAINTENANCE: N_("Maintenance Guarantee Fund"),
    Register.DEFENCE: N_("Ministry of Defence register (VADONIS)"),
    Register.SOCIAL: N_("Municipal social services (SOPA)"),
    Register.ADDRESSES: N_("State Address Register"),
    Register.ENTERPRISES: N_("Enterprise Register"),
    Register.BY_HAND: N_("entered by hand"),
    Register.FUND: N_("the fund's own cards"),
}
"""In whole words, for one who does not know the letters."""

LETTERS: Final[Mapping[Register, str]] = {
    Register.PERSONS: N_("FPR"),
    Register.EDUCATION: N_("VIIS"),
    Register.DISABILITY: N_("IIS"),
    Register.MAINTENANCE: N_("UGF"),
    Register.DEFENCE: N_("VADONIS"),
    Register.SOCIAL: N_("SOPA"),
    Register.ADDRESSES: N_("VAR"),
    Register.ENTERPRISES: N_("UR"),
    Register.BY_HAND: N_("by hand"),
    Register.FUND: N_("the fund"),
}
"""As clerks call them."""

MARKS: Final[Mapping[Mark, str]] = {
    Mark.BORN: N_("birth date"),
    Mark.ALIVE: N_("status in the register"),
    Mark.IN_LATVIA: N_("residence"),
    Mark.RELATION: N_("relation to the parents"),
    Mark.CUSTODY_OF_APPLICANT: N_("the applicant's custody"),
    Mark.CUSTODY_OF_SPOUSE: N_("the spouse's custody"),
    Mark.MARRIED: N_("marriage with the applicant"),
    Mark.IN_EDUCATION: N_("education"),
    Mark.STUDIES_ABROAD: N_("studies abroad"),
    Mark.DISABILITY: N_("disability"),
    Mark.STAYS: N_("stay with guardian or foster family"),
    Mark.SERVICE: N_("defence or alternative service"),
    Mark.DEBTOR: N_("debt to the Maintenance Guarantee Fund"),
    Mark.AGREEMENT_KEPT: N_("agreement on paying the debt"),
    Mark.INCAPACITY: N_("long incapacity for work"),
    Mark.COUNTED_AS: N_("counted in another family"),
}

RELATIONS: Final[Mapping[Relation, str]] = {
    Relation.CHILD: N_("own or the spouse's child"),
    Relation.FOSTER: N_("foster family"),
    Relation.SPECIALISED_FOSTER: N_("specialised foster family"),
    Relation.GUARDIANSHIP: N_("guardianship"),
    Relation.NONE: N_("none of these"),
}

_VALUES: Final[Mapping[Mark, Mapping[Value, str]]] = {
    Mark.ALIVE: {True: N_("alive and active"), False: N_("dead or not active")},
    Mark.IN_LATVIA: {True: N_("in Latvia"), False: N_("not in Latvia")},
    Mark.RELATION: {relation: RELATIONS[relation] for relation in Relation},
    Mark.CUSTODY_OF_APPLICANT: {True: N_("in order"), False: N_("suspended or removed")},
    Mark.CUSTODY_OF_SPOUSE: {True: N_("in order"), False: N_("suspended or removed")},
    Mark.MARRIED: {True: N_("the applicant's spouse"), False: N_("not the applicant's spouse")},
    Mark.IN_EDUCATION: {True: N_("is in education"), False: N_("is not in education")},
    Mark.STUDIES_ABROAD: {True: N_("studies at a school abroad"), False: N_("does not study abroad")},
    Mark.DISABILITY: {
        Disability.CHILD: N_("child with a disability"),
        Disability.GROUP_I_OR_II: N_("group I or II"),
        Disability.GROUP_III: N_("group III"),
        Disability.NONE: N_("no disability"),
    },
    Mark.STAYS: {True: N_("stays, on an assessment"), False: N_("does not stay")},
    Mark.SERVICE: {
        Service.DEFENCE: N_("defence service of 11 months"),
        Service.ALTERNATIVE: N_("alternative service of 11 months"),
        Service.OTHER: N_("another service"),
        Service.NONE: N_("no service"),
    },
    Mark.DEBTOR: {True: N_("is a debtor"), False: N_("is not a debtor")},
    Mark.AGREEMENT_KEPT: {True: N_("has an agreement and keeps it"), False: N_("no agreement, or not kept")},
    Mark.INCAPACITY: {True: N_("yes, for as long as the rules say"), False: N_("no")},
    Mark.COUNTED_AS: {
        Relation.CHILD: N_("counted as own child"),
        Relation.FOSTER: N_("counted in a foster family"),
        Relation.SPECIALISED_FOSTER: N_("counted in a specialised foster family"),
        Relation.GUARDIANSHIP: N_("counted under guardianship"),
        Relation.NONE: N_("not counted elsewhere"),
    },
}

WHYS: Final[Mapping[Why, str]] = {
    Why.NOT_ASKED: N_("nobody has been asked yet"),
    Why.SILENT: N_("the register has not answered"),
    Why.CONTRADICTORY: N_("the answers contradict each other"),
    Why.OUTDATED: N_("the answer held until a day that has passed"),
}

TRUTHS: Final[Mapping[Truth, str]] = {
    Truth.MET: N_("met"),
    Truth.NOT_MET: N_("not met"),
    Truth.UNKNOWN: N_("unknown"),
}

SIGNS: Final[Mapping[Truth, str]] = {Truth.MET: "✓", Truth.NOT_MET: "✕", Truth.UNKNOWN: "?"}
"""Beside the word, for the eye that runs down the column."""

SILENT: Final = N_("no usable answer")


def of_value(mark: Mark, value: Value | Silence) -> str | date:
    """The words for an answer; the day itself for a birth date."""
    if isinstance(value, Silence):
        return SILENT
    if isinstance(value, date):
        return value
    return _VALUES[mark][value]


def by_hand() -> dict[Mark, tuple[tuple[str, str], ...]]:
    """What can be entered by hand, as a form's options: token and words. A birth date has no words but a field of its own."""
    found = {
        mark: tuple((f"{mark}:{_token(value)}", text) for value, text in values.items())
        for mark, values in _VALUES.items()
    }
    del found[Mark.COUNTED_AS]  # the fund's own knowledge
    return {Mark.BORN: ((f"{Mark.BORN}:", MARKS[Mark.BORN]),)} | found


def read_statement(token: str) -> tuple[Mark, Value | None] | None:
    """The mark and the value that a form's option stands for; the value is None for a birth date, whose day stands in another field."""
    for mark, values in _VALUES.items():
        for value in values:
            if token == f"{mark}:{_token(value)}":
                return mark, value
    return (Mark.BORN, None) if token == f"{Mark.BORN}:" else None


def _token(value: Value) -> str:
    return str(value).lower()
