"""`/wallet/…`: the calls of a phone, each with a proof of its key.

The door checks the proof, the limits and the form; what a phone may do is `goda.cards.phones`'. Every answer brings a fresh nonce.
"""

from typing import Any, Final, TypeVar
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody

from goda.cards.errors import TooManyTries
from goda.cards.phones import Phone, Phones
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.kernel.errors import TooMany
from goda.wallet import dpop, wire
from goda.wallet.errors import ProofInvalid
from goda.wallet.spent import Spent
from goda.web.feature import Feature
from goda.web.problem import Problem
from goda.web.throttle import Throttle
from godakeys.messages import PublicKey

AnyRequest = Request[Any, Any, Any]
T = TypeVar("T")

TRIES: Final = (20, 15.0)
"""Activations an address may try at once, and the seconds in which one more grows: some families share one."""
CALLS: Final = (120, 1.0)
"""All other calls of an address."""

_SAYS: Final = {
    401: "`proof-invalid`, `proof-used`, `use-nonce` (with `DPoP-Nonce`), `device-unknown`",
    403: "`device-removed`",
    404: "`code-unknown`, `no-such-device`",
    409: "`card-annulled`, `card-expired`, `card-not-yet`, `key-taken`",
    410: "`code-used`, `code-expired`, `code-dead`",
    422: "`code-malformed`, `invalid`",
    429: "`too-many-tries` (with `Retry-After`)",
}


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the problems of these statuses for the API page."""
    return {
        status: ResponseSpec(
            Problem, description=_SAYS[status], media_type="application/problem+json", generate_examples=False
        )
        for status in statuses
    }


class Wallet:
    """The door's collaborators, and its check of who is asking."""

    def __init__(
        self, phones: Phones, db: Database, vault: Vault, clock: Clock, throttle: Throttle, origin: str
    ) -> None:
        self.phones = phones
        self.nonces = dpop.Nonces(vault, clock)
        self._spent = Spent(db, clock)
        self._throttle = throttle
        self._origin = origin

    def limit(self, request: AnyRequest, purpose: str, rate: tuple[int, float]) -> None:
        """Raise `TooManyTries` when this address asks too often."""
        burst, seconds = rate
        try:
            self._throttle.take(purpose, self._throttle.caller(request.scope), burst=burst, seconds=seconds)
        except TooMany as error:
            raise TooManyTries(error.retry_after) from None

    async def phone(self, request: AnyRequest, *, changes: bool) -> Phone:
        """Return the phone that proves itself in this request; a proof for a change is spent by it."""
        given = request.headers.getall("dpop", [])
        if len(given) != 1:
            raise ProofInvalid
        url = f"{self._origin}{request.scope['path']}"
        proof = dpop.read(given[0], method=request.method, url=url, nonces=self.nonces)
        if changes:
            await self._spent.spend(proof)
        return Phone(PublicKey(x=proof.key.x, y=proof.key.y), proof.thumbprint)

    def answer(self, content: T, status: int = 200) -> Response[T]:
        """Answer with a fresh nonce, to be kept by nobody on the way."""
        return Response(
            content, status_code=status, headers={"DPoP-Nonce": self.nonces.new(), "Cache-Control": "no-store"}
        )


@post("/nonces", summary="A nonce for the first proof", responses=_problems(429))
async def new_nonce(request: AnyRequest, wallet: NamedDependency[Wallet]) -> Response[wire.NewNonce]:
    """The one call without a proof. Later nonces come with each answer."""
    wallet.limit(request, "wallet", CALLS)
    nonce = wallet.nonces.new()
    headers = {"DPoP-Nonce": nonce, "Cache-Control": "no-store"}
    return Response(wire.NewNonce(nonce=nonce), status_code=201, headers=headers)


@post("/activations", summary="Take up a card by its code", responses=_problems(401, 403, 404, 409, 410, 422, 429))
async def activate(
    request: AnyRequest, wallet: NamedDependency[Wallet], data: JSONBody[wire.NewActivation]
) -> Response[wire.Issued]:
    """The phone that proves itself becomes one of the card's. The same phone with the same code gets the same again."""
    wallet.limit(request, "activation", TRIES)
    phone = await wallet.phone(request, changes=True)
    issued = await wallet.phones.activate(phone, data.code, data.device_name)
    return wallet.answer(wire.Issued.of(issued), 201)


@get("/card", summary="The card as it stands now", responses=_problems(401, 403, 429))
async def card(request: AnyRequest, wallet: NamedDependency[Wallet]) -> Response[wire.CardAndDevice]:
    """Also of an annulled or expired card, which says so with its cause."""
    wallet.limit(request, "wallet", CALLS)
    phone = await wallet.phone(request, changes=False)
    found, device = await wallet.phones.card(phone)
    return wallet.answer(wire.CardAndDevice(card=wire.Card.of(found), device=wire.Device.of(device, device.id)))


@post("/renewals", status_code=200, summary="The next credential", responses=_problems(401, 403, 409, 429))
async def renew(request: AnyRequest, wallet: NamedDependency[Wallet]) -> Response[wire.Issued]:
    """To be asked for at `renewAt`. The last one again if it is younger than an hour."""
    wallet.limit(request, "wallet", CALLS)
    phone = await wallet.phone(request, changes=True)
    return wallet.answer(wire.Issued.of(await wallet.phones.renew(phone)))


@get("/devices", summary="The phones that hold the card", responses=_problems(401, 403, 429))
async def devices(request: AnyRequest, wallet: NamedDependency[Wallet]) -> Response[wire.Devices]:
    """The asking one among them is `current`."""
    wallet.limit(request, "wallet", CALLS)
    phone = await wallet.phone(request, changes=False)
    card, asking, found = await wallet.phones.devices(phone)
    return wallet.answer(wire.Devices.of(card, found, asking.id))


@delete("/devices/{device:uuid}", status_code=204, summary="Remove a phone", responses=_problems(401, 403, 404, 429))
async def remove(request: AnyRequest, wallet: NamedDependency[Wallet], device: FromPath[UUID]) -> Response[None]:
    """Annuls what it could still show. Any phone of the card may remove any other, or itself."""
    wallet.limit(request, "wallet", CALLS)
    phone = await wallet.phone(request, changes=True)
    await wallet.phones.remove(phone, device)
    return wallet.answer(None, 204)


def feature(wallet: Wallet) -> Feature:
    """The door as the application mounts it."""
    handlers = [new_nonce, activate, card, renew, devices, remove]
    return Feature(
        name="wallet",
        routes=(Router("/wallet", route_handlers=handlers, tags=["wallet"]),),
        dependencies={"wallet": wallet},
    )
