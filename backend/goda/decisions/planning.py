"""Which cards a grant makes, what the machine proposes and why, and what of an assessment is kept with a decision. Pure.

The machine's grant needs more than a met whole: every question answered (D-2), every wished card possible, every name printable.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from goda.applications.model import Application
from goda.cards.model import CARD_CAUSES, CardCause
from goda.decisions.model import (
    WHYS,
    CardPlan,
    CaseKind,
    DecisionKind,
    Proposed,
    Sentence,
    Snapshot,
    Standing,
    Told,
    Why,
)
from goda.kernel.i18n import N_
from goda.law import criteria
from goda.law.assessment import Assessment
from goda.law.criterion import GROUNDS, REGISTER_LAW, Finding
from goda.law.dates import ONE_DAY
from goda.law.facts import REGISTER_OF, Fact, Mark, Question, Register, Relation, Silence
from goda.law.facts import Why as Unknown
from goda.law.logic import Truth
from goda.registers.model import FactTold

TAKES_OVER_WITHIN: Final = timedelta(days=90)
"""A new card of a holder whose card ends within this time begins the day after it; else it begins today, and the old one works on too."""

HEADS: Final = frozenset(criterion.wording.name for criterion, _ in criteria.WHOLE)
"""The criteria each of which must be met."""

ALL_MET: Final = N_("Every criterion is met, and every register that is needed has answered.")
MET_ANYWAY: Final = N_("Every criterion is met whatever the answers that are missing would be.")
STANDS: Final = N_("The right stands as it was granted.")


@dataclass(frozen=True, slots=True)
class Planned:
    """The cards that can be made, and the holders whose wished card cannot."""

    cards: tuple[CardPlan, ...]
    left_out: tuple[UUID, ...]


def plan(
    application: Application,
    assessment: Assessment,
    today: date,
    ends: Mapping[UUID, date],
    valid_to: date | None = None,
) -> Planned:
    """The cards that a grant makes today; `ends` has the last day of each holder's present card, `valid_to` is a clerk's own last day.

    The applicant's and the spouse's bear the chosen names, a dependant's its own only. Nobody's card outlives what the law proposes
    for its holder, unless the clerk says so for the family's.
    """
    cards, left_out = [], []
    for holder, names in _wished(application):
        dependant = holder in {one.person for one in application.dependants}
        first = _first_day(today, ends.get(holder))
        proposal = assessment.propose(first, holder=holder if dependant else None)
        last = proposal.valid_to if proposal else None
        if valid_to is not None:
            last = min(last, valid_to) if dependant and last is not None else valid_to
        if last is None or last < first or not assessment.may_hold_a_card(holder).judged.met:
            left_out.append(holder)
            continue
        cards.append(
            CardPlan(
                holder=holder,
                names=names,
                valid_from=first,
                valid_to=last,
                proposed_to=proposal.valid_to if proposal else None,
                why=Sentence(text=proposal.reason, params=dict(proposal.params)) if proposal else None,
            )
        )
    return Planned(tuple(cards), tuple(left_out))


def _wished(application: Application) -> list[tuple[UUID, tuple[str, ...]]]:
    """Who is to have a card, and the names on it, the holder's first."""
    answers, holder, spouse = application.answers, application.holder, application.spouse
    wished = [(holder.person, (holder.name, *application.names_of(answers.names)))]
    if answers.spouse_card and spouse is not None:
        others = application.names_of(one for one in answers.names if one != spouse.person)
        wished.append((spouse.person, (spouse.name, *others)))
    wished += [(one.person, (one.name,)) for one in application.dependants if one.person in answers.separate]
    return wished


def _first_day(today: date, ends: date | None) -> date:
    return ends + ONE_DAY if ends is not None and today <= ends <= today + TAKES_OVER_WITHIN else today


