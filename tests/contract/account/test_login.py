"""In by the state login and nowhere else: what is checked of the way there and back (R-40, D-13, RFC 9700)."""

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_a_person_signs_in_and_is_known_by_the_names_of_the_state(browser, state):
    code = state.applicant("three-children")
    answer = await browser.sign_in(code, "/#/apply/names")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#/apply/names")
    me = await browser.me()
    record = state.record(code)
    assert me["signedIn"] is True
    assert (me["person"]["given"], me["person"]["surname"]) == (record["givenNames"], record["surname"])
    assert me["passkeys"] == 0


async def test_nobody_is_signed_in_before(browser):
    assert await browser.me() == {"signedIn": False, "person": None, "passkeys": 0, "pushKey": None}
