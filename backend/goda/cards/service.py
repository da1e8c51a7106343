"""What staff do with cards: issue, annul, look at a card's life, make codes and letters.

What phones do is `phones`. Each use case loads through who is asking, decides by `model`, writes, and leaves its audit record in the same
transaction (I3); what it announces (a new status list) is a job of that transaction too.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from goda.audit import SYSTEM, Actor, Audit, Ground, Work
from goda.cards import errors, model, qr, wire
from goda.cards.lists import Lists, announce
from goda.cards.mint import Mint, require_current
from goda.cards.model import (
    Activation,
    Card,
    CardLife,
    Credential,
    IssueCard,
    LetterContent,
    Preview,
    PrintContent,
    Reach,
)
from goda.cards.numbers import new_code, new_number, read_number, show_number
from goda.cards.store import STAFF_ROLES, Store
from goda.cards.tables import CredentialRow
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock, riga_day
from goda.kernel.errors import Invalid, Refused
from goda.kernel.ids import new_id
from godakeys.client import Signer


class Cards:
    """The cards, for the console and for the seeds."""

    def __init__(self, db: Database, audit: Audit, vault: Vault, signer: Signer, clock: Clock, origin: str) -> None:
        self._db = db
        self._audit = audit
        self._clock = clock
        self._origin = origin
        self._store = Store(db, vault)
        self._mint = Mint(self._store, Lists(db), signer)

    def preview(self, names: tuple[str, ...]) -> Preview:
        """Clean the names as they would be signed, and say whether their codes can be scanned; raises `Invalid`."""
        cleaned = model.clean_names(names)
        wallet, print_ = self._fit("wallet", cleaned), self._fit("print", cleaned)
        return Preview(
            names=cleaned,
            fits=wallet.version <= wallet.ceiling and print_.version <= print_.ceiling,
            drop=max(wallet.drop, print_.drop, key=len),
            wallet_version=wallet.version,
            print_version=print_.version,
        )

    async def issue(self, actor: Actor, new: IssueCard) -> Card:
        """Grant a card. The same `new.id` again returns the card that was made the first time (I4).

        Raises `Invalid` with the fields that are wrong: names that do not fit name those to drop, another validity than
        the proposed one needs its reason (D-3).
        """
        _require_staff(actor)
        preview = self.preview(new.names)
        if preview.drop:
            raise Invalid({"names": errors.NamesTooLong(drop=", ".join(preview.drop))})
        if not preview.fits:
            raise Invalid({"names": errors.HolderNameTooLong()})
        model.check_validity(new, riga_day(self._clock.now()))
        return await self._whole(lambda: self._issue(actor, new, preview.names))

    async def annul(self, actor: Actor, card: UUID, cause: str, note: str = "") -> Card:
        """Annul a card with every live copy of it, prints included. Final: annulled again, the first cause stays."""
        _require_staff(actor)
        known = model.card_cause(cause)
        return await self._whole(lambda: self._annul(actor, card, known, note))

    async def annul_credential(self, actor: Actor, credential: UUID, cause: str) -> None:
        """Annul one copy; raises `CredentialAnnulled` if it was, or if nothing can come of it any more.

        A phone's is annulled with the phone, which could else fetch the next one, also long after this one has ended; a print's with the codes that still live,
        since the letter that was lost carried one.
        """
        _require_staff(actor)
        known = model.credential_cause(cause)
        await self._db.retrying(lambda: self._annul_credential(actor, credential, known))

    async def family_of(self, actor: Actor, card: UUID) -> UUID:
        """Say whose card it is, an id and nothing else, so that a door can ask first whether its family is open to the actor.

        Leaves no record, since nothing of anybody is shown. Raises `NoSuchCard`.
        """
        async with self._db.transaction():
            return (await self._store.card(actor, card, self._clock.now())).family

    async def life(self, actor: Actor, card: UUID) -> CardLife:
        """Tell all that has become of a card; codes that can still be used are shown."""
        now = self._clock.now()
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = await self._store.card(actor, card, now)
            reason, note = await self._store.texts(actor, card)
            work.record("card.life", card=card)
            return CardLife(
                card=found,
                reason=reason,
                note=note,
                activations=await self._store.activations(card, now),
                devices=await self._store.devices(card),
                credentials=await self._store.credentials(card),
            )

    async def cards_of(self, actor: Actor, family: UUID) -> tuple[Card, ...]:
        """Return a family's cards that the actor may see, oldest first."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            work.record("card.list", family=family)
            return await self._store.cards_of(actor, family, self._clock.now())

    async def newest(self, actor: Actor, limit: int = 8) -> tuple[Card, ...]:
        """Return the cards granted last, whoever granted them: what the start page shows; the record says which were shown."""
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = await self._store.newest(actor, self._clock.now(), limit)
            work.record("card.listed", cards=[card.id for card in found])
            return found

    async def by_number(self, actor: Actor, number: str) -> Card:
        """Find a card by its number as typed; raises `NumberMalformed` or `NoSuchCard`."""
        read = read_number(number)
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = await self._store.card_by_number(actor, read, self._clock.now())
            work.record("card.find", card=found.id)
            return found

    async def new_activation(self, actor: Actor, card: UUID, replaces: UUID | None = None) -> Activation:
        """Make an activation code: single use, 30 days. With `replaces`, that phone is removed when the code is used."""
        _require_staff(actor)
        return await self._db.retrying(lambda: self._new_activation(actor, card, replaces))

    async def code_by_right(self, actor: Actor, card: UUID, reach: Reach) -> Activation:
        """A code for another phone of a card that a signed-in person may have: the one that lives, or a new one.

        Raises `NoSuchCard` (also for a card that is none of theirs), `CardAnnulled`, `CardExpired`.
        """
        return await self._db.retrying(lambda: self._code_by_right(actor, card, reach))

    async def letter(self, actor: Actor, card: UUID) -> LetterContent:
        """What the letter says: the code that lives, or a new one; the print's digits, the same again while that print lives."""
        _require_staff(actor)
        return await self._db.retrying(lambda: self._letter(actor, card))

    async def letter_again(self, actor: Actor, card: UUID) -> LetterContent:
        """What the letter that was made says. Makes nothing; raises `LetterNotMade` where its code or its print lives no more."""
        _require_staff(actor)
        now = self._clock.now()
        async with self._audit.work(actor, Ground.SERVE) as work:
            found = await self._store.card(actor, card, now)
            require_current(found, now)
            code = model.waiting(await self._store.activations(card, now))
            printed = await self._mint.last(card, None, now)
            if code is None or printed is None:
                raise errors.LetterNotMade
            work.record("card.letter_read", card=card, activation=code.id, credential=printed[0].id)
            return _letter_of(found, code, *printed)

    async def _whole(self, use_case: Callable[[], Awaitable[Card]]) -> Card:
        """Again if it meets another's write; within a decision's transaction once, since that is done again as a whole."""
        return await (use_case() if self._db.in_transaction else self._db.retrying(use_case))

    async def plastic(self, actor: Actor, card: UUID) -> PrintContent:
        """What the plastic card says: the print's digits, the same again while that print lives. Makes no activation code."""
        _require_staff(actor)
        return await self._db.retrying(lambda: self._plastic(actor, card))

    async def _issue(self, actor: Actor, new: IssueCard, names: tuple[str, ...]) -> Card:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            if await self._store.has_card(new.id):
                work.record("card.issue_again", card=new.id)
                return await self._store.card(actor, new.id, now)
            while not await self._store.add_card(new, names, new_number(), now):
                pass
            work.record(
                "card.issue",
                card=new.id,
                family=new.family,
                holder=new.holder,
                valid_from=new.valid_from,
                valid_to=new.valid_to,
                proposed=new.proposal,
            )
            return await self._store.card(actor, new.id, now)

    async def _annul(self, actor: Actor, card: UUID, cause: str, note: str) -> Card:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.ANNUL) as work:
            await self._store.take(card)
            found = await self._store.card(actor, card, now)
            if found.state == "annulled":
                work.record("card.annul_again", card=card)
                return found
            await self._store.annul_card(card, cause, note, now)
            await self._store.end_codes(card, now)
            annulled = await self._store.annul_credentials(CredentialRow.card == card, "card-annulled", now)
            work.record("card.annul", card=card, cause=cause, credentials=[one.id for one in annulled])
            await announce(work, annulled, now)
            return await self._store.card(actor, card, now)

    async def _annul_credential(self, actor: Actor, credential: UUID, cause: str) -> None:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.ANNUL) as work:
            found = await self._store.credential(actor, credential, now)
            await self._store.take(found.card)
            found = await self._store.credential(actor, credential, now)
            phones = {one.id for one in await self._store.devices(found.card) if one.removed_at is None}
            if found.annulled_at is not None or not (found.live(now) or found.device in phones):
                raise errors.CredentialAnnulled
            if found.device is not None:
                await self._store.remove_device(found.device, cause, now)
                which = CredentialRow.device == found.device
            else:
                which = CredentialRow.id == credential
                await self._store.end_codes(found.card, now)
            annulled = await self._store.annul_credentials(which, cause, now)
            work.record(
                "credential.annul",
                card=found.card,
                device=found.device,
                cause=cause,
                credentials=[one.id for one in annulled],
            )
            await announce(work, annulled, now)

    async def _new_activation(self, actor: Actor, card: UUID, replaces: UUID | None) -> Activation:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            await self._store.take(card)
            found = await self._store.card(actor, card, now)
            if replaces is not None and replaces not in {one.id for one in await self._store.devices(card)}:
                raise errors.NoSuchDevice
            return await self._make_code(work, found, replaces, now)

    async def _code_by_right(self, actor: Actor, card: UUID, reach: Reach) -> Activation:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.HOLD) as work:
            await self._store.take(card)
            found = await self._store.card(SYSTEM, card, now)
            if not reach.holds(found):
                raise errors.NoSuchCard
            code = model.waiting(await self._store.activations(card, now))
            if code is None or code.replaces is not None or found.state != "valid":
                return await self._make_code(work, found, None, now)
            work.record("activation.read", card=card, activation=code.id)
            return code

    async def _make_code(self, work: Work, card: Card, replaces: UUID | None, now: datetime) -> Activation:
        """Write a code for a card that is or will be valid; its thirty days begin when the card does."""
        if card.state == "annulled":
            raise errors.CardAnnulled
        if card.state == "expired":
            raise errors.CardExpired
        activation = new_id()
        expires = max(now, model.begins(card.valid_from)) + model.ACTIVATION_LIFE
        while not await self._store.add_activation(activation, card.id, new_code(), replaces, (now, expires)):
            pass
        work.record("activation.make", card=card.id, activation=activation, replaces=replaces)
        return next(one for one in await self._store.activations(card.id, now) if one.id == activation)

    async def _letter(self, actor: Actor, card: UUID) -> LetterContent:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            await self._store.take(card)
            found = await self._store.card(actor, card, now)
            require_current(found, now)
            code = model.waiting(await self._store.activations(card, now))
            if code is None:
                code = await self._make_code(work, found, None, now)
            printed, token = await self._printed(work, found, now)
            work.record("card.letter", card=card, activation=code.id, credential=printed.id)
            return _letter_of(found, code, printed, token)

    async def rehome(self, kept: UUID, gone: UUID) -> None:
        """Give the cards of a record that is gone to the one that was kept (R-11), in the transaction that merges them and records it."""
        await self._store.rehome(kept, gone)

    async def _plastic(self, actor: Actor, card: UUID) -> PrintContent:
        now = self._clock.now()
        async with self._audit.work(actor, Ground.GRANT) as work:
            await self._store.take(card)
            found = await self._store.card(actor, card, now)
            require_current(found, now)
            printed, token = await self._printed(work, found, now)
            work.record("card.plastic", card=card, credential=printed.id)
            return PrintContent(**_print_of(found, printed, token))

    async def _printed(self, work: Work, card: Card, now: datetime) -> tuple[Credential, str]:
        kept = await self._mint.last(card.id, None, now)
        return kept if kept is not None else await self._mint.print(work, card, now)

    def _fit(self, profile: model.Profile, names: tuple[str, ...]) -> qr.Fit:
        return qr.fits(profile, names, self._origin)


def _letter_of(card: Card, code: Activation, printed: Credential, token: str) -> LetterContent:
    assert code.code is not None
    return LetterContent(
        activation_code=code.code, activation_expires=code.expires_at, **_print_of(card, printed, token)
    )


def _print_of(card: Card, printed: Credential, token: str) -> dict[str, Any]:
    """What letter and plastic card have in common."""
    return {
        "number": show_number(card.number),
        "names": card.names,
        "valid_from": card.valid_from,
        "valid_to": card.valid_to,
        "print_digits": wire.pack(token),
        "print_ends": model.last_day(printed.exp),
    }


def _require_staff(actor: Actor) -> None:
    """Issuing and annulling are for clerks and leads (and the system, for seeds)."""
    if actor.kind != "system" and not (actor.kind == "staff" and actor.role in STAFF_ROLES):
        raise Refused
