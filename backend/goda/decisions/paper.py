"""A decision on paper: the PDF in Latvian that the fund seals, sends and keeps (R-56; Administrative Procedure Law, section 67).

`DecisionPaper` is all that stands on it. The same paper gives the same bytes, so a step that is taken again seals the same document.
What it says is decided elsewhere; the templates of its reasons are `texts`.
"""

from datetime import date
from typing import Final

from msgspec import Struct

from goda.cards.model import CardCause
from goda.decisions.model import DecisionKind, Snapshot
from goda.kernel import i18n
from goda.kernel.i18n import N_

SUBJECTS: Final[dict[DecisionKind, str]] = {
    "grant": N_("On granting the Latvian Honorary Family card"),
    "refuse": N_("On refusing the Latvian Honorary Family card"),
    "annul": N_("On annulling the Latvian Honorary Family card"),
}


class PaperCard(Struct, frozen=True, kw_only=True):
    """A card that the decision grants or annuls: its names, the holder first, and its days. `number` as it is shown, where it has one."""

    names: tuple[str, ...]
    valid_from: date
    valid_to: date
    number: str | None = None


class DecisionPaper(Struct, frozen=True, kw_only=True):
    """All that stands on a decision. Days are days in Riga, first and last days inclusive."""

    number: str | None
    """None on a draft only."""
    kind: DecisionKind
    made: date
    addressee: str
    postal: str = ""
    application: str | None = None
    """The application's number and the day it was registered (R-10)."""
    registered: date | None = None
    facts: tuple[str, ...] = ()
    """What was found, one sentence each, in Latvian; see `found`."""
    text: str = ""
    """The reasons, in Latvian; an empty line begins a paragraph."""
    references: tuple[str, ...] = ()
    """The law's places on which it rests, msgids."""
    cards: tuple[PaperCard, ...] = ()
    cause: CardCause | None = None
    annulled_from: date | None = None
    contest_by: date | None = None
    """The last day for contesting; None on a draft."""
    decided_by: str | None = None
    """Name and office of who decided; None: the machine."""
    confirmed_by: str | None = None
    """The second person, where it took two."""
    draft: bool = False


def decision_pdf(paper: DecisionPaper, *, origin: str) -> bytes:
    """The decision as PDF bytes. `origin`: where the fund publishes the keys by which its seals are checked."""
    from goda.decisions.paper_page import drawn  # its fonts take as long to load as all the rest of the server

    return drawn(paper, origin)


def found(snapshot: Snapshot) -> tuple[str, ...]:
    """What the family's criteria were found to be, as Latvian sentences with their place in the law, for `DecisionPaper.facts`."""
    return tuple(
        f"{i18n.gettext('lv', one.sentence, **one.params)} ({i18n.gettext('lv', one.reference)})"
        for one in snapshot.standings
        if one.subject is None
    )
