"""What a decision begins with: text from the templates, the law's places, and the paper that is made of it."""

import asyncio
from datetime import date
from uuid import UUID

import msgspec

from goda.applications.model import Application
from goda.cards import model as card_model
from goda.cards.model import CardCause
from goda.cards.numbers import show_number
from goda.decisions import paper
from goda.decisions.assessing import Assessed
from goda.decisions.model import Decision, DecisionKind, Snapshot
from goda.decisions.paper import DecisionPaper, PaperCard
from goda.decisions.planning import HEADS
from goda.decisions.texts import Filling, Texts, fill
from goda.kernel import i18n
from goda.kernel.clock import riga_day
from goda.law import kinds
from goda.law.criterion import Finding
from goda.law.logic import Truth
from goda.people.service import People
from goda.staff.service import Staff


class Drafting:
    """Texts and papers, for deciding and for carrying out."""

    def __init__(self, texts: Texts, people: People, staff: Staff, origin: str) -> None:
        self._texts = texts
        self._people = people
        self._staff = staff
        self._origin = origin

    async def text(self, kind: DecisionKind, assessed: Assessed | None, cause: CardCause | None = None) -> str:
        """The reasons as the templates have them, in Latvian; of several criteria that are not met, each in paragraphs of its own.

        What nothing is known for stays in braces, for the clerk to see.
        """
        if kind == "annul":
            return fill(await self._texts.of(f"annul:{cause}"), _annulling(assessed))
        assert assessed is not None
        if kind == "grant":
            return fill(await self._texts.of("grant"), _granting(assessed))
        failed = _failed(assessed)
        if not failed:
            return fill(await self._texts.of("refuse"), _opening(assessed))
        paragraphs = [
            fill(await self._texts.of(f"refuse:{one.wording.name}"), _refusing(assessed, one)) for one in failed
        ]
        return "\n\n".join(paragraphs)

    async def contents(
        self,
        decision: Decision,
        snapshot: Snapshot | None,
        application: Application | None,
        made: date,
        contest_by: date | None,
        annulled: tuple[card_model.Card, ...],
        *,
        draft: bool = False,
    ) -> DecisionPaper:
        """All that stands on a decision's paper; in the caller's transaction, which has the record of reading it."""
        names = await self._people.persons([decision.applicant])
        members = await self._staff.names_of([one for one in (decision.by, decision.second) if one is not None])
        return DecisionPaper(
            number=None if draft else decision.number,
            kind=decision.kind,
            made=made,
            addressee=names[decision.applicant].name,
            postal=application.answers.postal if application else "",
            application=application.number if application else None,
            registered=_day(application),
            facts=paper.found(snapshot) if snapshot and decision.kind != "annul" else (),
            text=decision.text,
            references=decision.references,
            cards=_cards(decision, annulled),
            cause=decision.cause,
            annulled_from=made if decision.kind == "annul" else None,
            contest_by=contest_by,
            decided_by=_office(members, decision.by),
            confirmed_by=_office(members, decision.second),
            draft=draft,
        )

    async def drawn(self, contents: DecisionPaper) -> bytes:
        """The paper as PDF bytes: the same contents give the same bytes. Not inside a transaction: others would wait for the drawing."""
        return await asyncio.to_thread(paper.decision_pdf, contents, origin=self._origin)


def _failed(assessed: Assessed) -> list[Finding]:
    """The criteria each of which must be met, and is not."""
    heads = [one for one in assessed.assessment.findings if one.wording.name in HEADS]
    return [one for one in heads if one.truth is Truth.NOT_MET]


def _opening(assessed: Assessed) -> Filling:
    """Which application it is about, and who counts."""
    application = assessed.application
    return Filling(application=application.number, registered=_day(application), persons=_counted(assessed))


def _counted(assessed: Assessed) -> tuple[str, ...]:
    counted = {one.subject for one in assessed.assessment.members if one.counts.judged.met or one.ground.judged.met}
    return tuple(one.name for one in assessed.application.dependants if one.person in counted)


def _granting(assessed: Assessed) -> Filling:
    opening = _opening(assessed)
    if not assessed.planned.cards:
        return opening
    main = assessed.planned.cards[0]
    why = i18n.gettext("lv", main.why.text, **main.why.params) if main.why else None
    return msgspec.structs.replace(opening, first=main.valid_from, last=main.valid_to, why=why)


def _refusing(assessed: Assessed, failed: Finding) -> Filling:
    facts = "\n\n".join(_facts(assessed)) if _of_persons(failed) else ""
    return msgspec.structs.replace(_opening(assessed), criterion=_sentence(failed), facts=facts)


def _annulling(assessed: Assessed | None) -> Filling:
    failed = _failed(assessed) if assessed is not None else []
    facts = _facts(assessed) if assessed is not None and any(_of_persons(one) for one in failed) else []
    return Filling(criterion=" ".join(_sentence(one) for one in failed) if failed else None, facts="\n\n".join(facts))


def _of_persons(failed: Finding) -> bool:
    """Whether the criterion is about the dependants, so that it is said of each how they stand."""
    return failed.wording.name == "has_a_ground"


def _facts(assessed: Assessed) -> list[str]:
    """Of each dependant who does not count, why."""
    found = []
    for member in assessed.assessment.members:
        name = next((one.name for one in assessed.application.dependants if one.person == member.subject), "")
        if member.counts.judged.met or not name:
            continue
        details = assessed.assessment.details(member.subject)
        alternatives, conditions = details[: len(kinds.KINDS)], details[len(kinds.KINDS) :]
        # To be of one kind is enough: of a child of five it is no reason that it is not at a university.
        of_one = any(one.truth is Truth.MET for one in alternatives)
        why = [one for one in (conditions if of_one else details) if one.truth is not Truth.MET]
        found.append(f"{name}: " + " ".join(i18n.gettext("lv", one.sentence, **one.params) for one in why))
    return found


def _sentence(finding: Finding) -> str:
    sentence = i18n.gettext("lv", finding.sentence, **finding.params)
    return f"{sentence} ({i18n.gettext('lv', finding.wording.reference)})"


def _cards(decision: Decision, annulled: tuple[card_model.Card, ...]) -> tuple[PaperCard, ...]:
    planned = tuple(
        PaperCard(names=one.names, valid_from=one.valid_from, valid_to=one.valid_to) for one in decision.cards
    )
    ended = tuple(
        PaperCard(names=one.names, valid_from=one.valid_from, valid_to=one.valid_to, number=show_number(one.number))
        for one in annulled
    )
    return (*planned, *ended)


def _office(members: dict[UUID, str], member: UUID | None) -> str | None:
    return members.get(member) if member is not None else None


def _day(application: Application | None) -> date | None:
    if application is None or application.registered_at is None:
        return None
    return riga_day(application.registered_at)
