"""Every fault that a register can be switched to, as a client meets it over HTTP."""

import ssl
import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec
import pytest

REGISTERS = ["fpr", "viis", "iis", "ugf", "vadonis", "sopa"]
KINDS = {
    "slow", "silent", "error", "html", "half", "cut", "partial", "someone-else", "older", "contradiction", "duplicates",
    "clock-ahead", "certificate", "flip-flop",
}  # fmt: skip


@pytest.fixture
def code(state: Any) -> str:
    """A student, of whom FPR and VIIS have something on record."""
    return state.about("student-finishes-in-june")


def as_of(answer: httpx.Response) -> datetime:
    return datetime.fromisoformat(answer.json()["asOf"])


def test_the_control_lists_all_kinds_and_what_is_on(state: Any) -> None:
    state.switch("viis", "slow", seconds=1)
    told = state.control("GET", "/faults")
    assert set(told["kinds"]) == KINDS
    assert told["on"]["viis"]["kind"] == "slow"
    assert state.control("DELETE", "/faults/viis")["on"] == {}


def test_slow_answers_the_truth_later(state: Any, code: str) -> None:
    true = state.records("viis", code)
    state.switch("viis", "slow", seconds=0.7)
    begin = time.monotonic()
    assert state.records("viis", code) == true
    assert time.monotonic() - begin >= 0.7


@pytest.mark.parametrize("register", REGISTERS)
def test_silent_never_answers_and_others_do(state: Any, code: str, register: str) -> None:
    state.switch(register, "silent")
    with pytest.raises(httpx.ReadTimeout):
        state.ask(register, code, timeout=0.3)
    assert state.ask("fpr" if register != "fpr" else "viis", code).status_code == 200


def test_the_edge_without_an_answer_is_silent_whatever_is_switched(state: Any) -> None:
    silent = state.about("no-register-answer")
    state.control("DELETE", "/faults")
    with pytest.raises(httpx.ReadTimeout):
        state.ask("viis", silent, timeout=0.3)
    assert state.ask("fpr", silent).status_code == 200


@pytest.mark.parametrize("register", REGISTERS)
def test_error_html_and_half_are_no_answers(state: Any, code: str, register: str) -> None:
    state.switch(register, "error")
    assert state.ask(register, code).status_code == 500
    state.switch(register, "html")
    page = state.ask(register, code)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    state.switch(register, "half")
    half = state.ask(register, code)
    assert (half.status_code, half.headers["content-type"]) == (200, "application/json")
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(half.content)


def test_cut_breaks_the_connection_in_the_middle(state: Any, code: str) -> None:
    state.switch("fpr", "cut")
    with pytest.raises(httpx.RemoteProtocolError):
        state.ask("fpr", code)


def test_partial_leaves_out_members_of_whole_json(state: Any, code: str) -> None:
    true = state.records("fpr", code)[0]
    state.switch("fpr", "partial")
    told = state.records("fpr", code)[0]
    assert told.items() < true.items()


@pytest.mark.parametrize("register", REGISTERS)
def test_someone_else_is_the_true_answer_about_another_person(state: Any, code: str, register: str) -> None:
    state.switch(register, "someone-else")
    told = state.records(register, code)[0]["person"]["personalCode"]
    assert told != code
    state.control("DELETE", f"/faults/{register}")
    assert state.records(register, told)[0]["person"]["personalCode"] == told


def test_older_is_the_state_before_the_last_change_as_of_long_ago(changed: Any) -> None:
    code = changed.about("defence-service")
    before = changed.records("vadonis", code)
    changed.change("service", code)
    now = changed.ask("vadonis", code)
    assert now.json()["records"] != before
    changed.switch("vadonis", "older")
    older = changed.ask("vadonis", code)
    assert older.json()["records"] == before
    assert as_of(now) - as_of(older) > timedelta(days=29)


@pytest.mark.parametrize("register", REGISTERS)
def test_contradiction_disagrees_with_the_other_registers_about_the_person(state: Any, register: str) -> None:
    code = state.about("student-finishes-in-june")
    true = state.records("fpr", code)[0]["person"]
    state.switch(register, "contradiction")
    told = state.records(register, code)[0]["person"]
    assert told["personalCode"] == code
    assert told["birthDate"] != true["birthDate"]
    assert told["deceased"] != true["deceased"]


