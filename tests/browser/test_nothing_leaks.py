"""No personal code, birth date or card number in any QR, address, log, storage or error page (issue 2, section 7; R-4, R-101).

Planted in the console, walked through all three pages on the real server, with every kind of trouble on the way; then looked for, in each
way in which people and programs write them. What may show them is the page that was asked for, to the one who may see it.
"""

import json
import re
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
import zxingcpp
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext, Page, expect

from goda.cards import wire


def ways_to_write(code: str = "", day: str = "", number: str = "") -> set[str]:
    """How a code (`399070-00001`), a day (`04.05.2014`) or a card number (`AB12-CD34-E`) may be found again."""
    if day:
        d, m, y = day.split(".")
        return {day, f"{y}-{m}-{d}", f"{d}{m}{y}", f"{y}{m}{d}", f"{int(d)}.{int(m)}.{y}", f"{d}/{m}/{y}"}
    text = code or number
    return {text, text.lower(), text.replace("-", ""), text.replace("-", "").lower(), text.replace("-", " ")}


class Witness:
    """What went over the wire and past the eyes of the three, apart from the pages that were asked for."""

    def __init__(self) -> None:
        self.seen: dict[str, list[str]] = {}

    def note(self, where: str, *texts: str) -> None:
        self.seen.setdefault(where, []).extend(texts)

    def watch(self, context: BrowserContext) -> None:
        """Note every address that this browser asks for, its worker's and its redirects' too."""
        context.on("request", lambda request: self.note("addresses", unquote(request.url)))

    def found(self, planted: set[str]) -> list[tuple[str, str]]:
        return sorted(
            (where, word) for where, texts in self.seen.items() for word in planted if word in "\n".join(texts)
        )


@pytest.fixture(scope="module")
def walked(
    chromium: Browser,
    stage: ModuleType,
    server: Any,
    stored: Callable[[Page], str],
) -> tuple[Witness, dict[str, set[str]]]:
    """The whole way, once; with what was planted, by kind."""
    witness = Witness()
    desk = stage.sit_down(chromium, server)
    witness.watch(desk.context)
    stage.enrol(desk, server)
    stage.record(desk, server)
    witness.note("titles", desk.title())
    family = desk.url.partition("?")[0]
    code = stage.issue(desk)
    witness.note("titles", desk.title())
    card = desk.url.partition("#")[0].partition("?")[0]
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", desk.locator("dd.code").first.inner_text())
    assert number
    for text in (stage.CODES["Ieva"], stage.PREVIOUS, number[0]):
        searched(desk, server, text)
        expect(desk.locator("#results")).to_contain_text("Ieva Priedīte")
        witness.note("titles", desk.title())
    token = desk.locator("[name=form_token]").first.input_value()

    phone_context, phone = stage.activate(chromium, server, code)
    witness.watch(phone_context)
    phone.goto(f"{server.origin}/#/data")
    expect(phone.get_by_text(number[0])).to_be_visible(timeout=stage.PATIENCE)  # shown when asked for
    witness.note("titles", phone.title())
    phone.goto(f"{server.origin}/")
    digits = zxingcpp.read_barcodes(stage.picture(phone))[0].text
    witness.note("codes", digits, wire.unpack(digits), *signed(wire.unpack(digits)))
    printed = posted(desk.request, f"{card}/papers", {"form_token": token, "paper": "plastic-back.png"})
    assert printed.status == 200

    shop = chromium.new_context(**stage.TILL)
    witness.watch(shop)
    till = shop.new_page()
    till.goto(f"{server.origin}/verify")
    expect(till.locator("body")).to_have_attribute("data-age", "fresh", timeout=stage.PATIENCE)
    stage.scan(till, digits)
    stage.says(till, "Derīga")
    witness.note("till's screen", till.locator("body").inner_text())
    stage.scan(till, stage.CODES["Ieva"].replace("-", ""))  # a cashier types a personal code: not ours, and not kept
    stage.says(till, "Nav derīga")

    planted = {
        "code": set().union(*(ways_to_write(code=text) for text in (*stage.CODES.values(), stage.PREVIOUS))),
        "day": set().union(*(ways_to_write(day=text) for text in stage.BORN.values())),
        "number": ways_to_write(number=number[0]),
        "document": {stage.DOCUMENT},
    }
    provoke(witness, stage, server, desk, token, number[0])
    break_inside(witness, stage, server, desk, token, family)

    for who, page in (("phone", phone), ("till", till), ("desk", desk)):
        witness.note(f"storage of the {who}", stored(page))
        kept = json.dumps(page.context.cookies(), ensure_ascii=False)
        witness.note(f"cookies of the {who}", kept)
    witness.note("storage of the phone", *(part for token in tokens(stored(phone)) for part in signed(token)))
    witness.note("metrics", desk.request.get(f"{server.origin}/metrics").text())
    witness.note("log", server.log.read_text(encoding="utf-8"))
    for context in (desk.context, phone_context, shop):
        context.close()
    return witness, planted


