"""A family at the wallet with the state beside it: signs in by the simulated login, and the simulated registers answer about it."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from goda.seeds import state_side

PATIENCE = 20_000
PICTURES = os.environ.get("GODA_TEST_PICTURES", "")
"""A folder in which each step is kept as a picture, for people to look at."""


@contextmanager
def _state(origin: str) -> Iterator[dict[str, str]]:
    with state_side.running(origin, 0) as told:
        yield told().settings()


@pytest.fixture(scope="module")
def beside() -> Callable[..., Any]:
    """The state's login and registers."""
    return _state


class Family:
    """Somebody of a synthetic family at a phone."""

    def __init__(self, phone: Any, state: str) -> None:
        self.phone, self.page, self.context = phone, phone.page, phone.context
        self._state = state
        self._taken = 0

    def edge(self, name: str) -> str:
        """The applicant's code of one of the law's edges."""
        with urlopen(f"{self._state}/control/edges") as answer:
            edges = json.loads(answer.read())
        found = next(one for one in edges["edges"] if one["name"] == name) if "edges" in edges else edges[name]
        return str(found["applicant"])

    def sign_in(self, code: str, at: str = "") -> Page:
        """From the first page, or from where the wallet asks for it, through the state's login and back."""
        if not at:
            self.phone.open()
            self.page.locator(".hero .button").click()
        elif at != "here":
            self.phone.open(at)
            self.page.locator("a[href^='/login']").first.click()
        else:
            self.page.locator("a[href^='/login']").first.click()
        self.page.locator("input[type=search]").fill(code)
        self.page.keyboard.press("Enter")
        self.page.locator(f"button.person[value='{code}']").click()
        expect(self.page.locator("main h1")).to_be_visible(timeout=PATIENCE)
        return self.page

    def begin(self) -> None:
        """Home, to the first question."""
        self.page.get_by_role("button", name="Sākt").click()
        expect(self.page.get_by_role("heading", name="Vai šī ir tava ģimene?")).to_be_visible(timeout=PATIENCE)

    def next(self) -> None:
        """On to the next question."""
        heading = self.page.locator("main h1").inner_text()
        self.page.get_by_role("button", name="Turpināt").click()
        expect(self.page.locator("main h1")).not_to_have_text(heading)

    def answer_all(self, email: str = "anna@example.lv") -> None:
        """From wherever in the questions to the last page, with what is needed and no more."""
        while not self.page.get_by_role("heading", name="Pārlasi un iesniedz").is_visible():
            if self.page.get_by_role("heading", name="Kā tevi sasniegt?").is_visible():
                self.page.get_by_label("E-pasts").check()
                self.page.get_by_label("E-pasta adrese").fill(email)
            self.next()

    def saved(self) -> None:
        """Wait until the fund has every answer."""
        expect(self.page.locator(".saved")).to_have_text("Saglabāts ✓", timeout=PATIENCE)

    def submit(self) -> None:
        """Hand it in."""
        self.page.get_by_role("button", name="Iesniegt").click()
        done = self.page.get_by_text("Iesniegts. Numurs").or_(self.page.locator(".card canvas"))
        expect(done.first).to_be_visible(timeout=PATIENCE)  # a clear case may be granted before one looks

    def picture(self, name: str) -> None:
        """Keep a picture of the page if pictures are wanted."""
        if PICTURES:
            self._taken += 1
            self.page.wait_for_timeout(200)
            self.page.screenshot(path=Path(PICTURES) / f"{self._taken:02}-{name}.png", full_page=True)


@pytest.fixture
def family(phone: Any, fund: Any) -> Callable[..., Family]:
    """`family()`: a phone in a family's hands; keywords as for `Browser.new_context`."""
    return lambda **how: Family(phone(fund, **how), fund.environment["GODA_REGISTERS"])


@pytest.fixture
def control(fund: Any) -> Callable[..., Any]:
    """`control("PUT", "/faults/fpr", {...})`: move the state's side."""

    def call(method: str, path: str, body: Any = None) -> Any:
        request = Request(
            fund.environment["GODA_REGISTERS"] + "/control" + path,
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    return call