def whys(assessment: Assessment, planned: Planned, fits: Callable[[tuple[str, ...]], bool]) -> tuple[Why, ...]:
    """Why the machine does not grant, each reason once; empty where it may."""
    found: list[Why] = []
    if assessment.result is Truth.NOT_MET:
        found.append("not-met")
    found += [_why_unknown(question) for question in (*assessment.missing, *assessment.open_questions)]
    if planned.left_out and assessment.result is Truth.MET:
        found.append("no-validity")
    if not all(fits(card.names) for card in planned.cards):
        found.append("names-do-not-fit")
    known = [why for why in dict.fromkeys(found) if why != "unknown"]
    # What was not asked hangs on what was not answered: it is a reason of its own only where there is no other.
    return tuple(known) if known or assessment.is_clear else ("unknown",)


def _why_unknown(question: Question) -> Why:
    if question.mark is Mark.COUNTED_AS:
        return "counted-elsewhere"
    if question.why is Unknown.SILENT:
        return "silent"
    if question.why is Unknown.CONTRADICTORY:
        return "contradictory"
    return "claimed" if REGISTER_OF[question.mark] is Register.BY_HAND else "unknown"


def proposed(
    kind: CaseKind, assessment: Assessment | None, planned: Planned | None, cause: CardCause | None = None, *,
    whys: tuple[Why, ...] = (),
) -> Proposed:  # fmt: skip
    """What the machine proposes to the person who has the case, and why. `cause`: why a card is to be annulled; `whys`: why it is a case."""
    if assessment is None or planned is None or kind == "annulment":
        causes = (Sentence(text=CARD_CAUSES[cause]),) if cause is not None else ()
        return Proposed(kind="annul" if cause is not None else "look", why=causes)
    if assessment.result is Truth.MET:
        basis = Sentence(text=ALL_MET if assessment.is_clear else MET_ANYWAY)
        if kind == "recheck" and "own-card-lost" in whys:
            return Proposed(kind="look", why=(Sentence(text=WHYS["own-card-lost"]), Sentence(text=STANDS), basis))
        if kind == "recheck":
            return Proposed(kind="keep", why=(Sentence(text=STANDS), basis))
        return Proposed(kind="grant", why=(basis, *(card.why for card in planned.cards[:1] if card.why is not None)))
    heads = [finding for finding in assessment.findings if finding.wording.name in HEADS]
    if assessment.result is Truth.NOT_MET:
        why = tuple(_sentence(finding) for finding in heads if finding.truth is Truth.NOT_MET)
        return Proposed(kind="refuse" if kind == "application" else "annul", why=why)
    waiting = all(question.why is Unknown.SILENT for question in assessment.missing)
    why = tuple(_sentence(finding) for finding in heads if finding.truth is Truth.UNKNOWN)
    return Proposed(kind="wait" if waiting else "look", why=why)


def _sentence(finding: Finding) -> Sentence:
    return Sentence(text=finding.sentence, params=dict(finding.params))


def references(kind: DecisionKind, assessment: Assessment | None, cause: CardCause | None = None) -> tuple[str, ...]:
    """The law's places on which a decision rests, in the regulation's order, each once (R-56)."""
    if assessment is None or (kind == "annul" and cause not in ("criteria-lost", "error")):
        return (REGISTER_LAW, GROUNDS) if cause == "death" else (GROUNDS,)
    if kind == "grant":
        found = [one.wording.reference for one in assessment.findings if one.truth is Truth.MET]
    else:
        found = [
            one.wording.reference
            for head, alternatives in _heads(assessment)
            if head.truth is Truth.NOT_MET
            for one in (head, *alternatives)
        ]
    return tuple(dict.fromkeys(found)) or (GROUNDS,)


def _heads(assessment: Assessment) -> list[tuple[Finding, tuple[Finding, ...]]]:
    """Each criterion that must be met, with those of which one is enough for it."""
    by_name = {one.wording.name: one for one in assessment.findings}
    return [
        (by_name[head.wording.name], tuple(by_name[one.wording.name] for one in alternatives))
        for head, alternatives in criteria.WHOLE
    ]


