"""The words that a decision begins with: templates of reasons that the fund's people edit, in Latvian, with places in braces.

Defaults stand in `templates`; an edit is a new version beside the earlier ones, with who and when. What a decision finally says is
its own text: editing a template changes no decision that was made.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from goda.audit import Actor


class Template(Struct, frozen=True, kw_only=True):
    """One template as it holds now. Version 0 is the default that came with the program."""

    kind: str
    """What it is for: "grant", "refuse:<criterion>", "annul:<cause>", "ask-family", "extend"."""
    title: str
    """What it is for, in words: a msgid."""
    text: str
    places: tuple[str, ...]
    """The names that may stand in braces."""
    version: int
    edited_by: UUID | None
    edited_at: datetime | None


class Texts(Protocol):
    """Made by `app.House` as `house.texts`."""

    async def all(self) -> tuple[Template, ...]:
        """Every template as it holds now, in the order of the console's page."""
        ...

    async def of(self, kind: str) -> Template:
        """The template for this; of a kind without one of its own ("refuse:…"), the general one. Raises `NoSuchTemplate`."""
        ...

    async def history(self, kind: str) -> tuple[Template, ...]:
        """Every version, newest first, the default last."""
        ...

    async def edit(self, actor: Actor, kind: str, text: str, version: int) -> Template:
        """Write a new version after `version`. Leads only.

        Raises `Invalid` by field (`text`: empty, too long, an unknown place), `TemplateChanged` where a colleague edited it meanwhile.
        """
        ...


def fill(template: Template, params: Mapping[str, str]) -> str:
    """The template's text with its places filled; a place that nothing is known for stays in braces, for the clerk to see."""
    raise NotImplementedError
