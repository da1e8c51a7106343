"""Documents of 5 MiB are let in where documents are taken, a few at once, and everywhere else nothing has become larger (R-68)."""

import asyncio
from typing import Any

import pytest

from goda.web import errors, limits

pytestmark = pytest.mark.anyio

PLACE = "/wallet/applications/7b0e2f2e-3d4f-4c8e-9a1d-0d9f7c6b5a43/documents"
FORM = "multipart/form-data; boundary=x"


def scope(path: str = PLACE, kind: str = FORM, method: str = "POST", length: int | None = None) -> Any:
    headers = [(b"content-type", kind.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }


class Client:
    """Sends a body in pieces, when it is asked for them."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def __call__(self) -> Any:
        await self.may_go_on.wait()
        piece = self.pieces.pop(0) if self.pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}


class Inner:
    """What stands behind: notes how much it was given."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def __call__(self, _scope: Any, receive: Any, _send: Any) -> None:
        self.sizes.append(len((await receive())["body"]))


async def nothing(_message: Any) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("path", [PLACE, "/console/cases/7b0e2f2e-3d4f-4c8e-9a1d-0d9f7c6b5a43/documents"])
async def test_a_document_of_five_mebibytes_passes(path: str) -> None:
    inner = Inner()
    await limits.limited(inner)(scope(path), Client(*[bytes(1 << 20)] * 5), nothing)
    assert inner.sizes == [5 << 20]


async def test_one_byte_more_than_document_and_form_is_too_large_and_is_read_to_its_end() -> None:
    client = Client(bytes(limits.UPLOAD_BYTES), b"x")
    with pytest.raises(errors.TooLarge):
        await limits.limited(Inner())(scope(), client, nothing)
    assert client.pieces == [], "so that the answer arrives"


async def test_what_says_that_it_is_far_too_large_is_not_read_at_all() -> None:
    client = Client(b"x")
    with pytest.raises(errors.TooLarge):
        await limits.limited(Inner())(scope(length=64 << 20), client, nothing)
    assert client.pieces == [b"x"]


@pytest.mark.parametrize(
    ("path", "kind", "method"),
    [
        ("/wallet/sign-out", FORM, "POST"),
        ("/wallet/documents", FORM, "POST"),
        ("/documents", FORM, "POST"),
        (PLACE + "/1", FORM, "POST"),
        (PLACE + "/", FORM, "POST"),
        ("/verify/x/documents", FORM, "POST"),
        (PLACE, FORM, "PUT"),
        (PLACE, "application/octet-stream", "POST"),
        (PLACE, "multipart/mixed; boundary=x", "POST"),
    ],
)
async def test_no_other_address_method_or_kind_takes_files(path: str, kind: str, method: str) -> None:
    with pytest.raises(errors.UnsupportedMedia):
        await limits.limited(Inner())(scope(path, kind, method), Client(b"x"), nothing)
    with pytest.raises(errors.TooLarge):
        await limits.limited(Inner())(scope(path, kind, method), Client(bytes(limits.FORM_BYTES + 1)), nothing)


async def test_a_few_at_once_and_the_next_one_is_told_to_come_again() -> None:
    inner = Inner()
    app = limits.limited(inner)
    clients = [Client(b"half", b"half") for _ in range(limits.UPLOADS_AT_ONCE)]
    for client in clients:
        client.may_go_on.clear()
    under_way = [asyncio.create_task(app(scope(), client, nothing)) for client in clients]
    await asyncio.sleep(0)
    with pytest.raises(errors.Overloaded):
        await app(scope(), Client(b"x"), nothing)
    await app(scope(kind="application/json"), Client(b"{}"), nothing)
    for client in clients:
        client.may_go_on.set()
    await asyncio.gather(*under_way)
    await app(scope(), Client(b"x"), nothing)
    assert inner.sizes == [2, *[8] * limits.UPLOADS_AT_ONCE, 1]


async def test_one_that_is_given_up_makes_room() -> None:
    app = limits.limited(Inner())
    for _ in range(limits.UPLOADS_AT_ONCE + 1):
        with pytest.raises(errors.TooLarge):
            await app(scope(), Client(bytes(limits.UPLOAD_BYTES + 1)), nothing)
    await app(scope(), Client(b"x"), nothing)
