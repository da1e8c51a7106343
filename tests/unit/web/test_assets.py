"""Files are answered from memory: hashed names for ever, the rest by ETag, compressed once."""

import gzip
import json
from pathlib import Path

import brotli
import httpx
import pytest

from goda.web import assets
from goda.web.application import Application, assemble
from goda.web.feature import Feature

pytestmark = pytest.mark.anyio

SCRIPT = b"export const answer = 42;\n" * 40


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-Bx3kd92_.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "main-Bx3kd92_.js.br").write_bytes(brotli.compress(SCRIPT))
    (tmp_path / "assets" / "main-Bx3kd92_.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "sw.js").write_bytes(SCRIPT)
    (tmp_path / "icon.png").write_bytes(b"\x89PNG")
    (tmp_path / "manifest.webmanifest").write_bytes(b"{}")
    (tmp_path / "index.html").write_bytes(b"<!doctype html>" + assets.DATA_BLOCK + b"<p>Goda</p>" * 60)
    (tmp_path.parent / "secret.txt").write_text("outside")
    return tmp_path


@pytest.fixture
def app(dist: Path) -> Application:
    files = assets.folder(dist) | {"/": assets.page(dist / "index.html", {"issuer": "http://localhost:8000"})}
    raw = {path: assets.serve(asset) for path, asset in files.items()}
    return assemble([Feature(name="pages", raw=raw)], origin="http://localhost:8000", demo=False)


async def get(client: httpx.AsyncClient, path: str, **headers: str) -> httpx.Response:
    given = {"accept-encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.get(path, headers=given)


async def test_hashed_names_are_immutable_for_a_year(client: httpx.AsyncClient) -> None:
    answer = await get(client, "/assets/main-Bx3kd92_.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.content == SCRIPT


@pytest.mark.parametrize("path", ["/", "/sw.js", "/manifest.webmanifest", "/icon.png"])
async def test_all_else_is_asked_for_again_and_answered_304(client: httpx.AsyncClient, path: str) -> None:
    first = await get(client, path)
    assert first.headers["cache-control"] == "no-cache"
    again = await get(client, path, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-type" not in again.headers
    assert (await get(client, path, if_none_match=f'W/{first.headers["etag"]}, "x"')).status_code == 304
    assert (await get(client, path, if_none_match='"other"')).status_code == 200


@pytest.mark.parametrize(("accepted", "coding"), [("br", "br"), ("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("br;q=1.0", "br"), ("identity", ""), ("deflate, *;q=0", ""), ("x-br", "")])  # fmt: skip
async def test_the_best_coding_that_the_client_takes(client: httpx.AsyncClient, accepted: str, coding: str) -> None:
    for path in ("/assets/main-Bx3kd92_.js", "/"):
        answer = await get(client, path, accept_encoding=accepted)
        assert answer.headers.get("content-encoding", "") == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        plain = await get(client, path)
        assert answer.content == plain.content
        assert (answer.headers["etag"] == plain.headers["etag"]) == (coding == "")


async def test_head_answers_as_get_without_a_body(client: httpx.AsyncClient) -> None:
    for path in ("/", "/sw.js", "/health/live", "/nowhere"):
        whole, head = await get(client, path), await client.head(path, headers={"accept-encoding": "identity"})
        assert head.content == b""
        assert head.status_code == whole.status_code
        assert head.headers["content-length"] == whole.headers["content-length"]
        assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/",
     "/assets/main-Bx3kd92_.js.br", "/index.html", "//sw.js", "/sw.js/", "/assets%2fmain-Bx3kd92_.js%00"],
)  # fmt: skip
async def test_no_address_climbs_out_or_finds_what_is_not_meant(app: Application, path: str) -> None:
    """Sent as it stands: a client library would tidy it up."""
    from urllib.parse import unquote

    sent: list[dict[str, object]] = []
    scope = {"type": "http", "method": "GET", "path": unquote(path), "raw_path": path.encode(), "query_string": b"",
             "headers": [], "state": {}, "scheme": "http", "server": ("localhost", 8000), "client": ("127.0.0.1", 1)}  # fmt: skip

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 404
    assert b"outside" not in b"".join(message.get("body", b"") for message in sent)  # type: ignore[misc]


async def test_the_page_carries_its_data(client: httpx.AsyncClient) -> None:
    answer = await get(client, "/")
    block = answer.text.partition('id="goda">')[2].partition("</script>")[0]
    assert json.loads(block) == {"issuer": "http://localhost:8000"}


def test_data_cannot_leave_its_block(dist: Path) -> None:
    page = assets.page(dist / "index.html", {"x": "</script><script>alert(1)</script>&<!--"})
    assert page.plain.count(b"</script>") == 1
    assert b"<!--" not in page.plain.replace(b"<!doctype", b"")


def test_a_page_without_exactly_one_block_is_refused(dist: Path) -> None:
    for html in (b"<p>", assets.DATA_BLOCK * 2):
        (dist / "index.html").write_bytes(html)
        with pytest.raises(ValueError, match="exactly once"):
            assets.page(dist / "index.html", {})
