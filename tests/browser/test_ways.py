"""The ways of an application that a person decides, each from the family's phone over the clerk's desk and back (issue 3, section 6).

The clear grant in one sitting, withdrawal and renewal are in `wallet/family`: no clerk takes part in them.
"""

import io
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pypdf
import pytest
import zxingcpp
from fpdf import FPDF
from playwright.sync_api import Browser, Page, expect


def _paper() -> bytes:
    """A school's certificate."""
    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("helvetica", size=12)
    sheet.text(20, 30, "Universitaet Wien: studies until 30 June 2027")
    return bytes(sheet.output())


@pytest.fixture
def desk(chromium: Browser, stage: ModuleType, whole: Any) -> Page:
    """A clerk whose own code is on record, at a browser of their own."""
    return _clerk(chromium, stage, whole, "Skaidrīte Lapsa", "399990-00012")


def _clerk(chromium: Browser, stage: ModuleType, whole: Any, name: str, code: str) -> Page:
    link = whole.goda("staff", "enrol", name, "--role", "clerk", "--code", code)
    page: Page = stage.sit_down(chromium, whole)
    page.goto(next(word for word in link.split() if "/console/enrol" in word))
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", name="My keys")).to_be_visible()
    return page


def _shows(chromium: Browser, stage: ModuleType, whole: Any, phone: Page, *names: str) -> None:
    """The phone's code is scanned at a till: green, with these names."""
    till = chromium.new_context(**stage.TILL).new_page()
    till.goto(f"{whole.origin}/verify")
    expect(till.locator("body")).to_have_attribute("data-age", "fresh", timeout=stage.PATIENCE)
    stage.scan(till, zxingcpp.read_barcodes(stage.picture(phone))[0].text)
    stage.says(till, "Derīga")
    expect(till.locator("#v-list li")).to_have_text(list(names))
    till.context.close()


def _mail(whole: Any, waiting: Page, words: str) -> dict[str, Any]:
    """The newest e-mail to a family with these words, once it has come."""
    for _ in range(60):
        for mail in whole.control("GET", "mailbox")["mails"]:
            if words in mail["subject"] + mail["text"]:
                return dict(mail)
        waiting.wait_for_timeout(500)
    raise AssertionError(f"no e-mail says {words!r}")


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_an_unclear_family_is_granted_by_a_clerk_from_a_document(
    chromium: Browser, stage: ModuleType, whole: Any, desk: Page
) -> None:
    """A student abroad: no register knows, the school's paper does (R-52, R-68)."""
    edge = stage.edge(whole, "student-abroad-with-certificate")
    phone = stage.phone(chromium, whole)
    stage.sign_in(phone, whole, edge["applicant"])

    def more(page: Page, heading: str) -> None:
        if heading == "Vai kāds mācās ārzemēs?":
            page.get_by_label("Pāvels Kļaviņš").check()
        if heading == "Dokumenti":
            page.locator("input[type=file]").last.set_input_files(
                {"name": "izziņa.pdf", "mimeType": "application/pdf", "buffer": _paper()}
            )
            expect(page.locator(".documents li", has_text="izziņa.pdf")).to_be_visible()

    stage.answer(phone, more)
    number = stage.submit(phone)
    expect(phone.get_by_role("heading", name="Iesniegumu skata fonda darbinieks")).to_be_visible(timeout=40_000)

    stage.open_case(desk, whole, "Santa Kļaviņa")
    expect(desk.get_by_text(number)).to_be_visible()
    expect(desk.get_by_role("link", name="izziņa.pdf")).to_be_visible()
    desk.get_by_role("link", name="Enter by hand from a document").first.click()
    desk.get_by_label("Document that is here already").select_option(index=1)
    desk.get_by_label("Holds until").fill("30.06.2027")
    desk.get_by_role("button", name="Enter").click()
    desk.get_by_role("link", name="Grant…").click()
    desk.get_by_role("button", name="Grant").click()
    stage.send_now(desk)

    expect(phone.locator("li:not([inert]) canvas").first).to_be_visible(timeout=60_000)
    names = ("Santa Kļaviņa", "Pāvels Kļaviņš", "Laima Kļaviņa", "Dace Kļaviņa")
    _shows(chromium, stage, whole, phone, *names)
    phone.context.close()


