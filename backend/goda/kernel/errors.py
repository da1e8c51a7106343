"""Errors that people and programs meet: a stable code, a sentence in the reader's language, what to do next.

Raised where the knowledge is; shaped into an answer once, in `goda.web.problem`. A feature derives its own types and
sets `code`, `title` and `advice`; the texts are marked by `N_` and translated when they are shown. What no person can
mend (a programming error, a lost database) is no `GodaError`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from goda.kernel.i18n import N_, Language, gettext


class GodaError(Exception):
    """A use case could not be done. `params` fill the `{places}` of title and advice, and hold no personal data."""

    code: ClassVar[str] = "failed"
    """Kebab case; stable, since programs and the pages' dictionaries look at it."""
    status: ClassVar[int] = 500
    """HTTP status of the answer."""
    title: ClassVar[str] = N_("It did not work.")
    advice: ClassVar[str] = N_("Try again in a while.")

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def title_in(self, language: Language) -> str:
        """The sentence that says what is wrong."""
        return gettext(language, self.title, **self.params)

    def advice_in(self, language: Language) -> str:
        """The sentence that says what to do next."""
        return gettext(language, self.advice, **self.params)


class Invalid(GodaError):
    """What was given cannot be taken as it is; `fields` says which field and why, by the field's wire name."""

    code = "invalid"
    status = 422
    title = N_("Something in what was entered is not right.")
    advice = N_("Correct the marked fields and send again.")

    def __init__(self, fields: Mapping[str, GodaError] | None = None, **params: Any) -> None:
        super().__init__(**params)
        self.fields: dict[str, GodaError] = dict(fields or {})


class NotFound(GodaError):
    """No such thing, or none that this actor may know of: both look alike."""

    code = "not-found"
    status = 404
    title = N_("There is no such thing here.")
    advice = N_("Check the address or the number.")


class Conflict(GodaError):
    """The thing is not in a state in which this can be done to it."""

    code = "conflict"
    status = 409
    title = N_("This cannot be done now.")
    advice = N_("Load the page again and look at the present state.")


class Stale(Conflict):
    """Another wrote the row between our reading and our writing; `Database.retrying` runs the use case again."""

    code = "stale"
    title = N_("Somebody else changed this at the same moment.")


class Refused(GodaError):
    """The actor is known and may not."""

    code = "refused"
    status = 403
    title = N_("This is not allowed to you.")
    advice = N_("Ask someone whose role allows it.")


class TooMany(GodaError):
    """Too many tries in too short a time."""

    code = "too-many"
    status = 429
    title = N_("Too many tries.")
    advice = N_("Wait a while and try again.")

    def __init__(self, retry_after: int = 60, **params: Any) -> None:
        """Seconds in `retry_after` become the header Retry-After."""
        super().__init__(retry_after=retry_after, **params)
        self.retry_after = retry_after
