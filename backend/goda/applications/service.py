"""The use cases of an application: begin, answer, submit, withdraw, correct; and `move` for the flows that decide."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from goda.applications.model import Application, State
from goda.audit import Actor, Work
from goda.kernel.errors import GodaError
from goda.kernel.personal_code import PersonalCode
from goda.notices.model import Contact


class Applications:
    """Made once by the application."""

    async def start(self, actor: Actor, person: UUID, *, for_renewal: bool = False) -> Application:
        """Begin an application, or go on with the person's open one. Raises `RegisterSilent`."""
        raise NotImplementedError

    async def start_in_person(self, actor: Actor, code: PersonalCode, *, for_renewal: bool = False) -> Application:
        """A clerk begins it for whoever stands before them with an identity document (R-40)."""
        raise NotImplementedError

    async def open_of(self, actor: Actor, person: UUID) -> Application | None:
        """The person's open application."""
        raise NotImplementedError

    async def of_person(self, actor: Actor, person: UUID) -> tuple[Application, ...]:
        """All of a person's applications, newest first."""
        raise NotImplementedError

    async def get(self, actor: Actor, application: UUID) -> Application:
        """One application; raises `NoSuchApplication` where there is none that the actor may know of."""
        raise NotImplementedError

    async def by_number(self, actor: Actor, number: str) -> Application:
        """As `get`, by its number."""
        raise NotImplementedError

    async def refresh(self, actor: Actor, application: UUID) -> Application:
        """Ask anew who is in the family. Raises `RegisterSilent`."""
        raise NotImplementedError

    async def answer(self, actor: Actor, application: UUID, changes: Mapping[str, Any]) -> Application:
        """Keep answers, by the names of `Answers`' fields. Raises `AnswersInvalid` by field after keeping those that are right."""
        raise NotImplementedError

    def missing(self, application: Application) -> dict[str, GodaError]:
        """What still keeps a draft from being submitted, by field."""
        raise NotImplementedError

    async def submit(self, actor: Actor, application: UUID, key: UUID) -> Application:
        """Register it: number, day, the day by which it must be decided. Again, it says the same. Raises `AnswersInvalid`."""
        raise NotImplementedError

    async def withdraw(self, actor: Actor, application: UUID) -> Application:
        """Take it back, until it is decided. Raises `DecidedAlready`."""
        raise NotImplementedError

    async def correct_contact(self, actor: Actor, application: UUID, contact: Contact) -> Application:
        """Correct how the family is reached, also after submitting. Raises `AnswersInvalid`."""
        raise NotImplementedError

    def on_withdrawn(self, callback: Callable[[Work, Application], Awaitable[None]]) -> None:
        """Call this in the transaction of each withdrawal: cases and held decisions end with the application."""
        raise NotImplementedError

    async def move(
        self, work: Work, application: UUID, *, to: State, from_: tuple[State, ...],
        decide_by: date | None = None, asked: str | None = None, asked_until: date | None = None, decided_at: datetime | None = None,
    ) -> Application:  # fmt: skip
        """Bring it to another state, in the caller's transaction. Raises `MovedMeanwhile` where it stands in none of `from_`.

        What is left out stays; `asked` and `asked_until` are forgotten in every state but `asked`.
        """
        raise NotImplementedError

    async def found(self, application: UUID) -> Application:
        """The application, for the flows above, in the caller's transaction and under the caller's record."""
        raise NotImplementedError

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Two records of one person were merged (R-11): what belonged to `gone` is `kept`'s."""
        raise NotImplementedError