def test_a_family_adds_what_a_clerk_asks_for_and_is_granted(
    chromium: Browser, stage: ModuleType, whole: Any, desk: Page, axe: Callable[[Page], list[str]]
) -> None:
    """Asked, answered from the phone, seen at the desk, granted (R-52, R-68); no screen of it with a finding, in either language."""
    edge = stage.edge(whole, "pupil-abroad-with-certificate")
    phone = stage.phone(chromium, whole)
    stage.sign_in(phone, whole, edge["applicant"])
    name = phone.evaluate(
        "fetch('/wallet/me').then(r => r.json()).then(({person}) => `${person.given} ${person.surname}`)"
    )

    def abroad(page: Page, heading: str) -> None:
        if heading == "Vai kāds mācās ārzemēs?":
            page.locator("main input[type=checkbox]").first.check()

    def no_findings() -> None:
        for language in ("EN", "LV"):
            phone.locator(".languages button", has_text=language).click()
            assert axe(phone) == [], language

    stage.answer(phone, abroad)
    stage.submit(phone)
    expect(phone.get_by_text("Ja izziņu jau pievienoji")).to_be_visible(timeout=40_000)
    no_findings()

    stage.open_case(desk, whole, name)
    desk.get_by_role("link", name="Ask the family…").first.click()
    words = desk.locator("textarea")
    words.fill(words.input_value().replace("{kas}", "skolas izziņa par mācībām ārvalstī"))
    desk.get_by_role("button", name="Ask", exact=True).click()
    expect(desk.get_by_text("waits for the family").first).to_be_visible()

    phone.reload()
    expect(phone.get_by_role("heading", name="Fonds gaida tavu atbildi")).to_be_visible()
    expect(phone.get_by_text("skolas izziņa par mācībām ārvalstī")).to_be_visible()
    no_findings()
    phone.locator("input[type=file]").last.set_input_files(
        {"name": "izziņa.pdf", "mimeType": "application/pdf", "buffer": _paper()}
    )
    expect(phone.get_by_role("heading", name="Iesniegumu skata fonda darbinieks")).to_be_visible()

    stage.open_case(desk, whole, name)
    expect(desk.get_by_role("link", name="izziņa.pdf")).to_be_visible()
    expect(desk.get_by_text("The family has answered")).to_be_visible()
    desk.get_by_role("link", name="Enter by hand from a document").first.click()
    desk.get_by_label("Document that is here already").select_option(index=1)
    desk.get_by_label("Holds until").fill("30.06.2027")
    desk.get_by_role("button", name="Enter").click()
    desk.get_by_role("link", name="Grant…").click()
    desk.get_by_role("button", name="Grant").click()
    stage.send_now(desk)

    phone.reload()
    expect(phone.locator("li:not([inert]) canvas").first).to_be_visible(timeout=60_000)
    phone.goto(f"{whole.origin}/#/family")
    no_findings()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="PDF").first.click()
    assert re.fullmatch(r"lemums-L-[0-9]{4}-[0-9]{6}\.pdf", download.value.suggested_filename)
    phone.context.close()


def test_a_refusal_comes_with_its_letter_and_how_to_contest_it(
    chromium: Browser, stage: ModuleType, whole: Any, desk: Page
) -> None:
    """Two children: the machine proposes, a person refuses (R-56, R-96, D-10)."""
    edge = stage.edge(whole, "two-children")
    phone = stage.phone(chromium, whole)
    stage.sign_in(phone, whole, edge["applicant"])
    stage.answer(phone)
    number = stage.submit(phone)
    stage.open_case(desk, whole, "Daina Jansone")
    expect(desk.get_by_role("heading", name="The machine proposes: refuse")).to_be_visible()
    desk.get_by_role("link", name="Refuse…").click()
    desk.get_by_role("button", name="Refuse", exact=True).click()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("undone").first).to_be_visible()
    stage.open_case(desk, whole, "Daina Jansone")
    desk.get_by_role("link", name="Refuse…").click()
    desk.get_by_role("button", name="Refuse", exact=True).click()
    stage.send_now(desk)

    with phone.expect_download(timeout=60_000) as download:
        phone.get_by_role("link", name="PDF").first.click(timeout=60_000)
    letter = _text(download.value.path().read_bytes())
    for words in ("Atteikt", number, "apstrīdēt", "Daina Jansone"):
        assert words in letter, words
    phone.context.close()
    mail = _mail(whole, desk, f"{number}")
    assert "gimene@example.lv" in mail["recipients"]


