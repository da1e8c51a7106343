"""`/wallet/me/cards…`: cards by right of who is signed in, on this phone without a code, or by a code on another."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from goda.audit import Actor
from goda.cards.model import Reach
from goda.cards.phones import Phones
from goda.cards.service import Cards
from goda.decisions.service import Decisions
from goda.people.service import People
from goda.wallet import wire
from goda.wallet.account import Account, answer, problems
from goda.wallet.api import Wallet
from goda.wallet.signed import AnyRequest
from goda.wallet.wire import Wire
from goda.web.errors import SignInNeeded

TAKINGS: Final = (20, 15.0)
"""Cards that an address may take up, and codes it may make, at once; and the seconds in which one more grows."""


class OwnCards(Struct, frozen=True):
    """The collaborators of this part of the door."""

    cards: Cards
    phones: Phones
    people: People
    decisions: Decisions

    async def reach(self, person: Actor) -> Reach:
        """Whose cards the signed-in person may have on a phone (R-98)."""
        if person.id is None:
            raise SignInNeeded
        children = await self.people.children_of(person.id)
        lost = await self.decisions.without_custody(person.id, {family for family, _ in children})
        return Reach(person=person.id, children=children - lost)


class OwnCard(Wire, frozen=True, kw_only=True):
    """A card that the signed-in person may have on a phone; `mine`: they hold it themselves, else a child of theirs does."""

    card: wire.Card
    mine: bool


class List(Wire, frozen=True, kw_only=True):
    """Those that are or will be valid, one's own first."""

    cards: tuple[OwnCard, ...]


class NewPhone(Wire, frozen=True, kw_only=True):
    """What the family calls the phone that takes up a card; 1 to 40 characters count."""

    device_name: Annotated[str, Meta(max_length=200)]


class NewCode(Wire, frozen=True, kw_only=True):
    """A code by which another phone takes up the card, and when it runs out."""

    code: str
    expires: Annotated[datetime, Meta(tz=True)]


@get("/me/cards", summary="Cards of the signed-in person", responses=problems(401))
async def own_cards(
    request: AnyRequest,
    account: NamedDependency[Account],
    own: NamedDependency[OwnCards],
    person: NamedDependency[Actor],
) -> Response[List]:
    """One's own, and those of one's children under 18. Which of them are on this phone only the phone knows."""
    account.limit(request)
    reach = await own.reach(person)
    found = await own.phones.held(person, reach)
    return answer(List(cards=tuple(OwnCard(card=wire.Card.of(one), mine=one.holder == reach.person) for one in found)))


@post(
    "/me/cards/{card:uuid}/phone", summary="Take up a card on this phone", responses=problems(401, 403, 404, 409, 422)
)
async def take_up(
    request: AnyRequest,
    account: NamedDependency[Account],
    wallet: NamedDependency[Wallet],
    own: NamedDependency[OwnCards],
    person: NamedDependency[Actor],
    card: FromPath[UUID],
    data: JSONBody[NewPhone],
) -> Response[wire.Issued]:
    """The phone that proves itself becomes one of the card's, without a code. The same phone again gets the same again."""
    account.limit(request, "take-up", TAKINGS)
    phone = await wallet.phone(request, changes=True)
    issued = await own.phones.take_up(phone, card, data.device_name, person, await own.reach(person))
    return wallet.answer(wire.Issued.of(issued), 201)


@post("/me/cards/{card:uuid}/code", summary="A code for another phone", responses=problems(401, 404, 409))
async def new_code(
    request: AnyRequest,
    account: NamedDependency[Account],
    own: NamedDependency[OwnCards],
    person: NamedDependency[Actor],
    card: FromPath[UUID],
) -> Response[NewCode]:
    """For a child's own phone, or one's second. The same code again while it lives and nobody has used it."""
    account.limit(request, "take-up", TAKINGS)
    made = await own.cards.code_by_right(person, card, await own.reach(person))
    assert made.code is not None
    return answer(NewCode(code=made.code, expires=made.expires_at.replace(microsecond=0)), 201)


@delete(
    "/me/cards/{card:uuid}",
    status_code=202,
    summary="Give a card up",
    responses=problems(401, 403, 404, 409),
)
async def give_up(
    request: AnyRequest,
    account: NamedDependency[Account],
    own: NamedDependency[OwnCards],
    person: NamedDependency[Actor],
    card: FromPath[UUID],
) -> Response[None]:
    """The holder's own wish, or a parent's for a minor: annulled for good, with every copy, by a decision of its own (R-56)."""
    account.limit(request, "take-up", TAKINGS)
    await own.decisions.annul(person, card, "holder-wish", "")
    return answer(None, 202)


HANDLERS = (own_cards, take_up, new_code, give_up)
