"""The control's part about what reached families: the mailbox, e-addresses, pushes, and their faults."""

from litestar import delete, get, put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from simulators.problem import Refused
from simulators.state import State
from simulators.telling.mailbox import MEANING, Mail, MailFault
from simulators.telling.official import Arrived
from simulators.telling.push import PushAnswer, Woken
from simulators.world import codes


class Box(Struct, frozen=True, kw_only=True, rename="camel"):
    """Every e-mail that came, newest first, and the fault that is on."""

    mails: list[Mail]
    fault: MailFault | None
    kinds: dict[str, str]


class Account(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Whether a person's e-address is active."""

    active: bool


class Trouble(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Whether the e-address's service is in trouble (503)."""

    on: bool


def handlers(state: State) -> list[ControllerRouterHandler]:
    """All of them."""
    return [*_of_mail(state), *_of_others(state)]


def _of_mail(state: State) -> list[ControllerRouterHandler]:
    @get("/mailbox")
    async def mailbox() -> Box:
        """Every e-mail that came, attachments as base64."""
        return Box(
            mails=state.mailbox.all(), fault=state.mailbox.fault, kinds={str(kind): MEANING[kind] for kind in MEANING}
        )

    @delete("/mailbox", status_code=204)
    async def empty() -> None:
        """Empty the mailbox, and switch its fault off."""
        state.mailbox.clear()

    @put("/mailbox/fault", status_code=204)
    async def fault(data: JSONBody[MailFault]) -> None:
        """Switch a fault of the mail server on."""
        state.mailbox.switch(data)

    @delete("/mailbox/fault", status_code=204)
    async def fault_off() -> None:
        """Switch it off."""
        state.mailbox.switch(None)

    return [mailbox, empty, fault, fault_off]


def _of_others(state: State) -> list[ControllerRouterHandler]:
    @get("/eaddress")
    async def official() -> list[Arrived]:
        """What came to e-addresses, the oldest first."""
        return list(state.official.arrived)

    @put("/eaddress/trouble", status_code=204)
    async def trouble(data: JSONBody[Trouble]) -> None:
        """Let the e-address's service be in trouble, or out of it."""
        state.official.trouble = data.on

    @put("/eaddress/accounts/{code:str}", status_code=204)
    async def account(code: FromPath[str], data: JSONBody[Account]) -> None:
        """Say whether a person's e-address is active."""
        normal = codes.normal(code)
        if normal is None:
            raise Refused(400, "personal-code-malformed", "A personal code has eleven digits.")
        state.official.say(normal, active=data.active)

    @get("/push")
    async def pushes() -> list[Woken]:
        """Which browsers were woken, the oldest first."""
        return list(state.pushes.woken)

    @put("/push/{subscription:str}", status_code=204)
    async def push_answer(subscription: FromPath[str], data: JSONBody[PushAnswer]) -> None:
        """Answer this subscription's calls with a status: 410 where the browser has gone."""
        state.pushes.answers[subscription] = data.status

    return [official, trouble, account, pushes, push_answer]