def test_contradiction_of_a_placement_says_another_kind_of_care(state: Any) -> None:
    code = state.about("foster")
    state.switch("sopa", "contradiction")
    assert state.records("sopa", code)[0]["relation"] != state.records("fpr", code)[0]["carers"][0]["relation"]


def test_duplicates_are_two_records_with_opposite_facts(state: Any, code: str) -> None:
    true = state.records("viis", code)
    state.switch("viis", "duplicates")
    first, second = state.records("viis", code)
    assert [first] == true
    assert first["recordId"] != second["recordId"]
    assert first["enrolments"][0]["status"] != second["enrolments"][0]["status"]


def test_clock_ahead_is_the_truth_of_the_day_after_tomorrow(state: Any, code: str) -> None:
    now = state.ask("ugf", code)
    state.switch("ugf", "clock-ahead")
    ahead = state.ask("ugf", code)
    assert as_of(ahead) - as_of(now) > timedelta(days=1, hours=23)
    assert parsedate_to_datetime(ahead.headers["date"]) > as_of(now) + timedelta(days=1)


def test_certificate_leads_to_a_listener_that_only_the_careless_believe(state: Any, code: str) -> None:
    state.switch("iis", "certificate")
    sent = state.ask("iis", code)
    assert sent.status_code == 307
    address = sent.headers["location"]
    assert address == f"{state.told['untrusted']}/iis/v1/queries"
    state.control("DELETE", "/faults")
    asked = {"json": {"personalCode": code}, "headers": state.bearer("iis")}
    with httpx.Client(timeout=5) as careful, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        careful.post(address, **asked)
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    with httpx.Client(timeout=5, verify=careless) as found_out:
        assert found_out.post(address, **asked).status_code == 200


@pytest.mark.parametrize("register", REGISTERS)
def test_flip_flop_says_so_then_not_so_then_so(state: Any, code: str, register: str) -> None:
    state.switch(register, "flip-flop")
    first, second, third = (state.records(register, code) for _ in range(3))
    assert first == third
    assert first != second


def test_a_fault_can_be_for_some_people_and_some_answers_only(state: Any, code: str) -> None:
    other = state.about("debtor")
    state.switch("ugf", "error", codes=[other])
    assert [state.ask("ugf", one).status_code for one in (other, code, other)] == [500, 200, 500]
    state.switch("ugf", "error", times=2)
    assert [state.ask("ugf", code).status_code for _ in range(3)] == [500, 500, 200]


def test_the_feed_has_faults_of_its_own(changed: Any) -> None:
    codes = [changed.about(name) for name in ("debtor", "spouse-is-debtor")]
    for one in codes:
        changed.change("debt", one, debtor=False)
    true = changed.feed("ugf").json()
    changed.switch("ugf", "duplicates")
    assert [line["sequence"] for line in changed.feed("ugf").json()["changes"]] == [1, 1, 2, 2]
    changed.switch("ugf", "older")
    assert changed.feed("ugf", after=true["next"]).json()["changes"] == true["changes"]
    changed.switch("ugf", "error")
    assert changed.feed("ugf").status_code == 500
    changed.switch("ugf", "half")
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(changed.feed("ugf").content)


@pytest.mark.parametrize(
    "wrong", [{"kind": "none-such"}, {"kind": "slow", "seconds": 1000}, {"kind": "slow", "more": 1}, {}]
)
def test_a_switch_that_is_none_is_refused(state: Any, wrong: dict[str, Any]) -> None:
    assert state.http.put(f"{state.told['control']}/faults/ugf", json=wrong).status_code == 400
    assert state.http.put(f"{state.told['control']}/faults/xyz", json={"kind": "slow"}).status_code in {400, 404}


def test_what_was_asked_is_noted_with_the_fault_of_its_answer(state: Any, code: str) -> None:
    state.switch("sopa", "html")
    state.ask("sopa", code)
    assert state.control("GET", f"/asked?personalCode={code}")[-1]["fault"] == "html"
