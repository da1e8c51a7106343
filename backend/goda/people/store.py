"""Rows of persons, codes, words, families and openings: sealed on the way in, opened on the way out. Decides nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from piccolo.columns import UUID as UUIDColumn  # noqa: N811 - a column, not the type
from piccolo.columns import BigInt, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from goda.db.tables import register
from goda.db.vault import Vault
from goda.kernel import names
from goda.kernel.ids import new_id
from goda.kernel.personal_code import PersonalCode
from goda.people.model import (
    Correction,
    Document,
    Family,
    KeptMember,
    Member,
    NewFamily,
    NewMember,
    Person,
    Reason,
    Relation,
    Role,
)

LONGEST_BEGINNING = 16
"""Characters of a word that are told apart; a longer query finds what begins alike, which is few."""
SHORTEST_BEGINNING = 2
"""One letter would find half of everybody, and its hash could be told by its frequency alone."""


@register
class PersonRow(Table, tablename="person"):
    """A person; `sealed` is `_Sealed`."""

    id = UUIDColumn(primary_key=True)
    sealed = Bytea()
    recorded_at = Timestamptz()
    changed_at = Timestamptz()
    version = BigInt()


@register
class CodeRow(Table, tablename="person_code"):
    """A personal code, current or previous."""

    id = UUIDColumn(primary_key=True)
    person = UUIDColumn()
    blind = Bytea()
    sealed = Bytea()
    is_current = Boolean()
    recorded_at = Timestamptz()


@register
class WordRow(Table, tablename="person_word"):
    """The beginning of a word of a person's name, as a keyed hash. The key is both columns: Piccolo is told of one."""

    blind = Bytea(primary_key=True)
    person = UUIDColumn()


@register
class FamilyRow(Table, tablename="family"):
    """A family; `document` is a sealed `Document`."""

    id = UUIDColumn(primary_key=True)
    document = Bytea()
    recorded_at = Timestamptz()
    recorded_by = UUIDColumn()


@register
class MemberRow(Table, tablename="family_member"):
    """A person's place in a family; `sealed` is `_Marks`."""

    id = UUIDColumn(primary_key=True)
    family = UUIDColumn()
    person = UUIDColumn()
    place = BigInt()
    sealed = Bytea()


@register
class CorrectionRow(Table, tablename="family_correction"):
    """A correction of a family's record; `document` is a sealed `Document`, `place` counts from nought."""

    id = UUIDColumn(primary_key=True)
    family = UUIDColumn()
    place = BigInt()
    document = Bytea()
    corrected_at = Timestamptz()
    corrected_by = UUIDColumn()


@register
class OpeningRow(Table, tablename="family_opening"):
    """A stated reason to look at a family."""

    id = UUIDColumn(primary_key=True)
    family = UUIDColumn()
    staff = UUIDColumn()
    reason = Text()
    opened_at = Timestamptz()


class _Sealed(Struct, frozen=True):
    given: str
    surname: str
    born: date | None


class _Marks(Struct, frozen=True):
    role: Role
    relation: Relation | None
    education: bool
    stays: bool
    service: bool
    disability: bool
    disability_until: date | None


class Place(Struct, frozen=True):
    """Where a person stands: in which family, in which role, and who applied there."""

    person: Person
    role: Role
    family: UUID
    applicant: str
    recorded_at: datetime


