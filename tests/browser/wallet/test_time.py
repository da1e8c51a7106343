"""What weeks do to a card on a phone. A module of its own: the status list never goes back in time, so neither may its readers."""

from playwright.sync_api import expect


def test_card_past_its_last_day_says_so(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue(days=10).id))
    with fund.later(days=12):
        mother.page.reload()
        expect(mother.page.get_by_role("heading", name="Kartes termiņš ir beidzies")).to_be_visible(timeout=15_000)


def test_card_renews_itself_at_two_thirds_of_its_time(fund, phone):
    card = fund.issue()
    mother = phone(fund)
    mother.activate(fund.code(card.id))
    with fund.later(days=31):
        mother.page.reload()
        with mother.page.expect_response("**/wallet/renewals") as renewed:
            pass
        assert renewed.value.status == 200
        mother.page.wait_for_timeout(300)
        assert mother.shown()
    assert len(fund.life(card.id).credentials) == 2


def test_failed_renewal_leaves_the_working_card(fund, phone):
    mother = phone(fund)
    mother.activate(fund.code(fund.issue().id))
    mother.page.route("**/wallet/*", lambda route: route.fulfill(status=500, body="broken"))
    with fund.later(days=31):
        mother.page.reload()
        mother.page.wait_for_timeout(1000)
        assert mother.shown()
