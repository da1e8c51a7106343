"""The till's door over real HTTP: static bytes for anyone, compressed once, and nothing that tells one till from another."""

import gzip
import json
from base64 import urlsafe_b64decode
from typing import Any

import brotli
import httpx
import pytest

PUBLIC = ("/status/1", "/.well-known/goda-keys", "/.well-known/jwt-vc-issuer", "/vct/1", "/vct/print-1")


def raw(http: httpx.Client, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """The answer with its bytes as they came, without the client's own decoding."""
    given = {"accept-encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
    with http.stream("GET", path, headers=given) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", PUBLIC)
def test_any_page_may_fetch_it_and_reads_our_clock(http: httpx.Client, path: str) -> None:
    answer, _ = raw(http, path, origin="https://shop.example", sec_fetch_site="cross-site")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Age, Date, ETag"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "date" in answer.headers
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", PUBLIC)
def test_it_is_the_same_for_everyone(http: httpx.Client, path: str) -> None:
    def seen(**headers: str) -> tuple[bytes, dict[str, str]]:
        answer, body = raw(http, path, **headers)
        return body, {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}

    plain = seen()
    assert (
        seen(cookie="__Host-goda=x; till=7", user_agent="till 7", accept_language="en", referer="https://shop.example")
        == plain
    )


def test_the_status_list_is_compressed_and_has_an_etag_for_each_coding(http: httpx.Client) -> None:
    plain, body = raw(http, "/status/1")
    assert plain.headers["content-type"] == "application/statuslist+jwt"
    assert plain.headers["vary"] == "Accept-Encoding"
    zipped, squeezed = (
        raw(http, "/status/1", accept_encoding="gzip"),
        raw(http, "/status/1", accept_encoding="gzip, deflate, br"),
    )
    assert gzip.decompress(zipped[1]) == brotli.decompress(squeezed[1]) == body
    assert zipped[0].headers["content-encoding"] == "gzip"
    assert squeezed[0].headers["content-encoding"] == "br"
    tags = {answer.headers["etag"] for answer in (plain, zipped[0], squeezed[0])}
    assert len(tags) == 3
    for answer, coding in ((plain, "identity"), (zipped[0], "gzip"), (squeezed[0], "br")):
        again, nothing = raw(http, "/status/1", accept_encoding=coding, if_none_match=answer.headers["etag"])
        assert (again.status_code, nothing) == (304, b"")
        assert again.headers["access-control-allow-origin"] == "*"
        assert again.headers["etag"] == answer.headers["etag"]


def test_the_status_list_says_which_it_is(http: httpx.Client, server: Any) -> None:
    header, payload, _ = (urlsafe_b64decode(part + "==") for part in http.get("/status/1").text.split("."))
    assert json.loads(header)["typ"] == "statuslist+jwt"
    told = json.loads(payload)
    assert told["sub"] == f"{server.origin}/status/1"
    assert told["exp"] - told["iat"] == 86_400


@pytest.mark.parametrize("path", ["/status/2", "/status/01", "/status/1/", "/status/", "/status/-1", "/status/１", "/status/1.jwt", "/status/1%00", "/status/9999999999", "/status/1/5"])  # fmt: skip
def test_there_is_no_other_list_and_no_part_of_one(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


def test_a_query_changes_nothing(http: httpx.Client) -> None:
    assert raw(http, "/status/1?idx=5")[1] == raw(http, "/status/1")[1]


def test_type_metadata_names_its_own_type(http: httpx.Client, server: Any) -> None:
    for path in ("/vct/1", "/vct/print-1"):
        told = http.get(path).json()
        assert told["vct"] == f"{server.origin}{path}"
        assert ["names"] in [claim["path"] for claim in told["claims"]]
    assert [claim["path"] for claim in http.get("/vct/1").json()["claims"] if claim["path"] == ["cnf"]] == [["cnf"]]


def test_key_list_and_issuer_metadata_have_their_types(http: httpx.Client, server: Any) -> None:
    keys = http.get("/.well-known/goda-keys")
    assert keys.headers["content-type"] == "application/goda-keys+jwt"
    issuer = http.get("/.well-known/jwt-vc-issuer").json()
    assert issuer["issuer"] == server.origin
    assert {key["use"] for key in issuer["jwks"]["keys"]} == {"sig"}


def page(http: httpx.Client, path: str) -> httpx.Response:
    answer = http.get(path)
    if answer.status_code == 404:
        pytest.skip("the pages are not built: run `npm run build`")
    return answer


@pytest.mark.parametrize("path", ["/", "/verify"])
def test_the_built_pages_pin_the_root_and_know_their_issuer(http: httpx.Client, server: Any, path: str) -> None:
    text = page(http, path).text
    data = json.loads(text.partition('id="goda">')[2].partition("</script>")[0])
    assert set(data) == {"issuer", "root", "verifier", "profile"}
    assert (data["issuer"], data["verifier"], data["profile"]) == (server.origin, f"{server.origin}/verify", "demo")
    assert set(data["root"]) == {"kid", "kty", "crv", "x", "y"}


def test_the_till_worker_may_be_registered_for_the_page_itself(http: httpx.Client) -> None:
    answer = page(http, "/verify/sw.js")
    assert answer.headers["service-worker-allowed"] == "/verify"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/verify"])
def test_every_file_that_a_page_names_is_served_and_immutable_where_hashed(http: httpx.Client, path: str) -> None:
    import re

    named = re.findall(r'(?:src|href)="(/[^"#?]+)"', page(http, path).text)
    assert named
    for each in named:
        if each in {"/", "/verify", "/verify/"}:
            continue
        answer = http.get(each)
        assert answer.status_code == 200, each
        if "/assets/" in each and each.endswith((".js", ".css")):
            assert "immutable" in answer.headers["cache-control"], each


def test_the_privacy_notice_has_an_address_for_paper(http: httpx.Client) -> None:
    """R-99; its text is a screen of the wallet's page, which is the same address's fragment."""
    for method in ("GET", "HEAD"):
        answer = http.request(method, "/privacy", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "/#/privacy")
        assert answer.headers["referrer-policy"] == "no-referrer"
