"""The one place where trouble becomes an answer: RFC 9457 problem details, or a page where a person is looking.

Errors are raised where the knowledge is (`kernel.errors`, `web.errors`, Litestar's own) and shaped here in the asker's language.
A 500 tells nothing of the inside; the log has the type and place of the error under the same request number.
"""

import re
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    ValidationException,
)
from litestar.types import HTTPScope, Scope, Send

from goda.kernel.errors import GodaError, Invalid, TooMany
from goda.kernel.i18n import Language
from goda.web import access_log, errors
from goda.web.language import language_of

MEDIA_TYPE: Final = "application/problem+json"
_DOORS: Final = ("/console", "/verify")
"""Where another first page than the wallet's belongs."""


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One member of what was sent and what is wrong with it."""

    field: str
    title: str
    detail: str
    code: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457. `code` is stable and for programs; `title` and `detail` are for people, in their language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request: str = ""
    fields: tuple[FieldProblem, ...] = ()


def problem(error: GodaError, language: Language, request: str = "") -> Problem:
    """Say `error` in `language`; `request` is the request's number, for our own trouble only."""
    fields = error.fields if isinstance(error, Invalid) else {}
    return Problem(
        type=f"/problems/{error.code}",
        title=error.title_in(language),
        status=int(error.status),
        detail=error.advice_in(language),
        code=error.code,
        request=request,
        fields=tuple(_field(name, value, language) for name, value in fields.items()),
    )


def headers_of(error: GodaError) -> dict[str, str]:
    """The headers that belong to this error: Retry-After (seconds), Allow, and those of its own `headers` attribute."""
    headers = {"cache-control": "no-store", "vary": "Accept, Accept-Language"}
    headers |= getattr(error, "headers", None) or {}
    if isinstance(error, TooMany):
        headers["retry-after"] = str(error.retry_after)
    if isinstance(error, errors.MethodNotAllowed):
        headers["allow"] = error.params["allow"]
    return headers


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's exception handler for every exception of every route."""
    shaped = shape(error)
    if isinstance(shaped, errors.Trouble):
        access_log.trouble(request.scope, error)
    headers = headers_of(shaped)
    status, media_type, body = rendered(request.scope, shaped)
    return Response(body, status_code=status, media_type=media_type, headers=headers)


async def answer(scope: HTTPScope, send: Send, error: GodaError) -> None:
    """Answer from outside Litestar (guards, limits, deadlines)."""
    status, media_type, body = rendered(scope, error)
    kind = f"{media_type}; charset=utf-8" if media_type == "text/html" else media_type
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in headers_of(error).items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def rendered(scope: Scope, error: GodaError) -> tuple[int, str, bytes]:
    """Status, media type and body of the answer: HTML for a person in a browser, JSON for all else."""
    language = language_of(scope)
    number = str(scope.get("state", {}).get("request_id", "")) if error.status >= 500 else ""  # noqa: PLR2004
    shaped = problem(error, language, number)
    if wants_page(scope):
        from goda.web.pages import problem_page

        return shaped.status, "text/html", problem_page(shaped, language, _home(scope["path"]))
    return shaped.status, MEDIA_TYPE, msgspec.json.encode(shaped)


def _home(path: str) -> str:
    """The first page of the door that an address belongs to, there or not: a clerk who mistypes one is no family with a wallet."""
    return next((door for door in _DOORS if path == door or path.startswith(f"{door}/")), "/")


def shape(error: Exception) -> GodaError:
    """Our name for any exception. Unknown ones are `Trouble`."""
    match error:
        case GodaError():
            return error
        case ValidationException():
            return _validation(error)
        case MethodNotAllowedException():
            allowed = {name.lower(): value for name, value in (error.headers or {}).items()}
            return errors.MethodNotAllowed(allow=allowed.get("allow", ""))
        case HTTPException():
            return _by_status(error)
        case RecursionError() | UnicodeDecodeError() | msgspec.DecodeError():
            return errors.MalformedBody()
        case _:
            return errors.Trouble()


def _by_status(error: HTTPException) -> GodaError:
    for kind in (
        errors.SignInNeeded,
        errors.NotAllowed,
        errors.NoSuchPage,
        errors.TooLarge,
        errors.UnsupportedMedia,
        errors.Overloaded,
    ):
        if error.status_code == kind.status:
            return kind()
    if isinstance(error, ClientException) and isinstance(
        error.__cause__, msgspec.DecodeError | UnicodeDecodeError | RecursionError
    ):
        return errors.MalformedBody()
    if 400 <= error.status_code < 500:  # noqa: PLR2004
        return errors.BadRequest()
    return errors.Trouble()


def _validation(error: ValidationException) -> GodaError:
    """Litestar's and msgspec's findings by field. Their sentences may quote what was sent, so only the field is passed on."""
    extra = [entry for entry in error.extra if isinstance(entry, dict)] if isinstance(error.extra, list) else []
    if extra and all(entry.get("source") == "path" for entry in extra):
        return errors.NoSuchPage()
    if not extra:
        missing = re.match(r"Missing required [a-z]+ parameter '([A-Za-z0-9_-]{1,80})'", error.detail)
        return Invalid({missing[1] if missing else "": errors.FieldUnusable()})
    return Invalid({_place(entry): errors.FieldUnusable() for entry in extra})


def _place(entry: dict[str, Any]) -> str:
    """The parameter's or member's name; for the body itself, the member that is missing or unknown."""
    key = str(entry.get("key", ""))
    if key != "data":
        return key
    found = re.search(r"(?:required|unknown) field `([A-Za-z0-9_]{1,80})`", str(entry.get("message", "")))
    return found[1] if found else ""


def _field(name: str, error: GodaError, language: Language) -> FieldProblem:
    return FieldProblem(field=name, title=error.title_in(language), detail=error.advice_in(language), code=error.code)


def wants_page(scope: Scope) -> bool:
    """Whether a person navigates here: HTML is asked for by name, as browsers do for pages and never for fetches."""
    for name, value in scope["headers"]:
        if name == b"accept":
            return b"text/html" in value
    return False
