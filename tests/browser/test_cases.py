"""A clerk with cases at a real browser, by the keyboard alone: from the queue to the next case; each page without findings of axe."""

import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

PATIENCE = 20_000


@pytest.fixture(scope="module")
def clerk(chromium: Browser, stage: ModuleType, whole: Any) -> Iterator[Page]:
    """The demo's lead, signed in, in English; trouble in the browser's console fails the test."""
    page: Page = stage.sit_down(chromium, whole)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(error.message))
    page.on("console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None)
    stage.enrol(page, whole)
    yield page
    page.context.close()
    assert trouble == []


def applied(desk: Page, whole: Any, code: str) -> str:
    """Apply in person by the keyboard; returns the page's address."""
    desk.goto(f"{whole.origin}/console/in-person")
    expect(desk.locator("#code")).to_be_focused()
    desk.keyboard.type(code)
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/in-person/*-*")
    desk.locator("#phone").focus()
    desk.keyboard.type("29123456")
    desk.keyboard.press("Tab")
    desk.keyboard.type("gimene@example.lv")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    expect(desk.locator("#side")).to_contain_text("Everything is there.")
    desk.get_by_role("button", name="Submit the application").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**?new")
    return desk.url.partition("?")[0]


def test_two_cases_are_decided_without_touching_the_mouse(
    clerk: Page, stage: ModuleType, whole: Any, axe: Callable[[Page], list[str]]
):
    names = []
    for edge in ("two-children", "debtor"):
        address = applied(clerk, whole, stage.edge(whole, edge)["applicant"])
        name = clerk.get_by_role("heading", level=1).inner_text()
        stage.open_case(clerk, whole, name)
        names.append(name)
        assert address
    clerk.goto(f"{whole.origin}/console/queue")
    assert axe(clerk) == []
    clerk.keyboard.press("j")
    expect(clerk.get_by_role("link", name=names[0])).to_be_focused()
    clerk.keyboard.press("ArrowDown")
    expect(clerk.get_by_role("link", name=names[1])).to_be_focused()
    clerk.keyboard.press("k")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(names[0])
    assert axe(clerk) == []
    clerk.keyboard.press("r")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("Refuse the card")
    assert axe(clerk) == []
    clerk.keyboard.press("e")
    expect(clerk.locator("#text")).to_be_focused()
    clerk.keyboard.press("Control+End")
    clerk.keyboard.type(" Ar cieņu.")
    clerk.get_by_role("button", name="Refuse", exact=True).focus()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("link", name=re.compile("Next case"))).to_be_focused(timeout=PATIENCE)
    assert axe(clerk) == []
    expect(clerk.locator("[data-left]")).to_have_text(re.compile("1:[0-5][0-9]"))
    clerk.keyboard.press("z")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(names[0])
    expect(clerk.get_by_text("undone", exact=False).first).to_be_visible()
    clerk.keyboard.press("n")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(names[1])
    clerk.keyboard.press("u")
    clerk.wait_for_url("**/console/queue")
    clerk.keyboard.press("/")
    expect(clerk.locator("#number")).to_be_focused()
    clerk.keyboard.type("2")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(names[1])


def test_letter_keys_can_be_turned_off(clerk: Page, whole: Any):
    """WCAG 2.1.4; and no letter typed into a field is ever a command."""
    clerk.goto(f"{whole.origin}/console/queue")
    clerk.locator("#number").focus()
    clerk.keyboard.type("jn")
    assert clerk.url.endswith("/console/queue")
    clerk.get_by_role("button", name="Letter keys").click()
    clerk.keyboard.press("j")
    expect(clerk.get_by_role("button", name="Letter keys")).to_have_attribute("aria-pressed", "false")
    expect(clerk.locator("[data-row]:focus")).to_have_count(0)
    clerk.get_by_role("button", name="Letter keys").click()
    clerk.keyboard.press("j")
    expect(clerk.locator("[data-row]:focus")).to_have_count(1)


@pytest.mark.parametrize("language", ["lv", "en"])
def test_no_page_has_findings_or_needs_sideways_scrolling(
    clerk: Page, whole: Any, axe: Callable[[Page], list[str]], language: str
):
    clerk.context.add_cookies([{"name": "goda_lang", "value": language, "url": whole.origin}])
    clerk.goto(f"{whole.origin}/console/queue?show=all")
    case = clerk.locator("[data-row]").first.get_attribute("href")
    paths = [f"{case}{more}" for more in ("", "/ask", "/extend", "/fact", "/decide/grant")]
    paths += [f"/console/{more}" for more in ("", "queue?show=asked", "in-person", "printing", "texts", "texts/grant")]
    for path in paths:
        for width in (1240, 320):
            clerk.set_viewport_size({"width": width, "height": 900})
            clerk.goto(f"{whole.origin}{path}")
            assert axe(clerk) == [], path
            assert clerk.evaluate("document.documentElement.scrollWidth") <= width, path
