"""The templates that come with the program: what each is for, its words in Latvian, and what may stand in braces. Pure.

The fund's people edit them (`texts`); the names in braces are Latvian because they are read while editing.
"""

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Final

from msgspec import Struct

from goda.kernel.i18n import N_

PLACES: Final[dict[str, str]] = {
    "iesniegums": N_("Number of the application"),
    "reģistrēts": N_("Day on which it was registered"),
    "personas": N_("Names of those who count"),
    "no": N_("First day"),
    "līdz": N_("Last day"),
    "termiņš": N_("Why until that day"),
    "kritērijs": N_("The criterion that is not met, with its place in the law"),
    "fakti": N_("What was found about it"),
    "kas": N_("What the family is asked for"),
    "iemesls": N_("The reasons"),
}
"""What may stand in braces, and what it is filled with (msgids)."""


class Filling(Struct, frozen=True, kw_only=True):
    """What fills the places of a template; what is not known, or not said yet, is None and stays in braces."""

    application: str | None = None
    registered: date | None = None
    persons: tuple[str, ...] | None = None
    """Names of those who count."""
    first: date | None = None
    last: date | None = None
    why: str | None = None
    """Why until the last day, a Latvian sentence."""
    criterion: str | None = None
    """The criterion that is not met, a Latvian sentence with its place in the law."""
    facts: str | None = None
    what: str | None = None
    reasons: str | None = None

    def params(self) -> dict[str, str]:
        """By the names that stand in braces; days in figures, as after "no" and "līdz"."""
        known = {
            "iesniegums": self.application,
            "reģistrēts": _day(self.registered),
            "personas": ", ".join(self.persons) if self.persons is not None else None,
            "no": _day(self.first),
            "līdz": _day(self.last),
            "termiņš": self.why,
            "kritērijs": self.criterion,
            "fakti": self.facts,
            "kas": self.what,
            "iemesls": self.reasons,
        }
        return {name: value for name, value in known.items() if value is not None}


class Default(Struct, frozen=True):
    """A template as it comes with the program."""

    title: str
    places: tuple[str, ...]
    text: str


_OPENING: Final = "Fonds izskatīja iesniegumu Nr. {iesniegums}, kas reģistrēts {reģistrēts}, un pārbaudīja kritērijus valsts reģistros"
_AGAIN: Final = "Jaunu iesniegumu var iesniegt jebkurā laikā, tiklīdz apstākļi mainās."
_REFUSAL: Final = ("iesniegums", "reģistrēts", "kritērijs", "fakti", "personas")
_ANNULMENT: Final = ("kritērijs", "fakti")

