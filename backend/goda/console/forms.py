"""What a form brought, read field by field; every fault is kept under its field's name, and nothing typed is lost.

Days are typed as they are written in Latvia (`07.03.2015`), or as `7.3.2015`, `07032015` or `2015-03-07`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct

from goda.kernel import names, personal_code
from goda.kernel.errors import GodaError, Invalid
from goda.kernel.i18n import N_
from goda.kernel.personal_code import PersonalCode

T = TypeVar("T")

_DAY = re.compile(r"\A([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})\.?\Z")
_DAY_BARE = re.compile(r"\A([0-9]{2})([0-9]{2})([0-9]{4})\Z")
_DAY_ISO = re.compile(r"\A([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
EARLIEST = 1900
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


class DayMissing(Invalid):
    """No day."""

    code = "day-missing"
    title = N_("Enter the date")
    advice = N_("Day, month, year: for example 07.03.2015.")


class DayWrong(Invalid):
    """Not a day of the calendar."""

    code = "day-wrong"
    title = N_("This is not a date")
    advice = N_("Day, month, year: for example 07.03.2015.")


class TextMissing(Invalid):
    """Nothing in a field that must hold something."""

    code = "text-missing"
    title = N_("This is still empty")
    advice = N_("Fill it in.")


class ChoiceMissing(Invalid):
    """Nothing chosen."""

    code = "choice-missing"
    title = N_("Choose one of these")
    advice = N_("If none fits, take the nearest.")


class CodeMissing(Invalid):
    """No personal code."""

    code = "code-missing"
    title = N_("Enter the personal code")
    advice = N_("Eleven digits, for example 161175-19997.")


class TextTooLong(Invalid):
    """More than is kept."""

    code = "typed-text-too-long"
    title = N_("The text is longer than {most} characters")
    advice = N_("Shorten it.")


class TextUnseen(Invalid):
    """Characters that nobody can see, such as those that turn the direction of writing."""

    code = "typed-text-unseen"
    title = N_("There are characters in the text that cannot be seen")
    advice = N_("They often come along with copied text: type that part anew.")


class NumberWrong(Invalid):
    """Not a number, or out of bounds."""

    code = "number-wrong"
    title = N_("Enter a number from {least} to {most}")
    advice = N_("Digits only.")


class FileMissing(Invalid):
    """No file chosen."""

    code = "file-missing"
    title = N_("Choose a file")
    advice = N_("A PDF, or a photograph or scan as JPEG or PNG, of at most 5 MB.")


class Upload(Struct, frozen=True, kw_only=True):
    """A file that came with a form. Nothing that its browser says of it is believed."""

    name: str
    data: bytes


class Form:
    """The fields of one form, with the faults found so far."""

    def __init__(self, fields: Sequence[tuple[str, Any]], files: Mapping[str, Upload] | None = None) -> None:
        self._fields = [(name, value) for name, value in fields if isinstance(value, str)]
        self._files = files or {}
        self.faults: dict[str, GodaError] = {}

    def text(self, name: str) -> str:
        """What stands in the field, trimmed; empty where there is none."""
        return next((value.strip() for key, value in self._fields if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value under this name, in the order of the page."""
        return [value for key, value in self._fields if key == name]

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def values(self) -> dict[str, str]:
        """Everything typed, for showing it again."""
        return dict(reversed(self._fields))

    def fault(self, name: str, error: GodaError) -> None:
        """Note what is wrong with a field; the first fault stays."""
        self.faults.setdefault(name, error)

    def take_faults(self, faults: Mapping[str, GodaError]) -> None:
        """Note what a use case found."""
        for name, error in faults.items():
            self.fault(name, error)

    def file(self, name: str, *, needed: bool = True) -> Upload | None:
        """The file chosen in a field."""
        upload = self._files.get(name)
        if upload is None and needed:
            self.fault(name, FileMissing())
        return upload

    def take_error(self, error: GodaError, otherwise: str, names: Mapping[str, str] | None = None) -> None:
        """Note why a use case was not done: by its fields (`names`: where they are called otherwise here), else under one field of this form."""
        fields = error.fields if isinstance(error, Invalid) else {}
        renamed = {(names or {}).get(name, name): fault for name, fault in fields.items()}
        self.take_faults(renamed or {otherwise: error})

    # -- kinds of fields --------------------------------------------------------------------------------------------------------

    def line(self, name: str, limit: int, *, needed: bool = True) -> str:
        """A line of text, cleaned of what cannot be seen; line ends become spaces."""
        raw = re.sub(r"[\r\n\t]+", " ", self.text(name))
        if not raw:
            if needed:
                self.fault(name, TextMissing())
            return ""
        try:
            return names.clean(raw, limit)
        except Invalid as error:
            self.fault(name, error)
            return ""

    def prose(self, name: str, limit: int, *, needed: bool = True) -> str:
        """A text of several lines, as it was typed; line ends of Unix, and nothing that cannot be seen."""
        raw = self.text(name).replace("\r\n", "\n").replace("\r", "\n")
        if not raw and needed:
            self.fault(name, TextMissing())
        if len(raw) > limit:
            self.fault(name, TextTooLong(most=limit))
        elif any(unicodedata.category(one) in _UNSEEN and one != "\n" for one in raw):
            self.fault(name, TextUnseen())
        return raw

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        raw = self.text(name)
        if re.fullmatch(r"[0-9]{1,6}", raw) and least <= int(raw) <= most:
            return int(raw)
        self.fault(name, NumberWrong(least=least, most=most))
        return None

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A calendar day."""
        raw = self.text(name)
        if not raw:
            if needed:
                self.fault(name, DayMissing())
            return None
        try:
            return read_day(raw)
        except DayWrong as error:
            self.fault(name, error)
            return None

    def code(self, name: str, *, needed: bool = True) -> PersonalCode | None:
        """A personal code (D-11)."""
        raw = self.text(name)
        if not raw:
            if needed:
                self.fault(name, CodeMissing())
            return None
        try:
            return personal_code.parse(raw)
        except Invalid as error:
            self.fault(name, error)
            return None

    def choice(self, name: str, among: Sequence[T], *, needed: bool = True) -> T | None:
        """One of these, given as text."""
        raw = self.text(name)
        found = next((one for one in among if str(one) == raw), None)
        if found is None and needed:
            self.fault(name, ChoiceMissing())
        return found


def read_day(text: str) -> date:
    """Read a day as typed; raises `DayWrong`."""
    bare = text.strip()
    if found := _DAY_ISO.match(bare):
        year, month, day = (int(part) for part in found.groups())
    elif found := (_DAY.match(bare) or _DAY_BARE.match(bare)):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise DayWrong
    try:
        read = date(year, month, day)
    except ValueError:
        raise DayWrong from None
    if read.year < EARLIEST:
        raise DayWrong
    return read


def write_day(day: date | None) -> str:
    """A day as it is typed: 07.03.2015."""
    return "" if day is None else f"{day:%d.%m.%Y}"
