"""A decision as a person wished it: checked field by field, with the cards that it makes and whether it takes a second person. Pure."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from goda.cards import model as card_model
from goda.decisions import errors, planning
from goda.decisions.assessing import Assessed
from goda.decisions.model import MOST_TEXT, UNDO_FOR, CardPlan, Case, Decision, NewDecision, Snapshot
from goda.decisions.texts import unfilled
from goda.kernel.errors import GodaError, Invalid

MOST_YEARS: Final = 24
"""No card is valid for longer: from birth until the age at which the last ground ends."""
Fits = Callable[[tuple[str, ...]], bool]
"""Whether names can stand on a card."""


def decided(
    case: Case, assessed: Assessed | None, new: NewDecision, fits: Fits, by: UUID, now: datetime, number: str
) -> Decision:
    """The decision as it was wished, proposed or held; raises `Invalid` with every field that is wrong."""
    faults = _faults(case, new)
    cards: tuple[CardPlan, ...] = ()
    if new.kind == "grant" and assessed is not None and "kind" not in faults:
        cards = _granted(assessed, new, fits, faults)
    if faults:
        raise Invalid(faults)
    # What ends in a case is never the holder's plain wish, whatever the cause is called: two people annul there.
    needs_second = new.kind == "annul" or _outlasts(cards)
    if new.kind != "annul" and assessed is not None:
        needs_second = needs_second or new.kind in assessed.second_for
    return Decision(
        id=new.id,
        number=number,
        kind=new.kind,
        application=case.application,
        entitlement=case.entitlement,
        card=case.card,
        family=case.family,
        applicant=case.applicant,
        case=case.id,
        state="proposed" if needs_second else "held",
        by=by,
        second=None,
        needs_second=needs_second,
        text=new.text.strip(),
        references=planning.references(new.kind, assessed.assessment if assessed else None, new.cause),
        proposed_at=now,
        sends_at=None if needs_second else now + UNDO_FOR,
        made_at=None,
        contest_by=None,
        valid_from=cards[0].valid_from if cards else None,
        valid_to=cards[0].valid_to if cards else None,
        cause=new.cause,
        reason=new.reason.strip(),
        cards=cards,
        version=0,
    )


def _granted(assessed: Assessed, new: NewDecision, fits: Fits, faults: dict[str, GodaError]) -> tuple[CardPlan, ...]:
    """The cards of a grant, the applicant's first; what is wrong is added to `faults`."""
    application, today = assessed.application, assessed.assessment.case.on
    if not assessed.assessment.may_hold_a_card(application.applicant).judged.met:
        faults["kind"] = errors.HolderCannot()
        return ()
    if new.valid_to is not None and not today <= new.valid_to <= _years_on(today):
        faults["validTo"] = errors.LastDayWrong(years=MOST_YEARS)
        return ()
    if application.applicant in assessed.planned.left_out:
        faults["validTo"] = errors.LastDayMissing() if new.valid_to is None else errors.LastDayWrong(years=MOST_YEARS)
        return ()
    cards = tuple(_trimmed(card, fits) for card in assessed.planned.cards)
    if cards[0].valid_to != cards[0].proposed_to and not new.reason.strip():
        faults["reason"] = errors.ReasonsMissing()
    return cards


def _outlasts(cards: tuple[CardPlan, ...]) -> bool:
    """Whether a clerk gives a card more days than the law proposes: against the law's own result, as D-3 has it."""
    return any(card.proposed_to is not None and card.valid_to > card.proposed_to for card in cards)


def _trimmed(card: CardPlan, fits: Fits) -> CardPlan:
    """Without the names that do not fit on it, from the last; a person's grant does not fail for them."""
    names = card.names
    while len(names) > 1 and not fits(names):
        names = names[:-1]
    return msgspec.structs.replace(card, names=names)


def snapshot(assessed: Assessed | None) -> Snapshot | None:
    """The assessment that a decision rests on, as it is kept with it."""
    if assessed is None:
        return None
    return planning.snapshot(assessed.assessment, assessed.told, assessed.elsewhere)


def _faults(case: Case, new: NewDecision) -> dict[str, GodaError]:
    faults: dict[str, GodaError] = {}
    if (case.kind == "application") == (new.kind == "annul"):
        faults["kind"] = errors.KindWrong()
    if not new.text.strip():
        faults["text"] = errors.TextMissing()
    elif len(new.text) > MOST_TEXT:
        faults["text"] = errors.TextTooLong(most=MOST_TEXT)
    elif unfilled(new.text):
        faults["text"] = errors.PlacesOpen(places=", ".join(f"{{{name}}}" for name in unfilled(new.text)))
    if new.kind == "annul" and new.cause not in card_model.CARD_CAUSES:
        faults["cause"] = errors.CauseWrong()
    if new.kind != "annul" and new.cause is not None:
        faults["cause"] = errors.CauseWrong()
    return faults


def _years_on(today: date) -> date:
    return today + timedelta(days=MOST_YEARS * 366)