def test_a_family_without_a_phone_applies_at_the_desk(
    chromium: Browser, stage: ModuleType, whole: Any, desk: Page
) -> None:
    """R-40: in person, a clerk enters it; the registers fill in the rest, and the machine grants what is clear."""
    edge = stage.edge(whole, "one-parent")
    desk.goto(f"{whole.origin}/console/in-person")
    desk.get_by_label("Personal code").fill(edge["applicant"])
    desk.get_by_label(re.compile("I have looked at")).check()
    desk.get_by_role("button", name="Go on").click()
    desk.get_by_label("by post", exact=True).first.check()
    desk.get_by_role("button", name="Submit the application").click()
    expect(desk.get_by_role("heading", name="The application is registered")).to_be_visible()
    expect(desk.get_by_text(re.compile("^3P-[0-9]{4}-[0-9]{6}$"))).to_be_visible()
    until_granted = desk.get_by_role("link", name=re.compile("Decision L-"))
    for _ in range(40):
        if until_granted.count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    expect(until_granted).to_be_visible()

    # The letter with the decision waits to be printed.
    desk.goto(f"{whole.origin}/console/printing")
    desk.get_by_role("button", name="Make a batch").first.click()
    expect(desk.get_by_role("heading", name="The batch is made")).to_be_visible()
    with desk.expect_download() as contents:
        desk.get_by_role("link", name="Contents (PDF)").click()
    letters = _text(contents.value.path().read_bytes())
    assert "Beāte Briede" in letters
    assert "Piešķirt" in letters
    expect(desk.get_by_role("heading", level=1)).to_be_visible()


def test_a_right_that_ends_is_warned_of_proposed_and_annulled_by_two_people(
    chromium: Browser, stage: ModuleType, whole: Any, desk: Page
) -> None:
    """The register of persons tells that a child lives abroad; nobody but two people takes the card away (D-2, R-96)."""
    edge = stage.edge(whole, "three-children")
    phone = stage.phone(chromium, whole)
    stage.sign_in(phone, whole, edge["applicant"])
    stage.answer(phone)
    stage.submit(phone)
    expect(phone.locator("li:not([inert]) canvas").first).to_be_visible(timeout=60_000)

    whole.control("POST", "changes", kind="move", personalCode=edge["codes"][-1], country="DE", address="Wien")
    whole.goda("recheck")
    stage.open_case(desk, whole, "Anna Siliņa")
    case = desk.url
    expect(desk.get_by_role("heading", name="The machine proposes: annul")).to_be_visible()
    desk.get_by_role("link", name="Annul…").click()
    desk.get_by_role("link", name="The family no longer meets the criteria.").click()
    expect(desk.locator("textarea").first).to_have_value(re.compile("dzīvesvieta ir ārvalstī"))
    expect(desk.locator("textarea").first).not_to_have_value(re.compile("kas iegūst izglītību"))
    desk.get_by_role("button", name="Annul", exact=True).click()
    expect(desk.get_by_role("heading", name="It waits for a second person")).to_be_visible()
    expect(desk.get_by_role("button", name="Agree")).to_have_count(0)

    other = _clerk(chromium, stage, whole, "Imants Otrais", "399990-00020")
    other.goto(case)
    other.get_by_role("link", name="Look at it").click()
    other.get_by_role("button", name="Agree").click()
    stage.send_now(other)

    phone.reload()
    expect(phone.get_by_text("anulēta").first).to_be_visible(timeout=60_000)
    # Who comes home is not told to show the card at the till.
    home = stage.phone(chromium, whole)
    stage.sign_in(home, whole, edge["applicant"])
    expect(home.get_by_role("heading", name="Karte vairs nav derīga")).to_be_visible()
    home.context.close()
    mail = _mail(whole, desk, "anulēt")
    assert "gimene@example.lv" in mail["recipients"]
    phone.context.close()
    other.context.close()
