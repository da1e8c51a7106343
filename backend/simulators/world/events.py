"""The words for what can happen to the synthetic people: what the control takes. What each does is `changes`'."""

from datetime import date
from typing import Literal

import msgspec

from simulators.world import names
from simulators.world.model import Custody, FamilyStatus, Group, Programme, Relation, ServiceKind


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", tag_field="kind"):
    personal_code: str


class Death(_Fact, frozen=True, kw_only=True, tag="death"):
    """Dies, today unless told otherwise; the spouse becomes widowed."""

    on: date | None = None


class Status(_Fact, frozen=True, kw_only=True, tag="status"):
    """Becomes inactive or active again in the register of persons."""

    active: bool


class Birth(_Fact, frozen=True, kw_only=True, tag="birth"):
    """A child is born to this person, and to the spouse if there is one."""

    given_names: str
    girl: bool = True
    on: date | None = None


class NewCode(_Fact, frozen=True, kw_only=True, tag="new-code"):
    """The personal code changes; the old one is a previous one from now on."""


class Names(_Fact, frozen=True, kw_only=True, tag="names"):
    """Takes other names."""

    given_names: str | None = None
    surname: str | None = None


class Move(_Fact, frozen=True, kw_only=True, tag="move"):
    """Lives elsewhere; `country` as ISO 3166 has it."""

    country: str = "LV"
    address: str = "Jaunā iela 1, Rīga, LV-1010"


class FamilyState(_Fact, frozen=True, kw_only=True, tag="family-status"):
    """Marries `spouse`, or is divorced or single."""

    status: FamilyStatus
    spouse: str | None = None


class CustodyOf(_Fact, frozen=True, kw_only=True, tag="custody"):
    """Custody of this child becomes full, suspended or removed for `carer`."""

    carer: str
    custody: Custody


class CareOf(_Fact, frozen=True, kw_only=True, tag="care"):
    """A child comes into the care of `carer`; without `relation` it leaves it."""

    carer: str
    relation: Relation | None = None


class Study(_Fact, frozen=True, kw_only=True, tag="study"):
    """Begins to study."""

    programme: Programme = "higher"
    school: str = names.UNIVERSITIES[0]
    ends: date


class EndOfStudy(_Fact, frozen=True, kw_only=True, tag="end-of-study"):
    """All study ends, today unless told otherwise."""

    on: date | None = None


class DisabilityOf(_Fact, frozen=True, kw_only=True, tag="disability"):
    """Has a disability from today; without `group` none any more."""

    group: Group | None = None
    until: date | None = None


class DebtOf(_Fact, frozen=True, kw_only=True, tag="debt"):
    """Is a debtor of the Maintenance Guarantee Fund, or no longer."""

    debtor: bool
    agreement: Literal["none", "kept", "broken"] = "none"


class ServiceOf(_Fact, frozen=True, kw_only=True, tag="service"):
    """Begins a service today; without `service` all of them end."""

    service: ServiceKind | None = None
    until: date | None = None


class StayOf(_Fact, frozen=True, kw_only=True, tag="stay"):
    """An adult stays with `carer` on a social service's assessment, or a child is placed there; without `carer` it ends."""

    carer: str | None = None
    relation: Relation = "foster"
    assessed: bool = True
    until: date | None = None


AnyChange = (
    Death | Status | Birth | NewCode | Names | Move | FamilyState | CustodyOf | CareOf | Study | EndOfStudy | DisabilityOf
    | DebtOf | ServiceOf | StayOf
)  # fmt: skip
