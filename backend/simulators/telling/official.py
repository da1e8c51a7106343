"""The official e-address, simulated: who has an active account, and what came to it.

`POST /v1/messages` with a bearer token of the scope `e-address`. A message sent again under its id is the same one. Who has an account is told by
the code's last digit (even: active), until the control says otherwise.
"""

import base64
import binascii
from collections import deque
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Server
from litestar.params import FromPath, JSONBody

from simulators import problem
from simulators.clock import Clock
from simulators.login.tokens import Tokens
from simulators.pages import page
from simulators.problem import Refused
from simulators.telling.words import WORDS, language_of
from simulators.world import codes

SCOPE: Final = "e-address"
KEPT: Final = 500
LARGEST: Final = 15 * 1024 * 1024


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of a question or answer."""


class File(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file; `data` is base64."""

    name: str
    data: str


class NewMessage(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent to an account. `id` is the sender's: the same again is the same message."""

    id: str
    personal_code: str
    subject: str
    text: tuple[str, ...]
    language: str = "lv"
    attachments: tuple[File, ...] = ()


class Taken(Wire, frozen=True, kw_only=True):
    """The message is in the account."""

    id: str
    at: datetime


class Arrived(Wire, frozen=True, kw_only=True):
    """One message as it came."""

    at: datetime
    message: NewMessage


class Accounts:
    """Whose account is active, what came, and whether the service itself is in trouble."""

    def __init__(self, clock: Clock) -> None:
        self.clock: Final = clock
        self.clear()

    def clear(self) -> None:
        """As at the start."""
        self.arrived: deque[Arrived] = deque(maxlen=KEPT)
        self._said: dict[str, bool] = {}
        self.trouble = False

    def say(self, code: str, *, active: bool) -> None:
        """Whether this person's account is active, from now on."""
        self._said[code] = active

    def is_active(self, code: str) -> bool:
        """Whether it is."""
        return self._said.get(code, int(code[-1]) % 2 == 0)

    def take(self, message: NewMessage) -> Arrived:
        """Keep a message, once."""
        for one in self.arrived:
            if one.message.id == message.id:
                return one
        new = Arrived(at=self.clock.now(), message=message)
        self.arrived.append(new)
        return new


def application(accounts: Accounts, tokens: Tokens, origin: str) -> Litestar:
    """The service's program."""

    @post("/v1/messages", status_code=201)
    async def send(request: Request[Any, Any, Any], data: JSONBody[NewMessage]) -> Taken:
        """Put a message into a person's account; 409 `account-not-active` where there is none."""
        _check(request, tokens)
        if accounts.trouble:
            raise Refused(503, "trouble", "The service is in trouble.", {"retry-after": "60"})
        _check_message(data, accounts)
        taken = accounts.take(data)
        return Taken(id=taken.message.id, at=taken.at)

    @get("/")
    async def look(request: Request[Any, Any, Any]) -> Response[str]:
        """What came, newest first."""
        language = language_of(request)
        return page("eaddress.html", {"language": language, "w": WORDS[language], "arrived": list(reversed(accounts.arrived))})  # fmt: skip

    @get("/messages/{message_id:str}/{number:int}")
    async def attachment(message_id: FromPath[str], number: FromPath[int]) -> Response[bytes]:
        """One file of a message."""
        found = next((one.message for one in accounts.arrived if one.message.id == message_id), None)
        if found is None or not 0 <= number < len(found.attachments):
            raise Refused(404, "no-such-file", "There is no such file.")
        return download(found.attachments[number].name, base64.b64decode(found.attachments[number].data))

    return Litestar(
        [send, look, attachment],
        openapi_config=OpenAPIConfig(
            title="Oficiālā elektroniskā adrese",
            version="1",
            description="Simulated. Each call needs a bearer token with the scope `e-address`. Problems are RFC 9457.",
            path="/openapi.json",
            render_plugins=[JsonRenderPlugin(path="/")],
            use_handler_docstrings=True,
            servers=[Server(url=f"{origin}/eaddress")],
        ),
        exception_handlers={Exception: problem.handle},
        logging_config=None,
        request_max_body_size=LARGEST,
    )


def _check(request: Request[Any, Any, Any], tokens: Tokens) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = tokens.find(token) if scheme.lower() == "bearer" and token else None
    if grant is None:
        raise Refused(401, "token-invalid", "Send a bearer token.", {"www-authenticate": f'Bearer scope="{SCOPE}"'})
    if SCOPE not in grant.scopes:
        raise Refused(403, "scope-missing", f"The token has no scope {SCOPE}.")


def _check_message(message: NewMessage, accounts: Accounts) -> None:
    code = codes.normal(message.personal_code)
    if code is None:
        raise Refused(400, "personal-code-malformed", "A personal code has eleven digits.")
    for file in message.attachments:
        try:
            base64.b64decode(file.data, validate=True)
        except (binascii.Error, ValueError):
            raise Refused(422, "attachment-unreadable", "Attachments are base64.") from None
    if not accounts.is_active(code):
        raise Refused(409, "account-not-active", "This person has no active e-address.")


def download(name: str, data: bytes) -> Response[bytes]:
    """A file to be saved, never shown by the browser."""
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    headers = {
        "content-disposition": f'attachment; filename="{safe or "file"}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(data, media_type="application/octet-stream", headers=headers)
