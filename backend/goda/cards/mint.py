"""Making a signed copy: a free random index, reserved first, then the signature, then the sealed text.

The index is reserved in the same transaction in which it is signed, so no two living credentials ever carry one (I2). The lists are
tried from the first on, since ended credentials give their indices back (`lists`); where one is so full that sixteen random draws all
meet taken places (about four fifths full), the next is tried, and opened if need be.
"""

import itertools
import logging
import secrets
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from goda.audit import Work
from goda.cards import errors
from goda.cards.jws import unbase64url
from goda.cards.lists import LIST_SIZE, Lists
from goda.cards.model import Card, Credential, Profile, begins, print_exp, wallet_exp
from goda.cards.store import Store
from goda.kernel.ids import new_id
from godakeys.client import Signer
from godakeys.messages import KeysError, PublicKey, SignCard

DRAWS: Final = 16

log = logging.getLogger(__name__)


class _Copy(NamedTuple):
    """What is to be signed: for a phone with its key, or for paper."""

    profile: Profile
    device: UUID | None
    key: PublicKey | None
    exp: int


class _Header(msgspec.Struct):
    """What is read of a JWS header or of a key: its name."""

    kid: str


class _Keys(msgspec.Struct):
    keys: tuple[_Header, ...]


class _Issuer(msgspec.Struct):
    """Of `/.well-known/jwt-vc-issuer`: the card keys that verifiers believe."""

    jwks: _Keys


class Mint:
    """Makes credentials inside the caller's use case."""

    def __init__(self, store: Store, lists: Lists, signer: Signer) -> None:
        self._store = store
        self._lists = lists
        self._signer = signer

    async def wallet(
        self, work: Work, card: Card, device: UUID, key: PublicKey, now: datetime
    ) -> tuple[Credential, str]:
        """Make a phone's credential: at most 45 days, never past the card's own end."""
        return await self._make(work, card, _Copy("wallet", device, key, wallet_exp(now, card.valid_to)), now)

    async def print(self, work: Work, card: Card, now: datetime) -> tuple[Credential, str]:
        """Make the credential of the letter and the plastic card: until the card's own end, three years at most."""
        return await self._make(work, card, _Copy("print", None, None, print_exp(now, card.valid_to)), now)

    async def last(self, card: UUID, device: UUID | None, now: datetime) -> tuple[Credential, str] | None:
        """Return the latest live credential of a phone, or of the card's print, with its text.

        None where the key that signed it has been compromised since: no till takes it any more, so it is made anew.
        """
        kept = await self._store.last_token(card, device, now)
        if kept is None:
            return None
        issuer = msgspec.json.decode(await self._signer.jwt_vc_issuer(), type=_Issuer)
        header = msgspec.json.decode(unbase64url(kept[1].partition(".")[0]), type=_Header)
        return kept if header.kid in {key.kid for key in issuer.jwks.keys} else None

    async def _make(self, work: Work, card: Card, copy: _Copy, now: datetime) -> tuple[Credential, str]:
        require_current(card, now)
        credential, index = await self._reserve(card, copy, now)
        message = SignCard(
            profile=copy.profile,
            exp=copy.exp,
            status_list=credential.status_list,
            status_idx=index,
            names=card.names,
            holder=copy.key,
        )
        try:
            token = await self._signer.sign_card(message)
        except KeysError as error:
            log.error("the signer makes no %s credential: %s", copy.profile, error.code)  # noqa: TRY400 - the code says all
            raise errors.CannotSign from None
        await self._store.keep_token(credential, token)
        work.record("credential.make", card=card.id, credential=credential.id, device=copy.device, profile=copy.profile)
        return credential, token

    async def _reserve(self, card: Card, copy: _Copy, now: datetime) -> tuple[Credential, int]:
        for number in itertools.count(1):
            await self._lists.open(number)
            for _ in range(DRAWS):
                index = secrets.randbelow(LIST_SIZE)
                credential = Credential(
                    id=new_id(),
                    card=card.id,
                    device=copy.device,
                    profile=copy.profile,
                    status_list=number,
                    status_idx=index,
                    exp=copy.exp,
                    made_at=now,
                )
                if await self._store.reserve(credential):
                    return credential, index
        raise AssertionError("there is always another list")


def require_alive(card: Card) -> None:
    """Raise `CardAnnulled` or `CardExpired` where the card is over."""
    if card.state == "annulled":
        raise errors.CardAnnulled
    if card.state == "expired":
        raise errors.CardExpired


def require_current(card: Card, now: datetime) -> None:
    """Raise `CardAnnulled`, `CardExpired` or `CardNotYet` unless a copy of the card may be signed now."""
    require_alive(card)
    if now < begins(card.valid_from):
        raise errors.CardNotYet
