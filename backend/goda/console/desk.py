"""What every page of the console stands on: who is asking, the form's token, how a page is drawn and how trouble is shown.

A handler that asks for `signed` is closed to strangers; one that asks for `form` has had its token checked. Both are given by the
router, so a page cannot forget them.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect
from msgspec import Struct

from goda.applications.service import Applications
from goda.audit import Actor, Audit
from goda.cards.numbers import show_number
from goda.cards.service import Cards
from goda.console import words
from goda.console.forms import Form, Upload, write_day
from goda.db.database import Database
from goda.decisions.model import Event
from goda.decisions.service import Decisions
from goda.decisions.texts import Texts
from goda.documents.service import Documents
from goda.kernel import i18n
from goda.kernel.clock import RIGA, Clock, riga_day
from goda.kernel.errors import GodaError, Refused
from goda.kernel.i18n import N_, Language
from goda.law.facts import Mark, Register, Relation, Silence, Value, Why
from goda.law.logic import Truth
from goda.notices.service import Notices
from goda.people.errors import ReasonNeeded
from goda.people.service import People
from goda.printing.service import Printing
from goda.staff.model import StaffMember
from goda.staff.service import SUBJECT, Staff, actor_of
from goda.web import errors, pages, problem
from goda.web.language import language_of
from goda.web.sessions import FORM_FIELD, Session, Sessions
from goda.web.throttle import Throttle

AnyRequest = Request[Any, Any, Any]


SOON = 5
"""Days before a deadline from which it is marked: a working week."""
UNTIL = N_("until {day}")

FRESH = timedelta(minutes=10)
"""How long after a key was used its owner may change who comes in: a session left open must not become a key of somebody else."""


class SignInAgain(Refused):
    """Keys and staff are changed only shortly after a sign-in."""

    code = "sign-in-again"
    title = N_("Sign in again first")
    advice = N_("Keys and staff can be changed for ten minutes after signing in. Sign out, sign in and come back.")


class Signed(Struct, frozen=True):
    """Who is asking, in which session."""

    member: StaffMember
    session: Session

    @property
    def actor(self) -> Actor:
        """As use cases know them."""
        return actor_of(self.member)


class Desk(Struct, frozen=True, kw_only=True):
    """The console's collaborators, made once."""

    people: People
    staff: Staff
    cards: Cards
    applications: Applications
    decisions: Decisions
    documents: Documents
    notices: Notices
    texts: Texts
    printing: Printing
    audit: Audit
    db: Database
    sessions: Sessions
    throttle: Throttle
    clock: Clock
    origin: str
    assets: dict[str, str]

    def today(self) -> date:
        """The calendar day in Riga."""
        return riga_day(self.clock.now())

    def page(
        self, request: AnyRequest, template: str, *, signed: Signed | None = None, status: int = 200, **context: Any
    ) -> Response[str]:
        """Draw a page of the console; a part of one where htmx asks for a part by its name."""
        language = language_of(request.scope)
        return pages.render(
            request,
            f"console/{template}",
            status=status,
            signed=signed,
            token=signed.session.form_token if signed else "",
            assets=self.assets,
            show=Show(language, self.today().year),
            form=context.pop("form", None),
            here=request.url.path,
            **context,
        )

    def require_fresh(self, signed: Signed) -> None:
        """Raise `SignInAgain` unless whoever asks has used a key just now."""
        used = signed.session.stepped_up
        if used is None or self.clock.now() - used > FRESH:
            raise SignInAgain

    async def signed_in(self, request: AnyRequest) -> Signed | None:
        """Who is asking, if their session lives and they still work here (R-82)."""
        session = await self.sessions.load(request)
        if session is None or session.subject_kind != SUBJECT:
            return None
        member = await self.staff.find(session.subject)
        return None if member is None else Signed(member, session)


