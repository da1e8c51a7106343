"""Issue a card: who holds it, whose names stand on it in which order, from when to when; with a preview that follows each change."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from goda.applications.model import Application
from goda.audit import Ground
from goda.cards.model import MOST_NAMES, IssueCard, Preview
from goda.console.desk import AnyRequest, Desk, Signed, read_id
from goda.console.forms import Form, read_day, write_day
from goda.decisions.errors import OwnCodeMissing, OwnFamily
from goda.kernel import personal_code
from goda.kernel.errors import Conflict, Invalid
from goda.kernel.i18n import N_
from goda.kernel.ids import new_id
from goda.law.dates import age_on
from goda.law.numbers import OWN_CARD_FROM
from goda.law.validity import Counted, Kind, Proposal, propose
from goda.people.model import Family, Member

REASON = 300
FIELDS = {"validFrom": "from", "validTo": "to"}
"""The use case's names of fields where this form has others."""


class Draft(Struct, frozen=True, kw_only=True):
    """A card as it stands in the form. `order` is every member, `chosen` whose names are on it; the holder is first in both."""

    holder: Member
    order: tuple[Member, ...]
    chosen: frozenset[UUID]
    valid_from: str
    valid_to: str
    reason: str
    proposal: Proposal | None
    id: UUID
    """The card's id to be: the same form sent twice makes one card."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names on the card, in order."""
        return tuple(member.person.name for member in self.order if member.person.id in self.chosen)

    @property
    def departs(self) -> bool:
        """Whether the last day is not the one proposed, so that a reason is needed (D-3)."""
        return self.proposal is None or self.valid_to != write_day(self.proposal.valid_to)


@get("/families/{family:uuid}/cards/new")
async def new_card(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], family: FromPath[UUID]
) -> Response[str]:
    """A card for the applicant with everybody's names, as far as they fit."""
    found = await _family_by_hand(desk, signed, family)
    today = desk.today()
    proposal = _proposal(found, found.applicant, today)
    order = _order(found, found.applicant, [])
    draft = Draft(
        holder=found.applicant,
        order=order,
        chosen=frozenset(member.person.id for member in order[:MOST_NAMES]),
        valid_from=write_day(today),
        valid_to=write_day(proposal.valid_to) if proposal else "",
        reason="",
        proposal=proposal,
        id=new_id(),
    )
    return _page(request, desk, signed, found, draft, Form([]))


@post("/families/{family:uuid}/cards/preview", status_code=200)
async def preview_card(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    family: FromPath[UUID],
) -> Response[str]:
    """The form again after a change: names moved, holder changed, last day proposed anew."""
    found = await _family_by_hand(desk, signed, family)
    return _page(request, desk, signed, found, read_draft(form, found, desk.today()), form, part=True)


@post("/families/{family:uuid}/cards/new", status_code=200)
async def issue_card(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    family: FromPath[UUID],
) -> Response[Any]:
    """Issue it."""
    found = await _family_by_hand(desk, signed, family)
    draft = read_draft(form, found, desk.today())
    if form.text("do"):  # a name moved by a browser without script
        return _page(request, desk, signed, found, draft, form)
    first, last = form.day("from"), form.day("to")
    reason = form.line("reason", REASON, needed=False)
    if first is not None and last is not None and not form.faults:
        new = IssueCard(
            family=family,
            holder=draft.holder.person.id,
            names=draft.names,
            valid_from=first,
            valid_to=last,
            reason=reason,
            proposal=draft.proposal.valid_to if draft.proposal else None,
            id=draft.id,
        )
        try:
            card = await desk.cards.issue(signed.actor, new)
        except Invalid as error:
            form.take_faults(
                {FIELDS.get(name, name): fault for name, fault in error.fields.items()} or {"names": error}
            )
        else:
            return Redirect(f"/console/cards/{card.id}?new", status_code=303)
    return _page(request, desk, signed, found, draft, form, status=422)


class DecidedByApplication(Conflict):
    """The family has applied: its cards come of the decision, and of nothing else."""

    code = "decided-by-application"
    title = N_("This family's cards come of its application")
    advice = N_("Decide its case, or let it apply again: in person, or in the wallet.")


async def applied(desk: Desk, signed: Signed, family: UUID) -> tuple[Application, ...]:
    """The family's applications, newest first; none for one recorded by hand, whom no register knows (R-68)."""
    async with desk.audit.work(signed.actor, Ground.SERVE) as work:
        found = await desk.applications.of_family(family)
        work.record("application.listed", family=family, applications=[one.id for one in found])
    return found


async def _family_by_hand(desk: Desk, signed: Signed, family: UUID) -> Family:
    """A family open to whoever asks that never applied. Raises `DecidedByApplication`, `OwnFamily`, `OwnCodeMissing`."""
    found = await desk.people.family(signed.actor, family)
    if await applied(desk, signed, family):
        raise DecidedByApplication
    await require_not_own(desk, signed, found)
    return found


