"""`/wallet/applications/{id}/documents…`: what a family adds on paper to its own application (R-68)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.params import FromPath
from msgspec import Meta, Struct

from goda.applications.model import Application, State
from goda.applications.service import Applications
from goda.audit import Actor, Audit, Ground, Work
from goda.db.database import Database
from goda.documents import model
from goda.documents.content import Checked
from goda.documents.errors import DocumentRefused
from goda.documents.http import FIELD, attachment, received
from goda.documents.service import Documents, checked
from goda.kernel.errors import Invalid
from goda.wallet.account import NOTHING, answer
from goda.wallet.errors import NoDocumentsNow
from goda.wallet.signed import AnyRequest, provide_person
from goda.wallet.wire import Wire
from goda.web.feature import Feature
from goda.web.problem import Problem
from goda.web.throttle import Throttle

ADDINGS: Final = (30, 10.0)
"""Documents that one person may add or take back at once, and the seconds in which one more grows."""
LOOKS: Final = (120, 1.0)
PURPOSE: Final = "application"
ADDABLE: Final[tuple[State, ...]] = ("draft", "checking", "case", "asked")
REMOVABLE: Final[tuple[State, ...]] = ("draft", "asked")

_SAYS: Final = {
    401: "`sign-in-needed`",
    404: "`no-such-application`, `document-unknown`: none, or none of one's own",
    409: "`documents-full`, `no-documents-now`, `document-relied-on`",
    413: "`too-large`",
    422: "`invalid`, its field `file`: `document-empty`, `document-too-large`, `document-of-another-kind`, `document-damaged`",
    429: "`too-many` (with `Retry-After`)",
}


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the problems of these statuses for the API page."""
    return {
        status: ResponseSpec(
            Problem, description=_SAYS[status], media_type="application/problem+json", generate_examples=False
        )
        for status in (401, 404, 429, *statuses)
    }


class Papers(Struct, frozen=True):
    """The collaborators of this part of the door. `answered` is told when a family that was asked adds something."""

    db: Database
    audit: Audit
    applications: Applications
    documents: Documents
    throttle: Throttle
    answered: Callable[[Work, UUID], Awaitable[None]] | None = None

    def limit(self, person: Actor, purpose: str, rate: tuple[int, float]) -> None:
        """Raise `TooMany` when this person asks too often."""
        burst, seconds = rate
        self.throttle.take(purpose, str(person.id), burst=burst, seconds=seconds)

    async def of(self, person: Actor, application: UUID) -> tuple[model.Document, ...]:
        """The documents of one's own application; raises `NoSuchApplication`."""
        async with self.audit.work(person, Ground.SERVE) as work:
            await self.applications.get(person, application)
            work.record("document.listed", about=application)
            return await self.documents.of(application)

    async def add(self, person: Actor, application: UUID, name: str, data: Checked) -> model.Document:
        """Add one, and say so to who waits for it. Raises `NoSuchApplication`, `NoDocumentsNow`, `DocumentsFull`."""

        async def use_case() -> model.Document:
            async with self.audit.work(person, Ground.GRANT) as work:
                found = await self._taken(person, application, ADDABLE)
                added = await self.documents.add(work, application, person, name, data, PURPOSE)
                if found.state == "asked" and self.answered is not None:
                    await self.answered(work, application)
                return added

        return await self.db.retrying(use_case)

    async def remove(self, person: Actor, application: UUID, document: UUID) -> None:
        """Take one back while nobody works with it. Raises `NoSuchApplication`, `NoDocumentsNow`, `NoSuchDocument`, `DocumentReliedOn`."""

        async def use_case() -> None:
            async with self.audit.work(person, Ground.GRANT) as work:
                await self._taken(person, application, REMOVABLE)
                await self.documents.remove(work, document, application)

        await self.db.retrying(use_case)

    async def _taken(self, person: Actor, application: UUID, states: tuple[State, ...]) -> Application:
        """One's own application in one of these states, which it does not leave meanwhile."""
        await self.applications.get(person, application)
        found = await self.applications.taken(application)
        if found.state not in states:
            raise NoDocumentsNow
        return found


