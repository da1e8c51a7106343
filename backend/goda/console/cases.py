"""A case on one screen: who is in the family, how each criterion stands and on what answers, what is missing, what may be done."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from goda.audit import Ground
from goda.console.desk import AnyRequest, Desk, Signed
from goda.console.forms import Form
from goda.decisions.model import WHYS, CaseFile, Decision, days_left
from goda.documents.content import Checked
from goda.documents.errors import DocumentRefused, DocumentsFull, NoSuchDocument
from goda.documents.model import MOST, Document
from goda.documents.service import checked
from goda.law import criteria, kinds
from goda.law.assessment import Assessment
from goda.law.assessment import Member as Judged
from goda.law.criterion import Finding
from goda.law.facts import Fact, Question, Register
from goda.law.logic import Truth
from goda.notices.model import Delivery
from goda.notices.trouble import WORDS as TROUBLE

KINDS: Final = frozenset(one.wording.name for one in kinds.KINDS)
"""As what a dependant may count: one is enough, and that the others are not met says nothing."""
FEW: Final = 4
"""So many answers are told one by one; of more only who was asked, and when last: the rest stands with each member."""


class Line(Struct, frozen=True, kw_only=True):
    """How one criterion stands, with the answers it rests on. `asked`: registers with the moment they were asked last, where answers are many."""

    finding: Finding
    sub: bool
    facts: tuple[Fact, ...]
    asked: tuple[tuple[Register, Any], ...]


class Row(Struct, frozen=True, kw_only=True):
    """One member of the family; `judged` and `lines` are a dependant's."""

    member: Any
    judged: Judged | None
    lines: tuple[Line, ...]
    troubled: bool


@get("/cases/{case:uuid}")
async def show_case(
    request: AnyRequest, desk: NamedDependency[Desk], signed: NamedDependency[Signed], case: FromPath[UUID]
) -> Response[str]:
    """Everything about it."""
    return await case_page(request, desk, signed, case)


@post("/cases/{case:uuid}/take")
async def take_case(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form], case: FromPath[UUID]
) -> Redirect:
    """Take it in hand, or give it back to everybody."""
    await (desk.decisions.release if form.text("do") == "release" else desk.decisions.take)(signed.actor, case)
    return Redirect(f"/console/cases/{case}", status_code=303)


@post("/cases/{case:uuid}/ask-again")
async def ask_again(
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],  # noqa: ARG001 - asked for so that its token is checked
    case: FromPath[UUID],
) -> Redirect:
    """Have every needed register asked again."""
    await desk.decisions.ask_again(signed.actor, case)
    return Redirect(f"/console/cases/{case}?asked-again", status_code=303)


@post("/cases/{case:uuid}/documents", status_code=200)
async def add_document(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    signed: NamedDependency[Signed],
    form: NamedDependency[Form],
    case: FromPath[UUID],
) -> Response[Any]:
    """Keep a document that the family brought or sent (R-68)."""
    file = await desk.decisions.case(signed.actor, case)
    if await keep_upload(desk, signed, form, about(file)) is None:
        return await case_page(request, desk, signed, case, form, status=422)
    return Redirect(f"/console/cases/{case}#documents", status_code=303)


@get("/cases/{case:uuid}/documents/{document:uuid}")
async def read_document(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], case: FromPath[UUID], document: FromPath[UUID]
) -> Response[bytes]:
    """A document, as a file to keep: our pages never show what others made."""
    file = await desk.decisions.case(signed.actor, case)
    listed = next((one for one in file.documents if one.id == document), None)
    if listed is None:
        raise NoSuchDocument
    found, data = await desk.documents.read(signed.actor, document, listed.about)
    return attachment(data, found.media_type, f"dokuments-{str(found.id)[-6:]}.{found.kind}")


async def keep_upload(desk: Desk, signed: Signed, form: Form, where: UUID, field: str = "file") -> Document | None:
    """Keep the file of a form, or note under its field what is wrong with it."""
    upload = form.file(field)
    if upload is None:
        return None
    try:
        sound = await checked(upload.data)
        return await desk.db.retrying(lambda: _keep(desk, signed, where, upload.name, sound))
    except (DocumentRefused, DocumentsFull) as error:
        form.fault(field, error)
        return None


async def _keep(desk: Desk, signed: Signed, where: UUID, name: str, sound: Checked) -> Document:
    async with desk.audit.work(signed.actor, Ground.GRANT) as work:
        kept = await desk.documents.add(work, where, signed.actor, name, sound, "clerk")
        work.record("document.brought", document=kept.id, about=where)
    return kept


def about(file: CaseFile) -> UUID:
    """What the documents of a case are about: its application, or the case itself."""
    return file.case.application or file.case.id


