"""The rules are there for everyone on the real server, without signing in."""

import httpx


def test_anyone_reads_the_rules(http: httpx.Client) -> None:
    page = http.get("/rules", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "When a family gets the card" in page.text
    assert "set-cookie" not in page.headers
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert http.get("/rules/rules.css").headers["content-type"].startswith("text/css")