class Document(Wire, frozen=True, kw_only=True):
    """A document as lists show it."""

    id: UUID
    name: str
    kind: model.Kind
    size: int
    added_at: Annotated[datetime, Meta(tz=True)]

    @classmethod
    def of(cls, document: model.Document) -> Self:
        """Show a document."""
        return cls(
            id=document.id,
            name=document.name,
            kind=document.kind,
            size=document.size,
            added_at=document.added_at.replace(microsecond=0),
        )


class List(Wire, frozen=True, kw_only=True):
    """The documents of one application, oldest first."""

    documents: tuple[Document, ...]


class _Upload(Operation):
    """Describes the form with one file, which is read by hand."""

    def __post_init__(self) -> None:
        """Litestar makes it without arguments."""
        file = Schema(type="string", format="binary")  # type: ignore[arg-type]  # the words of OpenAPI themselves
        form = Schema(type="object", properties={FIELD: file}, required=[FIELD])  # type: ignore[arg-type]  # as above
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True)


@get("/documents", summary="Documents of an application", responses=_problems())
async def list_documents(
    papers: NamedDependency[Papers], person: NamedDependency[Actor], application: FromPath[UUID]
) -> Response[List]:
    """Oldest first."""
    papers.limit(person, "papers", LOOKS)
    return _list(await papers.of(person, application))


@post(
    "/documents", status_code=201, summary="Add a document", responses=_problems(409, 413, 422), operation_class=_Upload
)
async def add_document(
    request: AnyRequest, papers: NamedDependency[Papers], person: NamedDependency[Actor], application: FromPath[UUID]
) -> Response[List]:
    """One file, a PDF, JPEG or PNG of at most 5 MiB; at most ten. The same file again is the same document. Answers with all of them."""
    papers.limit(person, "papers-added", ADDINGS)
    name, data = await received(request)
    try:
        document = await checked(data)
    except DocumentRefused as error:
        raise Invalid({FIELD: error}) from None
    await papers.add(person, application, name, document)
    return _list(await papers.of(person, application), 201)


@get("/documents/{document:uuid}", summary="One document", media_type="application/octet-stream", responses=_problems())
async def read_document(
    papers: NamedDependency[Papers],
    person: NamedDependency[Actor],
    application: FromPath[UUID],
    document: FromPath[UUID],
) -> Response[bytes]:
    """As a file to keep, under its own type."""
    papers.limit(person, "papers", LOOKS)
    await papers.applications.get(person, application)
    return attachment(*await papers.documents.read(person, document, application, Ground.SERVE))


@delete(
    "/documents/{document:uuid}", status_code=204, summary="Take a document back", responses=_problems(409) | NOTHING
)
async def remove_document(
    papers: NamedDependency[Papers],
    person: NamedDependency[Actor],
    application: FromPath[UUID],
    document: FromPath[UUID],
) -> Response[None]:
    """While the application is a draft, or the family is asked for something."""
    papers.limit(person, "papers-added", ADDINGS)
    await papers.remove(person, application, document)
    return answer(None, 204)


def feature(papers: Papers) -> Feature:
    """Mount this part of the door; the families' sessions are asked for by the name that `wallet.account` gives them."""
    handlers = [list_documents, add_document, read_document, remove_document]
    router = Router(
        "/wallet/applications/{application:uuid}",
        route_handlers=handlers,
        dependencies={"person": Provide(provide_person)},
        tags=["applications"],
    )
    return Feature(name="papers", routes=(router,), dependencies={"papers": papers})


def _list(documents: tuple[model.Document, ...], status: int = 200) -> Response[List]:
    return answer(List(documents=tuple(Document.of(one) for one in documents)), status)