def attachment(data: bytes, media_type: str, name: str) -> Response[bytes]:
    """A file to keep, never shown inside our pages and never run."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type=media_type, headers=headers)


async def case_page(
    request: AnyRequest, desk: Desk, signed: Signed, case: UUID, form: Form | None = None, status: int = 200
) -> Response[str]:
    """Draw it."""
    file = await desk.decisions.case(signed.actor, case)
    return desk.page(
        request,
        "case.html",
        signed=signed,
        status=status,
        form=form,
        file=file,
        case=file.case,
        application=file.application,
        days=days_left(file.case, desk.today()),
        names=names_of(file),
        lines=lines(file.assessment) if file.assessment else [],
        rows=rows(file),
        questions=questions(file),
        standing=standing(file.decisions),
        staff=await staff_names(desk, file),
        deliveries=await deliveries(desk, signed, file.case.application),
        trouble=TROUBLE,
        whys=WHYS,
        left_out=", ".join(names_of(file).get(one, "–") for one in file.left_out),
        asked_again="asked-again" in request.query_params,
        most_documents=MOST,
    )


def names_of(file: CaseFile) -> dict[UUID, str]:
    """Everybody of the family by name."""
    return {member.person: member.name for member in file.members}


def lines(assessment: Assessment) -> list[Line]:
    """The family's criteria. Of those where one of several is enough, the ones that are met; all while none is."""
    found: list[Line] = []
    for whole, alternatives in criteria.WHOLE:
        above, below = whole(assessment.case), [one(assessment.case) for one in alternatives]
        if above.judged.met and below:
            found += [line_of(one) for one in below if one.judged.met]
        else:
            found += [line_of(above), *(line_of(one, sub=True) for one in below)]
    return found


def details(assessment: Assessment, person: UUID) -> tuple[Line, ...]:
    """A dependant's criteria: as what they count or might, all kinds only where they are none; then what must hold for everybody."""
    every = assessment.details(person)
    as_what = [one for one in every if one.wording.name in KINDS]
    met = [one for one in as_what if one.judged.met]
    open_ones = [one for one in as_what if one.truth is Truth.UNKNOWN]
    rest = [one for one in every if one.wording.name not in KINDS]
    return tuple(line_of(one) for one in [*(met or open_ones or as_what), *rest])


def line_of(finding: Finding, *, sub: bool = False) -> Line:
    """A criterion with what it rests on."""
    facts = finding.judged.rests_on
    asked: dict[Register, Any] = {}
    for fact in facts:
        asked[fact.source] = max(fact.asked_at, asked.get(fact.source, fact.asked_at))
    many = len(facts) > FEW
    return Line(
        finding=finding,
        sub=sub,
        facts=() if many else facts,
        asked=tuple(sorted(asked.items())) if many else (),
    )


def rows(file: CaseFile) -> list[Row]:
    """The family, each dependant with every criterion about them; who is in question is opened at once."""
    if file.assessment is None:
        return [Row(member=member, judged=None, lines=(), troubled=False) for member in file.members]
    judged = {one.subject: one for one in file.assessment.members}
    asking = {question.subject for question in file.assessment.open_questions}
    found = []
    for member in file.members:
        one = judged.get(member.person)
        found.append(
            Row(
                member=member,
                judged=one,
                lines=details(file.assessment, member.person) if one else (),
                troubled=one is not None
                and (member.person in asking or not (one.counts.judged.met or one.ground.judged.met)),
            )
        )
    return found


def questions(file: CaseFile) -> list[tuple[Question, bool]]:
    """What is not known, and whether the whole waits for it; that first."""
    if file.assessment is None:
        return []
    needed = frozenset(file.assessment.missing) if file.assessment.result is Truth.UNKNOWN else frozenset()
    return sorted(((one, one in needed) for one in file.assessment.open_questions), key=lambda pair: not pair[1])


def standing(decisions: tuple[Decision, ...]) -> Decision | None:
    """The decision that is there now: proposed, held or made."""
    return next((one for one in reversed(decisions) if one.state in ("proposed", "held", "made")), None)


async def staff_names(desk: Desk, file: CaseFile) -> dict[UUID, str]:
    """Whoever of the staff stands in the case, by name."""
    ids = {one.by for one in file.facts} | {one.by for one in file.decisions} | {one.second for one in file.decisions}
    ids |= {file.case.taken_by, file.application.by_staff if file.application else None}
    found = {one: await desk.staff.find(one) for one in ids if one is not None}
    return {one: member.name if member else "–" for one, member in found.items()}


async def deliveries(desk: Desk, signed: Signed, application: UUID | None) -> tuple[Delivery, ...]:
    """What the family was sent about an application, and how it fared."""
    if application is None:
        return ()
    async with desk.audit.work(signed.actor, Ground.GRANT) as work:
        found = await desk.notices.deliveries(application=application)
        work.record("notices.deliveries_read", application=application)
    return found