def searched(desk: Page, server: Any, text: str) -> None:
    desk.goto(f"{server.origin}/console")
    desk.locator("#q").fill(text)
    desk.locator("select[name=reason]").first.select_option("request")
    desk.keyboard.press("Tab")
    desk.locator("#q").press("Enter")


def posted(request: APIRequestContext, address: str, form: dict[str, str]) -> APIResponse:
    return request.post(address, form=form, headers={"sec-fetch-site": "same-origin", "accept": "text/html"})


def tokens(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{80,}~", text)


def signed(token: str) -> list[str]:
    """The JSON inside a token."""
    parts = [part for jws in token.split("~") if jws for part in jws.split(".")[:2]]
    return [urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode() for part in parts]


def provoke(witness: Witness, stage: ModuleType, server: Any, desk: Page, token: str, number: str) -> None:
    """Every refusal that a person or a program can meet, each with something planted in what is sent."""
    ask, code, born = desk.request, stage.CODES["Ieva"], stage.BORN["Mark"]
    planted = {"code": code, "deviceName": 7, "born": born, code: number}
    console = f"{server.origin}/console"
    for accept in ("text/html", "application/json"):
        headers = {"accept": accept, "sec-fetch-site": "same-origin"}
        wallet = f"{server.origin}/wallet/activations"
        answers = [
            ask.get(f"{server.origin}/{code}", headers=headers),
            ask.get(f"{console}/families/{code}?q={code}", headers=headers),
            ask.get(f"{console}/cards/{number}", headers=headers),
            ask.get(f"{server.origin}/status/{code}", headers=headers),
            ask.put(f"{console}/search", data={"q": code}, headers=headers),
            ask.post(wallet, data=planted, headers=headers),
            ask.post(wallet, data={"code": code, "deviceName": born}, headers=headers),
            ask.post(wallet, data=f'{{"code": "{code}", "code": "{number}"}}', headers=headers | {"content-type": "application/json"}),
            ask.post(wallet, data=f"{code} {born}" * 2000, headers=headers | {"content-type": "application/json"}),
            ask.post(wallet, data=code, headers=headers | {"content-type": "text/plain"}),
            ask.get(f"{server.origin}/wallet/card", headers=headers | {"dpop": f"{code}.{born}.{number}"}),
            ask.post(f"{console}/passkey/used", data={"credential": {"rawId": code, "response": {code: born}}}, headers=headers),
            ask.post(f"{console}/families/new", form={"form_token": "x", "m1-code": code, "m1-born": born}, headers=headers),
            ask.post(f"{console}/search", form={"form_token": token, "q": code}, headers=headers | {"sec-fetch-site": "cross-site"}),
        ]  # fmt: skip
        for answer in answers:
            assert 400 <= answer.status < 500, (answer.url, answer.status)
        witness.note("error pages", *(answer.text() for answer in answers))
        witness.note("headers of errors", *(json.dumps(answer.headers, ensure_ascii=False) for answer in answers))


def break_inside(witness: Witness, stage: ModuleType, server: Any, desk: Page, token: str, family: str) -> None:
    """Our own trouble, with values of rows at hand: a sealed field that does not open, a table that is not there."""
    console = f"{server.origin}/console"
    form = {
        "form_token": token, "member": "m1", "document-kind": "application", "document-number": stage.DOCUMENT,
        "document-date": "20.11.2026", "document-issuer": "Fonds", "m1-role": "applicant", "m1-given": "Zane",
        "m1-surname": "Ozola", "m1-code": stage.CODES["Ieva"], "m2-role": "child", "m2-relation": "own", "m2-given": "Rūta",
        "m2-surname": "Ozola", "m2-code": "399070-00009", "m2-born": stage.BORN["Mark"],
    }  # fmt: skip
    body = "&".join(f"{name}={value}" for name, value in form.items()) + "&member=m2"
    headers = {
        "sec-fetch-site": "same-origin",
        "accept": "text/html",
        "content-type": "application/x-www-form-urlencoded",
    }
    search = {"form_token": token, "q": stage.CODES["Ieva"], "reason": "request"}
    database = server.folder / "goda.sqlite"
    changed(database, "ALTER TABLE family_member RENAME TO away")
    answers = [
        desk.request.post(f"{console}/families/new", data=body, headers=headers),
        posted(desk.request, f"{console}/search", search),
    ]
    changed(database, "ALTER TABLE away RENAME TO family_member")
    changed(database, "UPDATE person_code SET sealed = X'0102'")
    answers += [desk.request.get(family, headers=headers), posted(desk.request, f"{console}/search", search)]
    assert [answer.status for answer in answers] == [500] * 4
    witness.note("error pages", *(answer.text() for answer in answers))


def changed(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database, timeout=20)) as beside:
        beside.execute(sql)
        beside.commit()