async def require_not_own(desk: Desk, signed: Signed, family: Family) -> None:
    """Raise unless whoever asks is known to stand in none of this family's places: nobody issues or ends their own cards."""
    codes = [
        personal_code.parse(code)
        for member in family.members
        for code in (member.person.code, *member.person.previous)
        if code
    ]
    own = await desk.staff.is_one_of(signed.member.id, codes)
    if own is None:
        raise OwnCodeMissing
    if own:
        raise OwnFamily


def read_draft(form: Form, family: Family, today: date) -> Draft:
    """What stands in the form, made whole: unknown ids are dropped, the holder is first and chosen."""
    by_id = {member.person.id: member for member in family.members}
    holder_id = read_id(form.text("holder"))
    holder = by_id.get(holder_id, family.applicant) if holder_id else family.applicant
    if holder not in holders(family, today):
        holder = family.applicant
    order = list(_order(family, holder, [read_id(text) for text in form.all("order")]))
    chosen = {one for one in map(read_id, form.all("name")) if one in by_id} | {holder.person.id}
    if form.text("was-holder") and read_id(form.text("was-holder")) != holder.person.id:
        chosen |= {one for one in [read_id(form.text("was-holder"))] if one in by_id}
    _move(order, form.text("do"))
    first = _day_or(form.text("from"), today)
    proposal = _proposal(family, holder, first)
    proposed = write_day(proposal.valid_to) if proposal else ""
    typed = form.text("to")
    return Draft(
        holder=holder,
        order=tuple(order),
        chosen=frozenset(chosen),
        valid_from=form.text("from"),
        valid_to=proposed if typed == form.text("proposed") else typed,
        reason=form.text("reason"),
        proposal=proposal,
        id=read_id(form.text("id")) or new_id(),
    )


def holders(family: Family, today: date) -> list[Member]:
    """Who may hold a card: either parent, an adult who counts, a child from seven on (D-4)."""
    return [
        member
        for member in family.members
        if member.role != "child"
        or (member.person.born is not None and age_on(member.person.born, today) >= OWN_CARD_FROM.of(today))
    ]


def counted(member: Member) -> Counted | None:
    """The member as the rule of validity sees them; None for a parent."""
    if not member.dependant or member.person.born is None:
        return None
    return Counted(
        birth=member.person.born,
        kind=_kind(member),
        disabled=member.disability,
        disability_until=member.disability_until if member.disability else None,
    )


def _kind(member: Member) -> Kind:
    if member.role == "child":
        return Kind.CHILD
    if member.stays:
        return Kind.STAYING_STUDENT if member.education else Kind.STAYING
    if member.education:
        return Kind.STUDENT
    return Kind.SERVING if member.service else Kind.DISABLED_ADULT


def _proposal(family: Family, holder: Member, first: date) -> Proposal | None:
    own = counted(holder)
    others = [one for one in (counted(member) for member in family.members if member is not holder) if one is not None]
    return propose(first, [own, *others] if own else others, holder=own)


def _order(family: Family, holder: Member, typed: list[UUID | None]) -> tuple[Member, ...]:
    """Every member once: the holder, then as the form has them, then whoever is missing."""
    by_id = {member.person.id: member for member in family.members}
    ids = [holder.person.id, *(one for one in typed if one in by_id), *by_id]
    return tuple(by_id[one] for one in dict.fromkeys(ids) if one is not None)


def _move(order: list[Member], asked: str) -> None:
    """Move a name by one place (`up:ID`, `down:ID`); nothing passes the holder."""
    way, _, text = asked.partition(":")
    place = next((at for at, member in enumerate(order) if str(member.person.id) == text), 0)
    other = place - 1 if way == "up" else place + 1
    if way in ("up", "down") and place > 0 and 0 < other < len(order):
        order[place], order[other] = order[other], order[place]


def _day_or(text: str, otherwise: date) -> date:
    try:
        return read_day(text)
    except Invalid:
        return otherwise


def _page(
    request: AnyRequest,
    desk: Desk,
    signed: Signed,
    family: Family,
    draft: Draft,
    form: Form,
    *,
    status: int = 200,
    part: bool = False,
) -> Response[str]:
    preview: Preview | None = None
    try:
        preview = desk.cards.preview(draft.names)
    except Invalid as error:
        form.take_faults(error.fields or {"names": error})
    htmx = request.headers.get("hx-request") == "true"
    return desk.page(
        request,
        "card-form.html" if part and htmx else "card-new.html",
        signed=signed,
        status=status,
        form=form,
        family=family,
        draft=draft,
        preview=preview,
        holders=holders(family, desk.today()),
        last_day=_day_or(draft.valid_to, desk.today()),
        most=MOST_NAMES,
    )
