"""E-mail by SMTP: one letter in text and HTML, with the decision's PDF where there is one.

Its Message-ID is the delivery's, so that a copy sent twice (the connection broke after the server had taken it) is known as one.
"""

import asyncio
import html
import re
import ssl
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from functools import cached_property
from typing import Final, Literal, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from goda.kernel.i18n import Language
from goda.notices.trouble import Trouble

SECONDS: Final = 30
"""For the whole of one delivery: connecting, saying hello, sending."""
_FOR_GOOD: Final = 500
_NOT_LET_IN: Final = frozenset({530, 534, 535, 538, 554})
"""Codes about us rather than about the address, where they come before a recipient is named."""
_ONE_ADDRESS: Final = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\s@<>(),;:\"\\\[\]]{1,255}")
"""Loose, but never two recipients nor a second header; whoever takes addresses in is stricter."""


class EMail(Struct, frozen=True, kw_only=True):
    """One letter. `text`: paragraphs; `paper`: the PDF and its file name."""

    id: str
    to: str
    subject: str
    text: tuple[str, ...]
    language: Language
    at: datetime
    paper: tuple[str, bytes] | None = None


class Mail(Protocol):
    """What sends e-mail."""

    async def send(self, mail: EMail) -> None:
        """Hand it to the server. Raises `Trouble`."""
        ...


class NoMail:
    """Where no mail server is set: the way is off."""

    async def send(self, mail: EMail) -> None:  # noqa: ARG002 - the interface's
        """Always off; the next way is taken."""
        raise Trouble("off", for_good=True)


class SMTPMail:
    """`server`: smtp://HOST:PORT (STARTTLS is required), smtps://USER@HOST (TLS from the first byte), smtp+plain://HOST:PORT (a demo's)."""

    def __init__(self, server: str, password: str, sender: str) -> None:
        parts = urlsplit(server)
        assert parts.hostname, server
        self._host: Final = parts.hostname
        self._tls: Final[Literal["starttls", "tls", "none"]] = _tls(parts.scheme)
        self._port: Final = parts.port or {"starttls": 587, "tls": 465, "none": 25}[self._tls]
        self._user: Final = unquote(parts.username) if parts.username else None
        self._password: Final = password or None
        self._sender: Final = sender

    async def send(self, mail: EMail) -> None:
        """Hand it to the server. Raises `Trouble`."""
        try:
            letter = composed(mail, self._sender)
        except (MessageError, ValueError, IndexError):
            raise Trouble("refused", for_good=True) from None
        try:
            async with asyncio.timeout(SECONDS):
                await self._hand_over(letter, mail.to)
        except aiosmtplib.SMTPAuthenticationError:
            raise Trouble("not-let-in") from None
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _of_code(min(one.code for one in refused.recipients)) from None
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPConnectResponseError, aiosmtplib.SMTPHeloError) as error:
            raise Trouble("not-let-in" if error.code >= _FOR_GOOD else "busy") from None
        except aiosmtplib.SMTPResponseException as error:
            raise _of_code(error.code) from None
        except aiosmtplib.SMTPNotSupported:
            raise Trouble("not-let-in") from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError):
            raise Trouble("unreachable") from None

    async def _hand_over(self, letter: EmailMessage, to: str) -> None:
        client = aiosmtplib.SMTP(
            hostname=self._host, port=self._port, username=self._user, password=self._password if self._user else None,
            use_tls=self._tls == "tls", start_tls=self._tls == "starttls", timeout=SECONDS,
            tls_context=None if self._tls == "none" else self._trusted,
        )  # fmt: skip
        async with client:
            await client.send_message(letter, recipients=[to])

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Whom to trust: read once, as it takes longer than a letter, and everybody waits meanwhile."""
        return ssl.create_default_context()


def composed(mail: EMail, sender: str) -> EmailMessage:
    """The message as it goes over the wire. Raises `MessageError` or `ValueError` for an address that is none."""
    user, _, domain = mail.to.rpartition("@")
    if _ONE_ADDRESS.fullmatch(mail.to) is None:
        raise ValueError("not one address")
    letter = EmailMessage(policy=SMTP_POLICY)
    letter["From"] = sender
    letter["To"] = Address(username=user, domain=domain)
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.at)
    letter["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content("\n\n".join(mail.text) + "\n")
    letter.add_alternative(_page(mail), subtype="html")
    if mail.paper is not None:
        name, data = mail.paper
        letter.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    letter["Content-Language"] = mail.language  # last: giving content moves such headers into the first part
    return letter


def _page(mail: EMail) -> str:
    """The same in HTML: no picture, no link that counts who opens it."""
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in mail.text)
    return f'<!doctype html><html lang="{mail.language}"><meta charset="utf-8"><title>{html.escape(mail.subject)}</title>{body}</html>'


def _tls(scheme: str) -> Literal["starttls", "tls", "none"]:
    ways: Final[dict[str, Literal["starttls", "tls", "none"]]] = {
        "smtp": "starttls",
        "smtps": "tls",
        "smtp+plain": "none",
    }
    return ways[scheme]


def _of_code(code: int) -> Trouble:
    """5xx is for good (RFC 5321, 4.2.1), except where it is about us."""
    if code < _FOR_GOOD:
        return Trouble("busy")
    return Trouble("not-let-in") if code in _NOT_LET_IN - {554} else Trouble("refused", for_good=True)