class Store:
    """The people's rows through one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    # -- persons ----------------------------------------------------------------------------------------------------------------

    async def person_by_code(self, code: PersonalCode) -> tuple[UUID, bool] | None:
        """Whose code this is, and whether it is their current one."""
        rows = await CodeRow.select(CodeRow.person, CodeRow.is_current).where(CodeRow.blind == self._blind_code(code))
        return (rows[0]["person"], rows[0]["is_current"]) if rows else None

    async def persons_by_words(self, words: list[str], limit: int) -> list[UUID]:
        """Persons each of whose named words begins one of theirs."""
        blinds = [self._blind_word(word[:LONGEST_BEGINNING]) for word in words]
        query = WordRow.select(WordRow.person).where(WordRow.blind == blinds[0])
        for blind in blinds[1:]:
            query = query.where(WordRow.person.is_in(WordRow.select(WordRow.person).where(WordRow.blind == blind)))
        return [row["person"] for row in await query.limit(limit)]

    async def add_person(self, new: NewMember, now: datetime) -> UUID:
        """Insert a person with their codes and the words they are found by."""
        person = new_id()
        await PersonRow.insert(
            PersonRow(id=person, sealed=self._seal_person(person, new), recorded_at=now, changed_at=now, version=0)
        )
        await self._add_words(person, new)
        await self.add_code(person, new.code, now, current=True)
        if new.previous is not None:
            await self.add_code(person, new.previous, now, current=False)
        return person

    async def change_person(self, person: UUID, new: NewMember, now: datetime) -> None:
        """Take over what the newest document says of a person on record; what it leaves out stays."""
        known = (await self.persons([person]))[person]
        merged = msgspec.structs.replace(new, born=new.born or known.born)
        await PersonRow.update(
            {
                PersonRow.sealed: self._seal_person(person, merged),
                PersonRow.changed_at: now,
                PersonRow.version: PersonRow.version + 1,
            }
        ).where(PersonRow.id == person)
        await WordRow.delete().where(WordRow.person == person)
        await self._add_words(person, new)

    async def add_code(self, person: UUID, code: PersonalCode, now: datetime, *, current: bool) -> None:
        """Give a person a code; a new current one makes the old one previous (R-11)."""
        if current:
            await CodeRow.update({CodeRow.is_current: False}).where(
                (CodeRow.person == person) & CodeRow.is_current.eq(True)
            )
        code_id = new_id()
        sealed = self._vault.seal("person_code", "sealed", code_id, code.digits.encode())
        await CodeRow.insert(
            CodeRow(
                id=code_id,
                person=person,
                blind=self._blind_code(code),
                sealed=sealed,
                is_current=current,
                recorded_at=now,
            )
        )

    async def current_code(self, person: UUID) -> PersonalCode | None:
        """The code that is current on record; a record that was just merged may have none."""
        rows = await CodeRow.select(CodeRow.id, CodeRow.sealed).where(
            (CodeRow.person == person) & CodeRow.is_current.eq(True)
        )
        for row in rows:
            return PersonalCode(self._vault.open("person_code", "sealed", row["id"], bytes(row["sealed"])).decode())
        return None

    async def make_current(self, person: UUID, code: PersonalCode) -> None:
        """Make a previous code of a person the current one, the current one previous."""
        await CodeRow.update({CodeRow.is_current: False}).where(
            (CodeRow.person == person) & CodeRow.is_current.eq(True)
        )
        await CodeRow.update({CodeRow.is_current: True}).where(CodeRow.blind == self._blind_code(code))

    async def forget_code(self, person: UUID, code: PersonalCode) -> None:
        """Take a code away that was never this person's."""
        await CodeRow.delete().where((CodeRow.person == person) & (CodeRow.blind == self._blind_code(code)))

    async def persons(self, ids: list[UUID]) -> dict[UUID, Person]:
        """Persons by id, with every code."""
        if not ids:
            return {}
        codes: dict[UUID, list[tuple[bool, str]]] = {}
        for row in await CodeRow.select().where(CodeRow.person.is_in(ids)).order_by(CodeRow.recorded_at):
            digits = self._vault.open("person_code", "sealed", row["id"], bytes(row["sealed"])).decode()
            codes.setdefault(row["person"], []).append((row["is_current"], PersonalCode(digits).formatted))
        found = {}
        for row in await PersonRow.select().where(PersonRow.id.is_in(ids)):
            sealed = msgspec.json.decode(
                self._vault.open("person", "sealed", row["id"], bytes(row["sealed"])), type=_Sealed
            )
            own = codes.get(row["id"], [])
            found[row["id"]] = Person(
                id=row["id"],
                given=sealed.given,
                surname=sealed.surname,
                born=sealed.born,
                code=next((code for current, code in own if current), ""),
                previous=tuple(code for current, code in own if not current),
            )
        return found

    # -- families ---------------------------------------------------------------------------------------------------------------

    async def add_family(self, new: NewFamily, persons: list[UUID], by: UUID, now: datetime) -> None:
        """Insert a family of persons on record, in this order; raises `Duplicate` where its id is taken."""
        sealed = self._vault.seal("family", "document", new.id, msgspec.json.encode(new.document))
        await FamilyRow.insert(FamilyRow(id=new.id, document=sealed, recorded_at=now, recorded_by=by))
        for place, (person, member) in enumerate(zip(persons, new.members, strict=True)):
            await self.add_member(new.id, person, place, member)

    async def add_member(self, family: UUID, person: UUID, place: int, new: NewMember) -> None:
        """Insert a person's place in a family."""
        row = new_id()
        await MemberRow.insert(
            MemberRow(id=row, family=family, person=person, place=place, sealed=self._seal_marks(row, new))
        )

    async def keep_family(
        self, family: UUID, document: Document, members: Sequence[KeptMember], by: UUID, now: datetime
    ) -> None:
        """Write a family that applied by itself as it is now, in place of how it was."""
        sealed = self._vault.seal("family", "document", family, msgspec.json.encode(document))
        if await FamilyRow.exists().where(FamilyRow.id == family):
            await FamilyRow.update({FamilyRow.document: sealed}).where(FamilyRow.id == family)
            await MemberRow.delete().where(MemberRow.family == family)
        else:
            await FamilyRow.insert(FamilyRow(id=family, document=sealed, recorded_at=now, recorded_by=by))
        for place, member in enumerate(members):
            row = new_id()
            marks = _Marks(member.role, member.relation, False, False, False, False, None)
            sealed = self._vault.seal("family_member", "sealed", row, msgspec.json.encode(marks))
            await MemberRow.insert(MemberRow(id=row, family=family, person=member.person, place=place, sealed=sealed))

    async def change_member(self, family: UUID, person: UUID, new: NewMember) -> None:
        """Write anew what matters of a person in this family."""
        which = (MemberRow.family == family) & (MemberRow.person == person)
        for row in await MemberRow.select(MemberRow.id).where(which):
            await MemberRow.update({MemberRow.sealed: self._seal_marks(row["id"], new)}).where(
                MemberRow.id == row["id"]
            )

    async def add_correction(self, family: UUID, place: int, document: Document, by: UUID, now: datetime) -> None:
        """Note the document a correction rests on; raises `Duplicate` where another correction took this place."""
        row = new_id()
        await CorrectionRow.insert(
            CorrectionRow(
                id=row,
                family=family,
                place=place,
                document=self._vault.seal("family_correction", "document", row, msgspec.json.encode(document)),
                corrected_at=now,
                corrected_by=by,
            )
        )

    async def family(self, family: UUID) -> Family | None:
        """One family, whole."""
        rows = await FamilyRow.select().where(FamilyRow.id == family)
        if not rows:
            return None
        members = await MemberRow.select().where(MemberRow.family == family).order_by(MemberRow.place)
        persons = await self.persons([member["person"] for member in members])
        document = self._vault.open("family", "document", family, bytes(rows[0]["document"]))
        return Family(
            id=family,
            recorded_at=rows[0]["recorded_at"],
            recorded_by=rows[0]["recorded_by"],
            document=msgspec.json.decode(document, type=Document),
            members=tuple(self._member(row, persons[row["person"]]) for row in members),
            corrections=await self._corrections(family),
        )

    async def families_of(self, persons: list[UUID]) -> list[UUID]:
        """The families in which any of these persons stands."""
        if not persons:
            return []
        rows = await MemberRow.select(MemberRow.family).where(MemberRow.person.is_in(persons))
        return list({row["family"] for row in rows})

    async def places(self, persons: list[UUID]) -> list[Place]:
        """Every place of every one of these persons, in one family each."""
        families = await self.families_of(persons)
        if not families:
            return []
        recorded = {
            row["id"]: row["recorded_at"]
            for row in await FamilyRow.select(FamilyRow.id, FamilyRow.recorded_at).where(FamilyRow.id.is_in(families))
        }
        rows = await MemberRow.select().where(MemberRow.family.is_in(families)).order_by(MemberRow.place)
        known = await self.persons(list({row["person"] for row in rows}))
        members = [(row["family"], self._member(row, known[row["person"]])) for row in rows]
        applicants = {family: member.person.name for family, member in members if member.role == "applicant"}
        wanted = set(persons)
        return [
            Place(member.person, member.role, family, applicants[family], recorded[family])
            for family, member in members
            if member.person.id in wanted
        ]

    # -- openings ---------------------------------------------------------------------------------------------------------------

    async def add_opening(self, family: UUID, staff: UUID, reason: Reason, now: datetime) -> None:
        """Note why a member of staff opens a family."""
        await OpeningRow.insert(OpeningRow(id=new_id(), family=family, staff=staff, reason=reason, opened_at=now))

    async def opening(self, family: UUID, staff: UUID, since: datetime) -> Reason | None:
        """The newest reason this member of staff gave for this family after `since`."""
        rows = (
            await OpeningRow.select(OpeningRow.reason)
            .where((OpeningRow.family == family) & (OpeningRow.staff == staff) & (OpeningRow.opened_at > since))
            .order_by(OpeningRow.opened_at, ascending=False)
            .limit(1)
        )
        return rows[0]["reason"] if rows else None

    async def opened_by(self, staff: UUID, since: datetime, limit: int) -> list[UUID]:
        """The families this member of staff has open, newest first."""
        rows = (
            await OpeningRow.select(OpeningRow.family)
            .where((OpeningRow.staff == staff) & (OpeningRow.opened_at > since))
            .order_by(OpeningRow.opened_at, ascending=False)
        )
        return list(dict.fromkeys(row["family"] for row in rows))[:limit]

    async def _corrections(self, family: UUID) -> tuple[Correction, ...]:
        rows = await CorrectionRow.select().where(CorrectionRow.family == family).order_by(CorrectionRow.place)
        return tuple(
            Correction(
                document=msgspec.json.decode(
                    self._vault.open("family_correction", "document", row["id"], bytes(row["document"])), type=Document
                ),
                at=row["corrected_at"],
                by=row["corrected_by"],
            )
            for row in rows
        )

    # -- sealing ----------------------------------------------------------------------------------------------------------------

    def _member(self, row: dict[str, Any], person: Person) -> Member:
        marks = msgspec.json.decode(
            self._vault.open("family_member", "sealed", row["id"], bytes(row["sealed"])), type=_Marks
        )
        return Member(
            person=person,
            role=marks.role,
            relation=marks.relation,
            education=marks.education,
            stays=marks.stays,
            service=marks.service,
            disability=marks.disability,
            disability_until=marks.disability_until,
        )

    def _seal_marks(self, row: UUID, new: NewMember) -> bytes:
        marks = _Marks(
            role=new.role,
            relation=new.relation,
            education=new.education,
            stays=new.stays,
            service=new.service,
            disability=new.disability,
            disability_until=new.disability_until,
        )
        return self._vault.seal("family_member", "sealed", row, msgspec.json.encode(marks))

    def _seal_person(self, person: UUID, new: NewMember) -> bytes:
        sealed = _Sealed(new.given, new.surname, new.born)
        return self._vault.seal("person", "sealed", person, msgspec.json.encode(sealed))

    async def _add_words(self, person: UUID, new: NewMember) -> None:
        beginnings = {
            word[:length]
            for word in names.words(f"{new.given} {new.surname}")
            for length in range(SHORTEST_BEGINNING, min(len(word), LONGEST_BEGINNING) + 1)
        }
        rows = [WordRow(blind=self._blind_word(beginning), person=person) for beginning in sorted(beginnings)]
        if rows:
            await WordRow.insert(*rows)

    def _blind_code(self, code: PersonalCode) -> bytes:
        return self._vault.blind("person-code", code.digits)

    def _blind_word(self, beginning: str) -> bytes:
        return self._vault.blind("person-word", beginning)
