"""A card comes to a phone (issue 2, section 5): by link, by typing, once; each thing that can go wrong is said."""

import pytest
from playwright.sync_api import expect


def test_letters_link_fills_the_code_in_and_leaves_no_trace_in_the_address(fund, phone):
    card = fund.issue()
    mother = phone(fund)
    urls: list[str] = []
    mother.page.on("request", lambda request: urls.append(request.url))
    code = fund.code(card.id)
    page = mother.open(f"#code={code}")
    expect(page.get_by_label("Kods")).to_have_value(code)
    assert page.evaluate("location.href") == f"{fund.origin}/#/add"
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("heading", name="Anna Bērziņa")).to_be_visible()
    expect(page.get_by_text("Karte ir šajā tālrunī.")).to_be_visible()
    assert not any(code.split("-")[1] in url for url in urls)


def test_code_of_the_screen_is_valid_for_an_independent_decoder_and_verifier(fund, phone, verdict):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    said = verdict(mother.shown())
    assert said["verdict"] in {"valid", "valid_as_of"}
    assert said["names"] == ["Anna Bērziņa", "Jānis Bērziņš", "Kārlis Bērziņš", "Elīza Bērziņa"]


def test_code_is_typed_in_any_case_with_spaces_and_without_dashes(fund, phone):
    code = fund.code(fund.issue("Ilze Liepa").id)
    mother = phone(fund)
    page = mother.open()
    page.get_by_role("link", name="Man ir vēstule ar kodu").click()
    expect(page.get_by_label("Kods")).to_be_focused()
    page.keyboard.type(code.replace("-", " ").lower())
    expect(page.get_by_label("Kods")).to_have_value(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ilze Liepa")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7K3MQ", "Kodam vēl trūkst zīmju: 10"),
        ("7K3MQ-7K3MQ-7K3MQ-7", "Kodā ir par daudz zīmju: 1"),
        ("7K3MQ-7K3M0-7K3MQ", "Zīmes “0” kodos nav"),
        ("22222-22222-22222", "Tāda koda nav"),
    ],
)
def test_wrong_code_is_explained_and_what_was_typed_stays(fund, phone, typed, said):
    page = phone(fund).open("#/add")
    page.get_by_label("Kods").fill(typed)
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_label("Kods")).to_have_value(typed)


def test_code_serves_one_phone(fund, phone):
    code = fund.code(fund.issue().id)
    phone(fund).activate(code)
    page = phone(fund).open(f"#code={code}")
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("alert")).to_contain_text("Šis kods jau ir izlietots")


def test_code_of_an_annulled_card_is_refused_in_words(fund, phone):
    card = fund.issue()
    code = fund.code(card.id)
    fund.annul(card.id)
    page = phone(fund).open(f"#code={code}")
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Kods")).to_have_value(code)


def test_without_a_network_that_is_said_and_the_code_is_not_lost(fund, phone):
    code = fund.code(fund.issue().id)
    mother = phone(fund)
    page = mother.open(f"#code={code}")
    expect(page.get_by_label("Kods")).to_have_value(code)
    mother.context.set_offline(True)
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("alert")).to_contain_text("Nav interneta")
    mother.context.set_offline(False)
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("heading", name="Anna Bērziņa")).to_be_visible()


def test_answer_lost_on_the_way_is_asked_for_again_with_the_same_key(fund, phone):
    card = fund.issue()
    mother = phone(fund)
    page = mother.open(f"#code={fund.code(card.id)}")
    # The server does its work, the phone hears nothing of it.
    page.route("**/wallet/activations", lambda route: (route.fetch(), route.abort()))
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("alert")).to_contain_text("Nav interneta")
    assert len(fund.life(card.id).devices) == 1
    page.unroute("**/wallet/activations")
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("heading", name="Anna Bērziņa")).to_be_visible()
    assert len(fund.life(card.id).devices) == 1


REFUSED = """Object.defineProperty(window, "indexedDB", { value: {
    open() { throw new DOMException("The operation is insecure.", "SecurityError") } } })"""


def test_browser_that_refuses_storage_is_told_of_before_the_code_is_spent(fund, phone):
    card = fund.issue()
    mother = phone(fund)
    mother.context.add_init_script(REFUSED)
    page = mother.open(f"#code={fund.code(card.id)}")
    page.get_by_role("button", name="Pievienot karti").click()
    expect(page.get_by_role("alert")).to_contain_text("Šis pārlūks neļauj saglabāt karti")
    assert fund.life(card.id).devices == ()
    page.get_by_role("button", name="Turpināt tikai šai reizei").click()
    expect(page.get_by_text("Tā pazudīs, kad aizvērsi šo lapu.")).to_be_visible()
    assert mother.shown()


IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def test_safari_on_an_iphone_is_led_to_the_home_screen_first_with_the_code_at_hand(fund, phone):
    code = fund.code(fund.issue().id)
    page = phone(fund, user_agent=IPHONE).open(f"#code={code}")
    expect(page.get_by_role("heading", name="Vispirms ieliec lietotni sākuma ekrānā")).to_be_visible()
    expect(page.get_by_text(code)).to_be_visible()
    page.get_by_role("button", name="Tomēr turpināt pārlūkā").click()
    expect(page.get_by_label("Kods")).to_have_value(code)


def test_installed_app_on_an_iphone_takes_the_code_at_once(fund, phone):
    mother = phone(fund, user_agent=IPHONE)
    mother.context.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    expect(mother.open("#/add").get_by_label("Kods")).to_be_visible()


def test_key_cannot_leave_the_browser(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    said = mother.page.evaluate(
        """async () => {
            const db = await new Promise((ok) => { const r = indexedDB.open("goda", 1); r.onsuccess = () => ok(r.result) });
            const [card] = await new Promise((ok) => {
                const r = db.transaction("cards").objectStore("cards").getAll(); r.onsuccess = () => ok(r.result) });
            return crypto.subtle.exportKey("jwk", card.key).then(() => "left", (error) => error.name);
        }"""
    )
    assert said == "InvalidAccessError"
