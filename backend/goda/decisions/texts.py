"""The words that a decision begins with: templates of reasons that the fund's people edit, in Latvian, with places in braces.

Defaults stand in `templates`; an edit is a new version beside the earlier ones, with who and when. What a decision finally says is
its own text: editing a template changes no decision that was made.
"""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from goda.audit import Actor, Audit, Ground
from goda.db.database import Database
from goda.decisions import templates
from goda.decisions.templates import DEFAULTS, GENERAL, PLACES, Default, Filling, unfilled
from goda.decisions.text_table import DecisionTextRow
from goda.kernel.clock import Clock
from goda.kernel.errors import Conflict, GodaError, Invalid, NotFound, Refused
from goda.kernel.i18n import N_
from goda.kernel.ids import new_id

__all__ = ["PLACES", "Filling", "NoSuchTemplate", "Template", "TemplateChanged", "Texts", "fill", "unfilled"]

MOST: Final = 8_000
"""Characters of a template."""


class NoSuchTemplate(NotFound):
    """There is no template for this."""

    code = "template-unknown"
    title = N_("There is no such template")
    advice = N_("Go back to the list of templates.")


class TemplateChanged(Conflict):
    """A colleague edited the template since it was read."""

    code = "template-changed"
    title = N_("A colleague has changed this template meanwhile")
    advice = N_("Look at the new text, and put your changes into it.")


class TextEmpty(GodaError):
    """A template without words."""

    code = "template-empty"
    status = 422
    title = N_("The template has no text")
    advice = N_("Write at least a sentence.")


class TextTooLong(GodaError):
    """A template longer than any decision needs."""

    code = "template-too-long"
    status = 422
    title = N_("The text is too long")
    advice = N_("Shorten it to at most {most} characters.")


class BraceAlone(GodaError):
    """A brace without its other half."""

    code = "template-brace"
    status = 422
    title = N_("A brace stands alone")
    advice = N_("Braces stand in pairs around a name, such as {example}.")


class UnknownPlace(GodaError):
    """A name in braces that nothing is known for."""

    code = "template-place"
    status = 422
    title = N_("Nothing is known for {name}")
    advice = N_("Use one of these: {known}.")


class Template(Struct, frozen=True, kw_only=True):
    """One template as it holds now. Version 0 is the default that came with the program."""

    kind: str
    """What it is for: "grant", "refuse", "refuse:<criterion>", "annul:<cause>", "ask-family", "extend"."""
    title: str
    """What it is for, in words: a msgid."""
    text: str
    places: tuple[str, ...]
    """The names that may stand in braces; `PLACES` says what each is filled with."""
    version: int
    edited_by: UUID | None
    edited_at: datetime | None


class Texts:
    """The templates, for deciding and for the console."""

    def __init__(self, db: Database, audit: Audit, clock: Clock) -> None:
        self._db, self._audit, self._clock = db, audit, clock

    async def all(self) -> tuple[Template, ...]:
        """Every template as it holds now, in the order of the console's page."""
        rows = await self._db.rows(
            "SELECT t.kind, t.version, t.text, t.edited_by, t.edited_at FROM decision_text t"
            " WHERE t.version = (SELECT max(n.version) FROM decision_text n WHERE n.kind = t.kind)"
        )
        edited = {row["kind"]: row for row in rows}
        return tuple(_template(kind, default, edited.get(kind)) for kind, default in DEFAULTS.items())

    async def of(self, kind: str) -> Template:
        """The template for this; for a refusal without one of its own, the general one. Raises `NoSuchTemplate`."""
        known = kind if kind in DEFAULTS else GENERAL.get(kind.partition(":")[0], kind)
        return (await self._versions(known, 1))[0]

    async def history(self, kind: str) -> tuple[Template, ...]:
        """Every version, newest first, the default last. Raises `NoSuchTemplate`."""
        return tuple(await self._versions(kind))

    async def edit(self, actor: Actor, kind: str, text: str, version: int) -> Template:
        """Write a new version after `version`. For leads.

        Raises `Invalid` by field (`text`), `TemplateChanged` where a colleague edited it meanwhile, `Refused`, `NoSuchTemplate`.
        """
        if actor.kind != "staff" or actor.role != "lead" or actor.id is None:
            raise Refused
        default = DEFAULTS.get(kind)
        if default is None:
            raise NoSuchTemplate
        cleaned = _cleaned(text, default.places)
        return await self._db.retrying(lambda: self._edit(actor, kind, cleaned, version))

    async def _edit(self, actor: Actor, kind: str, text: str, version: int) -> Template:
        async with self._audit.work(actor, Ground.GRANT) as work:
            before = (await self._versions(kind, 1))[0]
            if before.version != version:
                raise TemplateChanged
            if before.text == text:
                work.record("template.unchanged", kind=kind, version=version)
                return before
            # A kind has each version once: of two who edit at the same moment, one writes.
            written = await self._db.rows(
                "INSERT INTO decision_text (id, kind, version, text, edited_by, edited_at) VALUES ({}, {}, {}, {}, {}, {})"
                " ON CONFLICT (kind, version) DO NOTHING RETURNING version",
                new_id(),
                kind,
                version + 1,
                text,
                actor.id,
                self._clock.now(),
            )
            if not written:
                raise TemplateChanged
            work.record("template.edit", kind=kind, version=version + 1)
            return (await self._versions(kind, 1))[0]

    async def _versions(self, kind: str, limit: int = 1_000) -> list[Template]:
        default = DEFAULTS.get(kind)
        if default is None:
            raise NoSuchTemplate
        rows = (
            await DecisionTextRow.select()
            .where(DecisionTextRow.kind == kind)
            .order_by(DecisionTextRow.version, ascending=False)
            .limit(limit)
        )
        found = [_template(kind, default, row) for row in rows]
        return found if len(found) == limit else [*found, _template(kind, default, None)]


def fill(template: Template, known: Filling) -> str:
    """The template's text with its places filled; a place that nothing is given for stays in braces, for the clerk to see."""
    return templates.filled(template.text, known.params())


def _cleaned(text: str, places: tuple[str, ...]) -> str:
    """The text as it is kept; raises `Invalid` with what is wrong with it."""
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    wrong: GodaError | None = None
    if not cleaned:
        wrong = TextEmpty()
    elif len(cleaned) > MOST:
        wrong = TextTooLong(most=MOST)
    else:
        try:
            unknown = [name for name in templates.places_in(cleaned) if name not in places]
        except templates.Unreadable:
            wrong = BraceAlone(example="{līdz}")
        else:
            if unknown:
                wrong = UnknownPlace(name=f"{{{unknown[0]}}}", known=", ".join(f"{{{name}}}" for name in places))
    if wrong is not None:
        raise Invalid({"text": wrong})
    return cleaned


def _template(kind: str, default: Default, row: Mapping[str, Any] | None) -> Template:
    return Template(
        kind=kind,
        title=default.title,
        text=default.text if row is None else row["text"],
        places=default.places,
        version=0 if row is None else row["version"],
        edited_by=None if row is None else row["edited_by"],
        edited_at=None if row is None else row["edited_at"],
    )