DEFAULTS: Final[Mapping[str, Default]] = {
    "grant": Default(
        N_("Granting"),
        ("iesniegums", "reģistrēts", "personas", "no", "līdz", "termiņš"),
        f"{_OPENING}. Visi apliecības piešķiršanas kritēriji ir izpildīti.\n\n"
        "Vērā ņemtas šādas personas: {personas}.\n\n"
        "Apliecība ir derīga no {no} līdz {līdz} Derīguma termiņa pamats: {termiņš}",
    ),
    "refuse": Default(
        N_("Refusing, whatever the criterion"),
        _REFUSAL,
        f"{_OPENING} un iesniegtajos dokumentos.\n\n"
        "Apliecību piešķir, ja izpildīti visi kritēriji. Nav izpildīts šis kritērijs: {kritērijs}\n\n"
        f"{{fakti}}\n\n{_AGAIN}",
    ),
    "refuse:has_a_ground": Default(
        N_("Refusing: neither three who count nor a disability"),
        _REFUSAL,
        f"{_OPENING} un iesniegtajos dokumentos.\n\n"
        "Apliecību piešķir ģimenei, kuras aprūpē ir vismaz trīs bērni un pilngadīgas personas, ko ņem vērā, vai arī bērns ar "
        "invaliditāti vai pilngadīga persona, kura nav sasniegusi 24 gadu vecumu un kurai ir noteikta I vai II invaliditātes grupa. "
        "Pēc fonda rīcībā esošajām ziņām neviens no šiem pamatiem nav izpildīts.\n\n"
        f"{{fakti}}\n\n{_AGAIN}",
    ),
    "refuse:applicant_lives_in_latvia": Default(
        N_("Refusing: the applicant does not live in Latvia"),
        _REFUSAL,
        f"{_OPENING}.\n\n"
        "Apliecību piešķir, ja iesniedzēja deklarētā vai reģistrētā dzīvesvieta ir Latvijas Republikā. Pēc Fizisko personu reģistra "
        f"ziņām iesniedzēja dzīvesvieta nav Latvijā.\n\n{{fakti}}\n\nJa dzīvesvieta Latvijā ir deklarēta vēlāk, iesniedziet jaunu iesniegumu.",
    ),
    "refuse:no_debt_stands_against_it": Default(
        N_("Refusing: a debt, and no exception"),
        _REFUSAL,
        f"{_OPENING}.\n\n"
        "Apliecību piešķir, ja iesniedzējs nav reģistrēts Uzturlīdzekļu garantiju fonda iesniedzēju un parādnieku reģistrā parādnieka "
        "statusā vai ja uz viņu attiecas kāds no izņēmumiem: invaliditāte, ilgstoša darbnespēja vai noslēgta un pildīta vienošanās par "
        "maksājumu kārtību. Neviens no tiem nav konstatēts.\n\n"
        "{fakti}\n\nNoslēdzot vienošanos ar Uzturlīdzekļu garantiju fonda administrāciju un to pildot, jaunu iesniegumu var iesniegt uzreiz.",
    ),
    "refuse:applicant_is_alive_and_active": Default(
        N_("Refusing: the applicant is not active in the Register of Natural Persons"),
        _REFUSAL,
        f"{_OPENING}.\n\n"
        "Apliecību piešķir personai, kuras statuss Fizisko personu reģistrā ir aktīvs. Pēc reģistra ziņām tas tā nav.\n\n"
        "{fakti}\n\nJa ziņas reģistrā ir kļūdainas, lūdziet tās labot Pilsonības un migrācijas lietu pārvaldei un iesniedziet jaunu iesniegumu.",
    ),
    "annul:criteria-lost": Default(
        N_("Annulling: the criteria are no longer met"),
        _ANNULMENT,
        "Fonds pārbaudīja, vai joprojām ir izpildīti kritēriji, pēc kuriem apliecība piešķirta. Kritērijs vairs nav izpildīts: "
        f"{{kritērijs}}\n\n{{fakti}}\n\n{_AGAIN}",
    ),
    "annul:error": Default(
        N_("Annulling: it was granted by mistake"),
        _ANNULMENT,
        "Fonds konstatēja, ka apliecība piešķirta kļūdas dēļ.\n\n{fakti}\n\nJa tiesības uz apliecību ir, fonds izsniedz jaunu.",
    ),
    "annul:misuse": Default(
        N_("Annulling: it was misused"),
        _ANNULMENT,
        "Fonds konstatēja, ka apliecība izmantota ļaunprātīgi.\n\n{fakti}",
    ),
    "annul:holder-wish": Default(
        N_("Annulling: the holder wishes it"),
        (),
        f"Apliecības turētājs no tās atteicās.\n\n{_AGAIN}",
    ),
    "annul:death": Default(
        N_("Annulling: the holder has died"),
        (),
        "Pēc Fizisko personu reģistra ziņām apliecības turētājs ir miris.\n\n"
        "Izsakām līdzjūtību. Pārējo ģimenes locekļu tiesības uz apliecību izskata atsevišķi; Jums nekas nav jādara.",
    ),
    "annul:replaced": Default(
        N_("Annulling: another card takes its place"),
        (),
        "Apliecību aizstāj jauna apliecība.",
    ),
    "ask-family": Default(
        N_("Asking the family for something"),
        ("iesniegums", "kas", "līdz"),
        "Lai pieņemtu lēmumu par iesniegumu Nr. {iesniegums}, fondam vajadzīgs: {kas}\n\n"
        "Lūdzam to pievienot iesniegumam līdz {līdz} Ja Jums tas nav pieejams, rakstiet mums: meklēsim citu risinājumu.",
    ),
    "extend": Default(
        N_("Extending the term of decision"),
        ("iesniegums", "līdz", "iemesls"),
        "Iesnieguma Nr. {iesniegums} izskatīšanai nepieciešams vairāk laika: {iemesls}\n\n"
        "Fonds lēmumu pieņems līdz {līdz} (Administratīvā procesa likuma 64. panta otrā daļa). Jums nekas nav jādara.",
    ),
}
"""Each template by what it is for; "refuse:…" is followed by a criterion's name in `law`, "annul:…" by a cause."""

GENERAL: Final = {"refuse": "refuse"}
"""Which template stands in for a kind without one of its own."""

_NAMED: Final = re.compile(r"\{([^{}]*)\}")


class Unreadable(ValueError):
    """A template's text has a brace without its other half."""


def places_in(text: str) -> tuple[str, ...]:
    """The names in braces, each once; raises `Unreadable`. Anything but a plain name in braces is given as it stands."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise Unreadable from None
    if any("{" in before or "}" in before for before, *_ in parts):
        raise Unreadable
    names = (match[1] for match in _NAMED.finditer(text))
    return tuple(dict.fromkeys(names))


def filled(text: str, params: Mapping[str, str]) -> str:
    """The text with its places filled, in one pass: what fills them is never read as a template. Others stay in braces.

    A paragraph of which nothing is left falls away.
    """
    whole = _NAMED.sub(lambda match: params.get(match[1], match[0]), text)
    return "\n\n".join(paragraph.strip() for paragraph in whole.split("\n\n") if paragraph.strip())


def _day(day: date | None) -> str | None:
    return f"{day:%d.%m.%Y}." if day is not None else None


def unfilled(text: str) -> tuple[str, ...]:
    """The places of any template that are still open in a text: a decision should have none."""
    return tuple(name for name in dict.fromkeys(match[1] for match in _NAMED.finditer(text)) if name in PLACES)
