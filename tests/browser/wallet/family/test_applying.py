"""A family applies (issue 3, section 4): in one sitting, over a broken network, on two devices, by keyboard alone, and back again."""

import re
from pathlib import Path

from playwright.sync_api import expect

THREE_CHILDREN = "three-children"
REACHED = re.compile(r"apply/contact$")


def test_clear_family_has_its_card_in_one_sitting(family, verdict):
    """Sign in, apply, card, scanned green."""
    anna = family()
    page = anna.sign_in(anna.edge(THREE_CHILDREN))
    anna.picture("home")
    anna.begin()
    expect(page.get_by_text("Fizisko personu reģistrs").first).to_be_visible()
    anna.picture("family")
    anna.next()
    anna.picture("second")
    anna.answer_all()
    anna.picture("check")
    anna.submit()
    anna.picture("submitted")
    expect(page.locator(".card canvas").first).to_be_visible(timeout=30_000)
    anna.picture("card")
    assert verdict(anna.phone.shown())["verdict"] in {"valid", "valid_as_of"}
    page.locator(".tabs a[href='#/family']").click()
    expect(page.get_by_role("heading", name="Karte ir piešķirta")).to_be_visible()
    anna.picture("granted")
    with page.expect_download() as paper:
        page.get_by_role("link", name="Lēmums (PDF)").click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
    with page.expect_download() as seal:
        page.get_by_role("link", name="Zīmogs (JWS)").click()
    assert Path(seal.value.path()).read_text().count(".") == 2


def test_answers_outlive_a_broken_network_and_are_the_same_on_another_device(family, stored):
    one = family()
    code = one.edge("own-card-at-seven")
    page = one.sign_in(code)
    one.begin()
    while not REACHED.search(page.url):
        one.next()
    one.saved()
    one.context.set_offline(True)
    page.get_by_label("E-pasts").check()
    page.get_by_label("E-pasta adrese").fill("daina@example.lv")
    expect(page.get_by_text("Saglabāsies, kad būs tīkls")).to_be_visible()
    one.picture("offline")
    one.next()
    page.get_by_label("Jā, saņemšu fondā").check()
    assert "daina@example.lv" in stored(page)
    one.context.set_offline(False)
    one.saved()
    assert "daina@example.lv" not in stored(page)

    other = family(is_mobile=False, has_touch=False, viewport={"width": 1280, "height": 800})
    page = other.sign_in(code)
    page.get_by_role("link", name="Turpināt").click()
    other.next()
    while not REACHED.search(page.url):
        other.next()
    expect(page.get_by_label("E-pasts")).to_be_checked()
    expect(page.get_by_label("E-pasta adrese")).to_have_value("daina@example.lv")
    other.next()
    expect(page.get_by_label("Jā, saņemšu fondā")).to_be_checked()


def test_answers_written_without_a_network_are_there_after_the_page_was_closed(family):
    one = family()
    page = one.sign_in(one.edge("foster"))
    one.begin()
    page.evaluate("location.hash = '#/apply/contact'")
    page.get_by_label("Oficiālā e-adrese").check()
    one.saved()
    page.route("**/wallet/applications/*/answers", lambda route: route.abort())
    page.get_by_label("Tālrunis").fill("29123456")
    expect(page.get_by_text("Saglabāsies, kad būs tīkls")).to_be_visible()
    page.close()
    again = one.context.new_page()
    again.goto(f"{one.phone.origin}/#/apply/contact")
    expect(again.get_by_label("Tālrunis")).to_have_value(re.compile("29123456$"))
    expect(again.locator(".saved")).to_have_text("Saglabāts ✓")
    again.reload()
    expect(again.get_by_label("Tālrunis")).to_have_value("+37129123456")  # as the fund keeps it


def test_lost_answer_to_a_submission_is_asked_for_again_and_makes_one_application(family):
    one = family()
    page = one.sign_in(one.edge("guardianship"))
    one.begin()
    one.answer_all()
    keys: list[str] = []

    def lose(route):
        """The fund gets it, the family hears nothing."""
        keys.append(route.request.post_data)
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/submission", lose)
    page.get_by_role("button", name="Iesniegt").click()
    expect(page.get_by_text("Nezinām, vai iesniegums fondu sasniedza.")).to_be_visible()
    one.picture("unsure")
    one.submit()
    assert len(set(keys)) == 1
    listed = page.evaluate("fetch('/wallet/applications').then((answer) => answer.json())")
    assert len(listed["applications"]) == 1


