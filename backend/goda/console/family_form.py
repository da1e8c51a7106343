"""The form in which a family is recorded: which fields it has, how persons are added and taken out, how it becomes a `NewFamily`.

Every person has a key of their own (`m1`, `m2`, …) that stays when others come and go, so no typed text ever moves to another person.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from goda.console.forms import Form, write_day
from goda.kernel import personal_code
from goda.kernel.errors import GodaError, Invalid
from goda.kernel.ids import new_id
from goda.people.correction import as_typed
from goda.people.model import (
    DOCUMENT_KINDS,
    MOST_MEMBERS,
    RELATIONS,
    ROLES,
    CorrectedMember,
    Document,
    Family,
    FamilyCorrection,
    Member,
    NewFamily,
    NewMember,
)

NUMBER, ISSUER, NOTE, NAME = 60, 120, 500, 58
"""Longest texts, in characters; a name leaves room for a space and one letter of the other on a card's line."""


def blank(today: date) -> Form:
    """What a clerk begins with: an applicant, a child, the document of today."""
    return Form(
        [
            ("id", str(new_id())),
            ("document-kind", "application"),
            ("document-date", write_day(today)),
            ("member", "m1"),
            ("m1-role", "applicant"),
            ("member", "m2"),
            ("m2-role", "child"),
            ("m2-relation", "own"),
        ]
    )


def of_record(family: Family, today: date) -> Form:
    """What a correction begins with: everybody as they stand on record, and a document yet to be named (R-91)."""
    fields = [
        ("document-kind", "identity"),
        ("document-date", write_day(today)),
        ("seen", str(len(family.corrections))),
    ]
    for place, member in enumerate(family.members, start=1):
        fields += _fields_of(f"m{place}", member)
    return Form(fields)


def changed(form: Form, asked: str) -> Form:
    """The same form with one person more (`add`) or without one (`remove:m3`)."""
    keys = [key for key in form.all("member") if _is_key(key)]
    kept = [(name, value) for name, value in form.values().items() if name not in ("member", "do", "focus")]
    if asked == "add" and len(keys) < MOST_MEMBERS:
        new = f"m{1 + max((int(key[1:]) for key in keys), default=0)}"
        surname = form.text(f"{keys[-1]}-surname") if keys else ""
        kept += [
            (f"{new}-role", "child"),
            (f"{new}-relation", "own"),
            (f"{new}-surname", surname),
            ("focus", f"{new}-given"),
        ]
        keys.append(new)
    elif asked.startswith("remove:") and not form.text(f"{asked.partition(':')[2]}-person"):
        gone = asked.partition(":")[2]
        place = keys.index(gone) if gone in keys else 0
        keys = [key for key in keys if key != gone]
        kept = [(name, value) for name, value in kept if not name.startswith(f"{gone}-")]
        kept.append(("focus", f"{keys[min(place, len(keys) - 1)]}-given" if keys else "add"))
    return Form([*[("member", key) for key in keys], *kept])


def read(form: Form) -> NewFamily | None:
    """The family typed in; None where a field could not be read, the faults being in the form."""
    document = _read_document(form)
    members = [_read_member(form, key) for key in form.all("member")[:MOST_MEMBERS] if _is_key(key)]
    whole = [member for member in members if member is not None]
    if document is None or len(whole) < len(members):
        return None
    return NewFamily(document=document, members=tuple(whole), id=_id(form, "id") or new_id())


def read_correction(form: Form) -> FamilyCorrection | None:
    """The correction typed in; None where a field could not be read, the faults being in the form."""
    new = read(form)
    seen = form.text("seen")
    if new is None or not (seen.isascii() and seen.isdigit() and len(seen) < 6):  # noqa: PLR2004 - a count
        return None
    keys = [key for key in form.all("member")[:MOST_MEMBERS] if _is_key(key)]
    members = [
        CorrectedMember(now=member, person=_id(form, f"{key}-person"), mistyped=form.ticked(f"{key}-mistyped"))
        for key, member in zip(keys, new.members, strict=True)
    ]
    return FamilyCorrection(document=new.document, members=tuple(members), seen=int(seen))


def by_field(form: Form, faults: Mapping[str, GodaError]) -> dict[str, GodaError]:
    """The use case's faults under the names of this form's fields."""
    keys = [key for key in form.all("member") if _is_key(key)]
    named = {}
    for field, error in faults.items():
        match field.split("."):
            case ["members", place, name]:
                named[f"{keys[int(place)]}-{name}"] = error
            case ["document", name]:
                named[f"document-{name}"] = error
            case _:
                named[field] = error
    return named


def doubtful(form: Form) -> set[str]:
    """The fields whose code is of the new form and fails its check digit: perhaps mistyped, never refused (D-11)."""
    found = set()
    for key in form.all("member"):
        for name in (f"{key}-code", f"{key}-previous"):
            try:
                if personal_code.parse(form.text(name)).doubtful:
                    found.add(name)
            except Invalid:
                continue
    return found


def _read_document(form: Form) -> Document | None:
    kind = form.choice("document-kind", DOCUMENT_KINDS)
    number = form.line("document-number", NUMBER)
    day = form.day("document-date")
    issuer = form.line("document-issuer", ISSUER)
    note = form.line("document-note", NOTE, needed=False)
    if kind is None or day is None:
        return None
    return Document(kind=kind, number=number, date=day, issuer=issuer, note=note)


def _read_member(form: Form, key: str) -> NewMember | None:
    before = len(form.faults)
    role = form.choice(f"{key}-role", ROLES)
    given = form.line(f"{key}-given", NAME)
    surname = form.line(f"{key}-surname", NAME)
    code = form.code(f"{key}-code")
    previous = form.code(f"{key}-previous", needed=False)
    depends = role in ("child", "adult")
    grown = role == "adult"
    disability = depends and form.ticked(f"{key}-disability")
    born = form.day(f"{key}-born") if depends else None
    until = form.day(f"{key}-disability_until", needed=False) if disability else None
    relation = form.choice(f"{key}-relation", RELATIONS) if depends else None
    if role is None or code is None or len(form.faults) > before:
        return None
    return NewMember(
        role=role,
        given=given,
        surname=surname,
        code=code,
        previous=previous,
        born=born,
        relation=relation,
        education=grown and form.ticked(f"{key}-education"),
        stays=grown and form.ticked(f"{key}-stays"),
        service=grown and form.ticked(f"{key}-service"),
        disability=disability,
        disability_until=until,
    )


def _fields_of(key: str, member: Member) -> list[tuple[str, str]]:
    typed = as_typed(member)
    ticks = {name: "yes" for name in ("education", "stays", "service", "disability") if getattr(typed, name)}
    return [
        ("member", key),
        (f"{key}-person", str(member.person.id)),
        (f"{key}-role", typed.role),
        (f"{key}-given", typed.given),
        (f"{key}-surname", typed.surname),
        (f"{key}-code", typed.code.formatted),
        (f"{key}-born", write_day(typed.born)),
        (f"{key}-relation", typed.relation or ""),
        (f"{key}-disability_until", write_day(typed.disability_until)),
        *((f"{key}-{name}", value) for name, value in ticks.items()),
    ]


def _id(form: Form, name: str) -> UUID | None:
    text = form.text(name)
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _is_key(text: str) -> bool:
    return len(text) <= 4 and text[:1] == "m" and text[1:].isascii() and text[1:].isdigit()  # noqa: PLR2004 - m999 at most