def overridden(assessment: Assessment, told: Iterable[FactTold], heard: Iterable[FactTold]) -> bool:
    """Whether the result rests on something entered by hand against what a register answers: then it takes two people.

    `heard`: each register's last usable answers. One that has fallen silent is contradicted in what it said last; one that never
    answered is not.
    """
    of = {(one.subject, one.mark) for one in assessment.rests_on if one.source is Register.BY_HAND}
    known = [*told, *heard]
    for subject, mark in of:
        about = [one for one in known if one.person == subject and one.mark is mark]
        by_hand = max(
            (one for one in about if one.source is Register.BY_HAND), key=lambda one: one.asked_at, default=None
        )
        answers = [one for one in about if one.source is not Register.BY_HAND and not isinstance(one.value, Silence)]
        if by_hand is not None and any((one.value, one.until) != (by_hand.value, by_hand.until) for one in answers):
            return True
    return False


def rests_on_hand(told: Iterable[FactTold]) -> bool:
    """Whether a person has entered anything: then a person decides."""
    return any(one.source is Register.BY_HAND for one in told)


def second_for(assessment: Assessment, *, override: bool) -> tuple[DecisionKind, ...]:
    """The decisions on an application that take two people: any on overridden answers, and each against the law's own result (D-2)."""
    if override:
        return ("grant", "refuse")
    against: list[DecisionKind] = []
    if assessment.result is not Truth.MET:
        against.append("grant")
    if assessment.result is not Truth.NOT_MET:
        against.append("refuse")
    return tuple(against)


def keeping_takes_two(assessment: Assessment, *, override: bool) -> bool:
    """Whether leaving a right as it is goes against what a register answers: then it takes two people, as a grant would."""
    return assessment.result is Truth.NOT_MET or override


def snapshot(assessment: Assessment, told: Iterable[FactTold], elsewhere: Iterable[Fact]) -> Snapshot:
    """The assessment as values that outlive code and registers; `elsewhere` is what the fund itself knows of other families' cards."""
    findings = [
        *assessment.findings,
        *(
            finding
            for member in assessment.members
            for finding in (member.counts, member.ground, *assessment.details(member.subject))
        ),
    ]
    return Snapshot(
        on=assessment.case.on,
        rules_of=assessment.case.rules_of,
        result=assessment.result.value,
        standings=tuple(_standing(finding) for finding in findings),
        told=(*(_told(fact) for fact in told), *(_own(fact) for fact in elsewhere)),
    )


def counted_elsewhere_since(before: Snapshot, now: Iterable[Fact], relations: Mapping[UUID, str | None]) -> bool:
    """Whether since then somebody came to count in another family in a way that a person has to look at (R-50)."""
    then = {one.person: one.value for one in before.told if one.mark == Mark.COUNTED_AS.value}
    for fact in now:
        value = str(fact.value)
        if value in (then.get(fact.subject), Relation.NONE.value):
            continue
        if not (value == Relation.CHILD.value == relations.get(fact.subject)):
            return True
    return False


def _standing(finding: Finding) -> Standing:
    return Standing(
        code=finding.wording.code,
        name=finding.wording.name,
        subject=finding.subject,
        truth=finding.truth.value,
        rule=finding.wording.rule,
        sentence=finding.sentence,
        params=dict(finding.params),
        reference=finding.wording.reference,
    )


def _own(fact: Fact) -> Told:
    return Told(
        person=fact.subject,
        mark=fact.mark.value,
        value=str(fact.value),
        source=fact.source.value,
        asked_at=fact.asked_at,
        valid_at=fact.valid_at,
        until=fact.until,
        answer_hash=None,
        by=None,
        document=None,
    )


def _told(fact: FactTold) -> Told:
    return Told(
        person=fact.person,
        mark=fact.mark.value,
        value=str(fact.value),
        source=fact.source.value,
        asked_at=fact.asked_at,
        valid_at=fact.valid_at,
        until=fact.until,
        answer_hash=fact.digest.hex() if fact.digest else None,
        by=fact.by,
        document=fact.document,
    )