def test_whole_application_by_keyboard(family):
    """Tab, space, arrows and Enter; the focus is on the heading of each new question."""
    one = family(is_mobile=False, has_touch=False)
    page = one.sign_in(one.edge("two-children"))

    def to(name: str) -> None:
        for _ in range(60):
            said = page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim() "
                "|| document.activeElement.ariaLabel || ''"
            )
            if said.startswith(name):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{name!r} is out of reach")

    to("Sākt")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vai šī ir tava ģimene?")).to_be_focused()
    for _ in range(12):
        heading = page.locator("main h1").inner_text()
        if heading == "Kā tevi sasniegt?":
            to("E-pasts")
            page.keyboard.press("ArrowDown")
            expect(page.get_by_label("Oficiālā e-adrese")).to_be_checked()
        if heading == "Pārlasi un iesniedz":
            break
        to("Turpināt")
        page.keyboard.press("Enter")
        expect(page.locator("main h1")).not_to_have_text(heading)
        expect(page.locator("main h1")).to_be_focused()
    to("Iesniegt")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Iesniegts. Numurs")).to_be_visible()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(family):
    one = family()
    page = one.sign_in(one.edge("specialised-foster"))
    one.begin()
    page.evaluate("location.hash = '#/apply/contact'")
    page.get_by_role("button", name="Turpināt").click()
    expect(page.get_by_text("Izvēlies, kur sūtīt.")).to_be_visible()
    expect(page.get_by_label("E-pasts")).to_be_focused()
    page.get_by_label("E-pasts").check()
    page.get_by_label("E-pasta adrese").fill("anna@")
    page.get_by_role("button", name="Turpināt").click()
    expect(page.get_by_text("Šī nav e-pasta adrese.")).to_be_visible()
    expect(page.get_by_label("E-pasta adrese")).to_be_focused()
    expect(page.get_by_label("E-pasta adrese")).to_have_value("anna@")
    page.evaluate("location.hash = '#/apply/check'")
    page.get_by_role("button", name="Iesniegt").click()
    expect(page.get_by_role("alert")).to_contain_text("Vēl kaut kas jāizlabo")
    page.get_by_role("link", name="Labot: Kā tevi sasniegt?").click()
    expect(page.get_by_label("E-pasta adrese")).to_have_value("anna@")


def test_session_that_ends_in_the_middle_loses_nothing(family):
    one = family()
    code = one.edge("spouses-children")
    page = one.sign_in(code)
    one.begin()
    page.evaluate("location.hash = '#/apply/contact'")
    page.get_by_label("Oficiālā e-adrese").check()
    one.saved()
    one.context.clear_cookies()
    page.get_by_label("Tālrunis").fill("29123456")
    expect(page.get_by_role("alert")).to_contain_text("Pieslēdzies vēlreiz.")
    expect(page.get_by_label("Tālrunis")).to_have_value("29123456")
    one.picture("session-over")
    one.sign_in(code, at="here")
    expect(page.get_by_label("Tālrunis")).to_have_value(re.compile("29123456$"))
    one.saved()


def test_withdrawn_after_a_question_and_begun_anew(family):
    one = family()
    page = one.sign_in(one.edge("debtor"))
    one.begin()
    one.answer_all()
    one.submit()
    expect(page.get_by_role("heading", name="Iesniegumu skata fonda darbinieks")).to_be_visible(timeout=30_000)
    one.picture("case")
    page.get_by_role("link", name="Labot saziņas datus").click()
    page.get_by_label("E-pasta adrese").fill("anna@")
    page.get_by_role("button", name="Labot saziņas datus").click()
    expect(page.get_by_text("Šī nav e-pasta adrese.")).to_be_visible()
    page.get_by_label("E-pasta adrese").fill("cita@example.lv")
    page.get_by_role("button", name="Labot saziņas datus").click()
    expect(page.get_by_text("Saziņas dati ir izlaboti.")).to_be_visible()
    page.get_by_role("button", name="Atsaukt iesniegumu").click()
    expect(page.get_by_role("dialog")).to_contain_text("Vai atsaukt iesniegumu?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Iesniegumu skata fonda darbinieks")).to_be_visible()
    page.get_by_role("button", name="Atsaukt iesniegumu").click()
    page.get_by_role("button", name="Jā, atsaukt").click()
    expect(page.get_by_role("heading", name="Iesniegums ir atsaukts")).to_be_visible()
    one.picture("withdrawn")
    one.begin()
