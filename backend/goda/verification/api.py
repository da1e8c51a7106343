"""What a till or a wallet fetches besides the status list: keys, issuer metadata, type metadata, and the built pages.

All are bytes known before they are asked for. The key list is read anew when the signer has a newer one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Redirect

from goda.kernel.clock import Clock
from goda.verification import status
from goda.verification.keys import KeysInForce
from goda.verification.types import PRINT_TYPE, WALLET_TYPE, type_metadata
from goda.web import assets, errors
from goda.web.asgi import HTTPApp
from goda.web.feature import Feature
from goda.web.headers import Policies
from goda.web.published import StatusLists
from godakeys.client import Signer

WEB_DIST: Final = Path(__file__).parent.parent / "web_dist"
KEYS_TYPE: Final = "application/goda-keys+jwt"
OFFICE_KEYS_TYPE: Final = "application/goda-office-keys+jwt"
KEYS_EVERY: Final = 5.0
"""Seconds between looks at the signer's key list; a compromised key is marked within this time on every process."""

_PUBLIC: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Age, Date, ETag"}
_BRIEF: Final = b"public, max-age=60"


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What the built pages are told in their data block, and nothing that is secret."""

    issuer: str
    root: dict[str, str]
    verifier: str
    profile: str


def feature(
    origin: str, profile: str, signer: Signer, lists: StatusLists, clock: Clock, web_dist: Path = WEB_DIST
) -> Feature:
    """The door: `raw` is filled when the server starts, since the pages carry the root key that the signer knows."""
    in_force = KeysInForce(clock)
    raw: dict[str, HTTPApp] = {
        path: assets.serve(assets.asset(type_metadata(origin, path), "application/json", cache=_BRIEF, headers=_PUBLIC))
        for path in (WALLET_TYPE, PRINT_TYPE)
    }

    @asynccontextmanager
    async def filled() -> AsyncIterator[None]:
        front = Front(issuer=origin, root=await signer.root(), verifier=f"{origin}/verify", profile=profile)
        raw.update({path: assets.serve(found) for path, found in pages(web_dist, front).items()})

        async def read() -> None:
            try:
                in_force.put(await _read_keys(signer, raw))
            finally:
                in_force.tell()

        await read()
        async with _repeated(read):
            yield

    async def published() -> bool:
        return bool(lists.numbers()) and all(lists.fresh(number) for number in lists.numbers())

    return Feature(
        name="verification",
        routes=(_documented(), privacy),
        raw=raw,
        express=(status.PREFIX, status.door(lists, Policies(origin).public)),
        lifespan=(filled,),
        ready={"status": published},
    )


def pages(web_dist: Path, front: Front) -> dict[str, assets.Asset]:
    """Every built file by its address; nothing where the pages are not built."""
    found: dict[str, assets.Asset] = {}
    wallet, verify = web_dist / "wallet", web_dist / "verify"
    if (wallet / "index.html").is_file():
        found |= assets.folder(wallet)
        found["/"] = assets.page(wallet / "index.html", front)
    if (verify / "index.html").is_file():
        found |= assets.folder(verify, "/verify")
        found["/verify"] = found["/verify/"] = assets.page(verify / "index.html", front)
        worker = found.get("/verify/sw.js")
        if worker is not None:
            headers = (*worker.headers, (b"service-worker-allowed", b"/verify"))
            found["/verify/sw.js"] = msgspec.structs.replace(worker, headers=headers)
    return found


async def _read_keys(signer: Signer, raw: MutableMapping[str, HTTPApp]) -> str:
    """Serve what the signer publishes now; return the key list."""
    keys = await signer.key_list()
    issuer = await signer.jwt_vc_issuer()
    raw["/.well-known/goda-keys"] = assets.serve(assets.asset(keys.encode(), KEYS_TYPE, cache=_BRIEF, headers=_PUBLIC))
    raw["/.well-known/jwt-vc-issuer"] = assets.serve(
        assets.asset(issuer, "application/json", cache=_BRIEF, headers=_PUBLIC)
    )
    # Not in the tills' list, whose strict readers refuse a use they do not know.
    decisions, office = await signer.decision_keys(), await signer.office_keys()
    raw["/.well-known/decision-keys"] = assets.serve(
        assets.asset(decisions, "application/jwk-set+json", cache=_BRIEF, headers=_PUBLIC)
    )
    raw["/.well-known/goda-office-keys"] = assets.serve(
        assets.asset(office.encode(), OFFICE_KEYS_TYPE, cache=_BRIEF, headers=_PUBLIC)
    )
    return keys


@asynccontextmanager
async def _repeated(read: Callable[[], Any]) -> AsyncIterator[None]:
    """Run `read` again and again while the server runs; a failure leaves what was read last."""

    async def again() -> None:
        while True:
            await asyncio.sleep(KEYS_EVERY)
            with contextlib.suppress(Exception):
                await read()

    task = asyncio.create_task(again())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@get("/privacy", include_in_schema=False)
async def privacy() -> Redirect:
    """The privacy notice (R-99) has an address to be written on paper; its text is a screen of the wallet's page."""
    return Redirect("/#/privacy", status_code=302)


def _documented() -> Router:
    """The status list's address for the API page; answers only where `status.door` has nothing to give."""

    @get(
        "/{number:str}",
        media_type="application/statuslist+jwt",
        tags=["verification"],
        summary="The signed list of annulled credentials",
    )
    async def status_list(number: FromPath[str]) -> bytes:
        raise errors.NoSuchPage(number=number)

    return Router("/status", route_handlers=[status_list])
