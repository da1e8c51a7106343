"""The letter and the plastic card's artwork: made by a form, then drawn at each download; file names tell nothing of anybody.

Making them makes an activation code and a printed credential, so it is never a matter of following an address.
What draws them is imported by the first who asks: its fonts take as long to load as all the rest of the server.
"""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from goda.cards.model import LetterContent
from goda.console.card_pages import load
from goda.console.desk import Desk, Signed
from goda.console.forms import Form

PAPERS = ("letter.pdf", "plastic.pdf", "plastic-front.png", "plastic-back.png")


@post("/cards/{card:uuid}/papers")
async def make_papers(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], form: NamedDependency[Form], card: FromPath[UUID]
) -> Redirect:
    """Make what the papers need, as far as it is not there, and show the one that was asked for."""
    await load(desk, signed, card)
    await desk.cards.letter(signed.actor, card)
    return Redirect(f"/console/cards/{card}/{form.choice('paper', PAPERS) or PAPERS[0]}", status_code=303)


@get("/cards/{card:uuid}/letter.pdf", media_type="application/pdf")
async def letter_pdf(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], card: FromPath[UUID]
) -> Response[bytes]:
    """The letter to the family."""
    from goda.cards import letter

    content = await _content(desk, signed, card)
    made = await asyncio.to_thread(letter.pdf, content, origin=desk.origin, on=desk.clock.now())
    return _file(made, "application/pdf", "goda-vestule.pdf")


@get("/cards/{card:uuid}/plastic.pdf", media_type="application/pdf")
async def plastic_pdf(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], card: FromPath[UUID]
) -> Response[bytes]:
    """The plastic card, both sides, in its own size."""
    from goda.cards import artwork

    content = await _content(desk, signed, card)
    return _file(await asyncio.to_thread(artwork.pdf, content, origin=desk.origin), "application/pdf", "goda-karte.pdf")


@get("/cards/{card:uuid}/plastic-front.png", media_type="image/png")
async def plastic_front(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], card: FromPath[UUID]
) -> Response[bytes]:
    """The front at 300 dpi."""
    from goda.cards import artwork

    content = await _content(desk, signed, card)
    return _file(
        await asyncio.to_thread(artwork.png, content, "front", origin=desk.origin),
        "image/png",
        "goda-karte-prieksa.png",
    )


@get("/cards/{card:uuid}/plastic-back.png", media_type="image/png")
async def plastic_back(
    desk: NamedDependency[Desk], signed: NamedDependency[Signed], card: FromPath[UUID]
) -> Response[bytes]:
    """The back at 300 dpi."""
    from goda.cards import artwork

    content = await _content(desk, signed, card)
    return _file(
        await asyncio.to_thread(artwork.png, content, "back", origin=desk.origin),
        "image/png",
        "goda-karte-aizmugure.png",
    )


async def _content(desk: Desk, signed: Signed, card: UUID) -> LetterContent:
    await load(desk, signed, card)  # only to those who have the family open
    return await desk.cards.letter_again(signed.actor, card)


def _file(body: bytes, media_type: str, name: str) -> Response[Any]:
    return Response(
        body,
        media_type=media_type,
        headers={"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"},
    )