class Show:
    """How days, moments and errors are written in one language."""

    def __init__(self, language: Language, year: int = 0) -> None:
        self.language = language
        self.year = year

    def day(self, day: date | None) -> str:
        """30.06.2027. in Latvian, 30 June 2027 in English."""
        if day is None:
            return "–"
        return f"{day:%d.%m.%Y}." if self.language == "lv" else i18n.date("en", day)

    def moment(self, moment: datetime | None) -> str:
        """A day and the time in Riga."""
        if moment is None:
            return "–"
        local = moment.astimezone(RIGA)
        return f"{self.day(local.date())} {local:%H:%M}"

    def shortly(self, moment: datetime) -> str:
        """The same where many stand below each other: day, month and time of this year's, the whole of others."""
        local = moment.astimezone(RIGA)
        return f"{local:%d.%m. %H:%M}" if local.year == self.year else f"{local:%d.%m.%Y. %H:%M}"

    def typed(self, day: date) -> str:
        """As it is typed into a field."""
        return write_day(day)

    def number(self, number: str) -> str:
        """A card number in groups, as it stands on the card."""
        return show_number(number)

    def until(self, seconds: int) -> str:
        """The last day of something that ends at this second."""
        return self.day(datetime.fromtimestamp(seconds - 1, UTC).date())

    def iso(self, moment: date | datetime) -> str:
        """For the `datetime` of a `time` element."""
        return moment.isoformat()

    def title(self, error: GodaError) -> str:
        """What is wrong."""
        return error.title_in(self.language)

    def advice(self, error: GodaError) -> str:
        """What to do about it."""
        return error.advice_in(self.language)

    def urgency(self, days: int) -> str:
        """How near a deadline is, as the colour's name; the words beside it say the same."""
        return "late" if days < 0 else "soon" if days <= SOON else ""

    def answer(self, mark: Mark, value: Value | Silence, until: date | None = None) -> str:
        """What a register said of a mark, in words."""
        said = words.of_value(mark, value)
        text = self.day(said) if isinstance(said, date) else i18n.gettext(self.language, said)
        return text if until is None else f"{text} ({i18n.gettext(self.language, UNTIL, day=self.day(until))})"

    def mark(self, mark: Mark) -> str:
        """What a register is asked about."""
        return i18n.gettext(self.language, words.MARKS[mark])

    def register(self, register: Register) -> str:
        """A register as clerks call it."""
        return i18n.gettext(self.language, words.LETTERS[register])

    def register_whole(self, register: Register) -> str:
        """A register by its whole name."""
        return i18n.gettext(self.language, words.REGISTERS[register])

    def why(self, why: Why) -> str:
        """Why something is not known."""
        return i18n.gettext(self.language, words.WHYS[why])

    def truth(self, truth: Truth) -> str:
        """Met, not met, unknown: sign and word."""
        return f"{words.SIGNS[truth]} {i18n.gettext(self.language, words.TRUTHS[truth])}"

    def relation(self, relation: str | None) -> str:
        """What a dependant is to the parents."""
        return i18n.gettext(self.language, words.RELATIONS[Relation(relation)]) if relation else ""

    def happened(self, event: Event) -> str:
        """What happened in a case, its days and marks in words."""
        return i18n.gettext(
            self.language, event.what, **{name: self._particular(name, text) for name, text in event.params.items()}
        )

    def _particular(self, name: str, text: str) -> str:
        if name == "mark" and text in set(Mark):
            return self.mark(Mark(text))
        try:
            return self.day(date.fromisoformat(text))
        except ValueError:
            return text

    def size(self, size: int) -> str:
        """Bytes as people say them."""
        megabytes = f"{max(size, 50_000) / 1_000_000:.1f} MB"
        return megabytes.replace(".", ",") if self.language == "lv" else megabytes

    def count(self, singular: str, plural: str, n: int) -> str:
        """A number of things."""
        return i18n.ngettext(self.language, singular, plural, n)


async def provide_signed(request: AnyRequest, desk: NamedDependency[Desk]) -> Signed:
    """The dependency `signed`; raises `SignInNeeded`."""
    signed = await desk.signed_in(request)
    if signed is None:
        raise errors.SignInNeeded
    return signed


async def provide_form(request: AnyRequest, signed: NamedDependency[Signed]) -> Form:
    """The dependency `form`: what was posted, its token checked."""
    posted = await request.form()
    fields = list(posted.multi_items())
    files = {
        name: Upload(name=value.filename or "", data=await value.read())
        for name, value in fields
        if isinstance(value, UploadFile) and value.filename
    }
    form = Form(fields, files)
    signed.session.check_form(form.text(FORM_FIELD))
    return form


def read_id(text: str) -> UUID | None:
    """An id as a form brought it."""
    try:
        return UUID(text)
    except ValueError:
        return None


def trouble(desk: Desk) -> Callable[[AnyRequest, GodaError], Response[Any]]:
    """The console's exception handler: a page for what went wrong; programs get the problem answer, strangers the sign-in."""

    def handle(request: AnyRequest, error: GodaError) -> Response[Any]:
        htmx = request.headers.get("hx-request") == "true"
        if not htmx and not problem.wants_page(request.scope):
            return problem.handle(request, error)
        if isinstance(error, errors.SignInNeeded):
            # The page stays, with all that was typed: console.js says what to do.
            return problem.handle(request, error) if htmx else _go("/console/sign-in", htmx=False)
        if isinstance(error, ReasonNeeded) and "family" in error.params:
            return _go(f"/console/families/{error.params['family']}/open", htmx=htmx)
        return desk.page(request, "problem.html", status=int(error.status), error=error)

    return handle


def _go(path: str, *, htmx: bool) -> Response[Any]:
    if htmx:
        return Response(
            content=b"", status_code=HTTPStatus.OK, headers={"HX-Redirect": path, "cache-control": "no-store"}
        )
    return Redirect(path, status_code=303)
