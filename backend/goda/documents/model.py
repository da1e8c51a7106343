"""What a document is: a picture or a PDF that somebody brought, and how many and how large there may be. Pure."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

Kind = Literal["pdf", "jpeg", "png"]
MEDIA_TYPES: Final[dict[Kind, str]] = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}

MOST: Final = 10
"""Documents of one application or case (R-68, security.md)."""
BYTES: Final = 5 * 1024 * 1024
"""Of one document."""
NAME: Final = 120
"""Characters of a file's name that are kept."""


class Document(Struct, frozen=True, kw_only=True):
    """A document as lists show it; its bytes are read apart. `about` is an application's or a case's id.

    `relied_on`: a fact rests on it, so that it can no longer be taken back.
    """

    id: UUID
    about: UUID
    name: str
    kind: Kind
    size: int
    purpose: str
    added_at: datetime
    relied_on: bool = False

    @property
    def media_type(self) -> str:
        """What it is told to be, by what it was seen to be."""
        return MEDIA_TYPES[self.kind]
