"""One mailbox for every e-mail: an SMTP server that takes whatever comes, and what it took. Nothing ever leaves it.

A fault can be switched on: the server then refuses recipients (550), says to come later (451), or answers slowly.
"""

import asyncio
from collections import deque
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as policy
from typing import Annotated, Any, Final, Literal

import msgspec
from aiosmtpd.smtp import SMTP

from simulators.clock import Clock

KEPT: Final = 500
LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one e-mail."""
Kind = Literal["refuse", "busy", "slow"]
MEANING: Final[dict[Kind, str]] = {
    "refuse": "Each recipient is refused for good: 550.",
    "busy": "Each e-mail is to come later: 451.",
    "slow": "Taken, after `seconds`.",
}


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A part of an answer."""


class MailFault(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault to switch on; with `times` only for so many e-mails."""

    kind: Kind
    seconds: Annotated[float, msgspec.Meta(ge=0, le=120)] = 5.0
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Attachment(Wire, frozen=True, kw_only=True):
    """A file that came with an e-mail."""

    name: str
    media_type: str
    size: int
    data: bytes


class Mail(Wire, frozen=True, kw_only=True):
    """One e-mail as it came."""

    id: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    language: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]


class Mailbox:
    """What came, newest last, and the SMTP server's handler."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._mails: deque[Mail] = deque(maxlen=KEPT)
        self._next = 1
        self._fault: MailFault | None = None
        self._left: int | None = None

    def all(self) -> list[Mail]:
        """Newest first."""
        return list(reversed(self._mails))

    def find(self, number: int) -> Mail | None:
        """One of them."""
        return next((mail for mail in self._mails if mail.id == number), None)

    def clear(self) -> None:
        """Empty it, and switch the fault off; numbers go on."""
        self._mails.clear()
        self.switch(None)

    def switch(self, fault: MailFault | None) -> None:
        """Switch a fault on in place of the one that was, or off."""
        self._fault, self._left = fault, fault.times if fault else None

    @property
    def fault(self) -> MailFault | None:
        """The one that is on."""
        return self._fault

    def _struck(self, *kinds: Kind) -> MailFault | None:
        fault = self._fault
        if fault is None or fault.kind not in kinds:
            return None
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._fault = None
        return fault

    # aiosmtpd's own names

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: ARG002, N802
        """A recipient is named."""
        if self._struck("refuse"):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        """An e-mail is complete."""
        fault = self._struck("busy", "slow")
        if fault is not None and fault.kind == "busy":
            return "451 4.7.1 Come later"
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        self._mails.append(self._read(bytes(envelope.content), str(envelope.mail_from), tuple(envelope.rcpt_tos)))
        return "250 Kept"

    def _read(self, content: bytes, sender: str, recipients: tuple[str, ...]) -> Mail:
        letter = message_from_bytes(content, policy=policy)
        assert isinstance(letter, EmailMessage)
        number, self._next = self._next, self._next + 1
        return Mail(
            id=number, at=self._clock.now(), sender=sender, recipients=recipients, subject=str(letter["subject"] or ""),
            message_id=str(letter["message-id"] or ""), language=str(letter["content-language"] or ""), text=_body(letter, "plain"),
            html=_body(letter, "html"), attachments=tuple(_attachment(part) for part in letter.iter_attachments()),
        )  # fmt: skip


def _body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _attachment(part: Any) -> Attachment:
    data = part.get_payload(decode=True) or b""
    return Attachment(
        name=part.get_filename() or "", media_type=part.get_content_type(), size=len(data), data=bytes(data)
    )


async def listen(mailbox: Mailbox, port: int) -> asyncio.Server:
    """Take e-mail on 127.0.0.1:`port`."""
    return await asyncio.get_running_loop().create_server(
        lambda: SMTP(mailbox, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="localhost", ident="Mailbox"),
        "127.0.0.1",
        port,
    )
