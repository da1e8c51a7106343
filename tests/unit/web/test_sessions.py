"""Who is signed in, on both engines: no fixation, hashed ids, two ends, sign-out everywhere, form tokens."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from litestar import Request
from litestar.datastructures import Cookie

from goda.db.database import Database
from goda.kernel.clock import SetClock
from goda.web import errors
from goda.web.sessions import ABSOLUTE, COOKIE, STAFF_IDLE, Session, Sessions

pytestmark = pytest.mark.anyio

CLERK = UUID("7f1f8a2e-6a61-4b0f-9a3c-2d8f5b8f0001")


@pytest.fixture
def sessions(database: Database, clock: SetClock) -> Sessions:
    return Sessions(database, clock)


def bringing(value: str) -> Request:
    headers = [(b"cookie", f"{COOKIE}={value}".encode())] if value else []
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers, "query_string": b"", "state": {}})


async def loaded(sessions: Sessions, cookie: Cookie) -> Session | None:
    return await sessions.load(bringing(cookie.value or ""))


async def opened(sessions: Sessions, who: UUID = CLERK) -> Cookie:
    return await sessions.open("staff", who)


async def test_a_session_is_found_by_its_cookie(sessions: Sessions) -> None:
    session = await loaded(sessions, await opened(sessions))
    assert session is not None
    assert (session.subject_kind, session.subject, session.stepped_up) == ("staff", CLERK, None)


async def test_the_cookie_is_bound_to_host_https_and_our_own_pages(sessions: Sessions) -> None:
    header = (await opened(sessions)).to_header(header="")
    assert header.startswith("__Host-goda=")
    for needed in ("Path=/", "Secure", "HttpOnly", "SameSite=strict"):
        assert needed in header
    for unwanted in ("Domain", "Max-Age", "expires"):
        assert unwanted not in header


async def test_the_database_holds_no_id_that_opens_a_session(sessions: Sessions, database: Database) -> None:
    value = (await opened(sessions)).value
    assert value is not None
    (row,) = await database.rows("SELECT id FROM session")
    assert len(row["id"]) == 32
    assert value.encode() not in bytes(row["id"])
    assert await sessions.load(bringing(bytes(row["id"]).hex())) is None


async def test_ids_have_128_random_bits(sessions: Sessions) -> None:
    values = {(await opened(sessions)).value for _ in range(20)}
    assert len(values) == 20
    assert all(value is not None and len(value) == 22 for value in values)


async def test_an_id_that_the_client_chose_is_never_taken_over(sessions: Sessions) -> None:
    """security.md, traps: Litestar's session keeps it across login (fixation)."""
    planted = "A" * 22
    assert await sessions.load(bringing(planted)) is None
    cookie = await opened(sessions)
    assert cookie.value != planted
    assert await sessions.load(bringing(planted)) is None


async def test_signing_in_twice_gives_two_ids(sessions: Sessions) -> None:
    assert (await opened(sessions)).value != (await opened(sessions)).value


async def test_step_up_gives_a_new_id_and_the_old_one_is_worth_nothing(sessions: Sessions, clock: SetClock) -> None:
    before = await opened(sessions)
    session = await loaded(sessions, before)
    assert session is not None
    clock.advance(timedelta(minutes=3))
    after = await sessions.renew(session)
    assert after.value != before.value
    assert await loaded(sessions, before) is None
    renewed = await loaded(sessions, after)
    assert renewed is not None
    assert renewed.stepped_up == clock.now()
    assert renewed.ends == session.ends
    assert renewed.form_token != session.form_token


async def test_a_session_that_has_ended_cannot_be_renewed(sessions: Sessions) -> None:
    session = await loaded(sessions, await opened(sessions))
    assert session is not None
    await sessions.close(session)
    with pytest.raises(errors.SignInNeeded):
        await sessions.renew(session)


async def test_it_ends_after_fifteen_minutes_without_a_request(sessions: Sessions, clock: SetClock) -> None:
    cookie = await opened(sessions)
    clock.advance(STAFF_IDLE - timedelta(seconds=1))
    assert await loaded(sessions, cookie) is not None
    clock.advance(STAFF_IDLE)
    assert await loaded(sessions, cookie) is None
    clock.advance(-STAFF_IDLE)
    assert await loaded(sessions, cookie) is None, "an ended session does not come back"


async def test_it_ends_after_twelve_hours_however_busy(sessions: Sessions, clock: SetClock) -> None:
    cookie = await opened(sessions)
    for _ in range(int(ABSOLUTE / timedelta(minutes=10)) - 1):
        clock.advance(timedelta(minutes=10))
        assert await loaded(sessions, cookie) is not None
    clock.advance(timedelta(minutes=10))
    assert await loaded(sessions, cookie) is None


async def test_signing_out_ends_it_and_takes_the_cookie_away(sessions: Sessions) -> None:
    cookie = await opened(sessions)
    session = await loaded(sessions, cookie)
    assert session is not None
    gone = await sessions.close(session)
    assert "Max-Age=0" in gone.to_header(header="")
    assert await loaded(sessions, cookie) is None


async def test_sign_out_everywhere_ends_all_of_one_and_none_of_another(sessions: Sessions) -> None:
    mine = [await opened(sessions) for _ in range(3)]
    other = await opened(sessions, uuid4())
    assert await sessions.close_all("staff", CLERK) == 3
    assert [await loaded(sessions, cookie) for cookie in mine] == [None] * 3
    assert await loaded(sessions, other) is not None


async def test_a_form_token_is_of_its_own_session_only(sessions: Sessions) -> None:
    """security.md, traps: Litestar's CSRF pair is not bound to a session."""
    mine, other = await loaded(sessions, await opened(sessions)), await loaded(sessions, await opened(sessions))
    assert mine is not None
    assert other is not None
    mine.check_form(mine.form_token)
    for wrong in (other.form_token, "", mine.form_token[:-1], "ā"):
        with pytest.raises(errors.FormExpired):
            mine.check_form(wrong)


async def test_ended_sessions_are_swept_out(sessions: Sessions, database: Database, clock: SetClock) -> None:
    await opened(sessions)
    clock.advance(ABSOLUTE + timedelta(seconds=1))
    await opened(sessions)
    assert len(await database.rows("SELECT id FROM session")) == 1


async def test_no_cookie_and_nonsense_are_nobody(sessions: Sessions) -> None:
    for value in ("", "x", "A" * 4000, "ā"):
        assert await sessions.load(bringing(value)) is None