@pytest.mark.parametrize("kind", ["code", "day", "number", "document"])
def test_nothing_planted_is_found_where_it_must_not_be(walked: tuple[Witness, dict[str, set[str]]], kind: str) -> None:
    witness, planted = walked
    assert witness.found(planted[kind]) == []


def test_the_witness_saw_all_that_it_should_have(walked: tuple[Witness, dict[str, set[str]]], server: Any) -> None:
    """A search through nothing finds nothing."""
    witness, _ = walked
    seen = {where: "\n".join(texts) for where, texts in witness.seen.items()}
    assert f"{server.origin}/console/search" in seen["addresses"]
    assert (
        f"{server.origin}/wallet/renewals" in seen["addresses"]
        or f"{server.origin}/wallet/devices" in seen["addresses"]
    )
    assert f"{server.origin}/status/1" in seen["addresses"]
    assert "Ieva Priedīte" in seen["codes"]
    assert "Ieva Priedīte" in seen["storage of the phone"]
    assert "Ieva Priedīte" in seen["till's screen"]
    assert '"version"' in seen["storage of the till"]
    assert "__Host-goda" in seen["cookies of the desk"]
    assert seen["log"].count('"trouble"') >= 4
    assert '"status":422' in seen["log"]
    assert 'route="/console/search"' in seen["metrics"]
    assert len(witness.seen["error pages"]) == 32


def test_the_database_keeps_codes_days_and_documents_sealed_and_no_job_names_anybody(
    walked: tuple[Witness, dict[str, set[str]]], server: Any
) -> None:
    """The file, its log ahead, and every row of the outbox. The card's number is a column: it is what the card is asked for by."""
    _, planted = walked
    files = {path.name: path.read_bytes() for path in server.folder.glob("goda.sqlite*")}
    assert "goda.sqlite-wal" in files
    words = planted["code"] | planted["day"] | planted["document"] | {"Priedīte"}
    everything = b"".join(files.values())
    assert [word for word in words if word.encode() in everything or word.encode("utf-16-le") in everything] == []
    with closing(sqlite3.connect(server.folder / "goda.sqlite")) as beside:
        jobs = str(beside.execute("SELECT * FROM job").fetchall())
        records = str(beside.execute("SELECT body FROM audit_record").fetchall())
    for word in words | planted["number"]:
        assert word not in jobs
        assert word not in records
