"""Each register over HTTP: who may ask, what it answers, its feed, its OpenAPI (R-60 to R-65)."""

from datetime import date, timedelta
from typing import Any

import pytest

REGISTERS = ["fpr", "viis", "iis", "ugf", "vadonis", "sopa"]
EDGE_OF = {
    "fpr": "foster", "viis": "turns-24-today", "iis": "child-with-disability", "ugf": "debtor",
    "vadonis": "defence-service", "sopa": "stays-on-assessment",
}  # fmt: skip
CHANGE_OF: dict[str, tuple[str, dict[str, Any]]] = {
    "fpr": ("death", {}),
    "viis": ("end-of-study", {}),
    "iis": ("disability", {}),
    "ugf": ("debt", {"debtor": False}),
    "vadonis": ("service", {}),
    "sopa": ("stay", {}),
}
"""What takes away what the edge's person has on record."""


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_answers_about_one_person_in_camel_case(state: Any, register: str) -> None:
    code = state.about(EDGE_OF[register])
    answer = state.ask(register, code)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert said["register"] == register
    assert said["asOf"].endswith("Z")
    assert [record["person"]["personalCode"] for record in said["records"]] == [code]
    assert set(said["records"][0]["person"]) == {"personalCode", "previousCodes", "birthDate", "deceased"}


@pytest.mark.parametrize("register", REGISTERS)
def test_without_token_scope_or_purpose_nothing_is_told(state: Any, register: str) -> None:
    address = f"{state.told['registers'][register]}/v1/queries"
    data = {"personalCode": state.about(EDGE_OF[register])}
    good = state.bearer(register)
    other = state.bearer("viis" if register == "fpr" else "fpr")
    tries = [
        ({"purpose": "application"}, 401, "token-missing"),
        (good | {"authorization": "Basic eDp5"}, 401, "token-missing"),
        (good | {"authorization": "Bearer guess"}, 401, "token-invalid"),
        (other, 403, "scope-missing"),
        ({"authorization": good["authorization"]}, 400, "purpose-missing"),
        (good | {"purpose": "curiosity"}, 403, "purpose-not-agreed"),
    ]
    for headers, status, code in tries:
        for answer in (
            state.http.post(address, json=data, headers=headers),
            state.http.get(f"{state.told['registers'][register]}/v1/changes", headers=headers),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert answer.headers["content-type"] == "application/problem+json"
            assert ("www-authenticate" in answer.headers) == (status == 401 or code == "scope-missing")


def test_a_token_lives_ten_minutes(changed: Any) -> None:
    bearer = changed.bearer("fpr")
    changed.control("PUT", "/clock", {"now": "2035-01-01T00:00:00Z"})
    answer = changed.http.get(f"{changed.told['registers']['fpr']}/v1/changes", headers=bearer)
    assert answer.json()["code"] == "token-invalid"


def test_a_secret_that_is_wrong_and_a_scope_that_is_not_the_clients_get_no_token(state: Any) -> None:
    for client, secret, scope in [
        ("goda-registers", "guess", "fpr"), ("goda", state.client("goda")["secret"], "fpr"), ("nobody", "x", "fpr"),
        ("goda-registers", state.client("goda-registers")["secret"], "openid"),
        ("goda-registers", state.client("goda-registers")["secret"], ""),
    ]:  # fmt: skip
        form = {"grant_type": "client_credentials", "scope": scope}
        answer = state.http.post(state.told["token"], data=form, auth=(client, secret))
        assert answer.status_code in {400, 401}, (client, scope)
        assert "access_token" not in answer.json()


@pytest.mark.parametrize("register", REGISTERS)
def test_a_previous_code_with_or_without_its_dash_finds_the_same_person(state: Any, register: str) -> None:
    told = state.records("fpr", state.about("code-changed-twice"))[0]["person"]
    now, before, first = told["personalCode"], *told["previousCodes"]
    answers = [state.records(register, code) for code in (now, before, first, now.replace("-", ""))]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("register", REGISTERS)
def test_whoever_is_unknown_is_404_to_the_register_of_persons_and_without_record_to_others(
    state: Any, register: str
) -> None:
    answer = state.ask(register, "399999-99999")
    assert answer.status_code == (404 if register == "fpr" else 200)
    assert answer.json().get("code") == "person-unknown" if register == "fpr" else answer.json()["records"] == []


@pytest.mark.parametrize("data", [{"personalCode": "1"}, {"personalCode": "٣99010-00007"}, {"personalCode": 1}, {"personalCode": "399010-00007\n"}, {"personalCode": "3-9901000007"}, {}, {"personalCode": "399010-00007", "more": 1}, []])  # fmt: skip
def test_a_question_that_is_none_is_400(state: Any, data: Any) -> None:
    answer = state.http.post(f"{state.told['registers']['fpr']}/v1/queries", json=data, headers=state.bearer("fpr"))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("register", REGISTERS)
def test_a_change_is_in_the_answer_and_in_the_feed(changed: Any, register: str) -> None:
    code = changed.about(EDGE_OF[register])
    before = changed.records(register, code)
    start = changed.feed(register).json()["next"]
    kind, more = CHANGE_OF[register]
    told = changed.change(kind, code, **more)
    assert {line["register"] for line in told} == {register}
    assert changed.records(register, code) != before
    feed = changed.feed(register, after=start).json()
    assert feed["changes"][0]["personalCode"] == code
    assert feed["changes"][0]["kind"] == kind
    assert set(feed["changes"][0]) == {"sequence", "at", "personalCode", "kind"}
    assert feed["more"] is False
    assert changed.feed(register, after=feed["next"]).json()["changes"] == []


def test_the_feed_comes_in_parts_in_order_and_loses_nothing(changed: Any) -> None:
    codes = [edge["applicant"] for edge in changed.control("GET", "/edges").values()][:7]
    for code in codes:
        changed.change("move", code, country="EE", address="Tartu")
    found, cursor, more = [], None, True
    while more:
        part = changed.feed("fpr", limit=3, **({"after": cursor} if cursor else {})).json()
        assert len(part["changes"]) <= 3
        found += [line["personalCode"] for line in part["changes"]]
        cursor, more = part["next"], part["more"]
    assert found == codes


def test_a_cursor_of_before_a_reset_is_gone_and_a_made_up_one_is_malformed(changed: Any) -> None:
    old = changed.feed("ugf").json()["next"]
    changed.control("POST", "/resets", {})
    assert (changed.feed("ugf", after=old).status_code, changed.feed("ugf", after=old).json()["code"]) == (
        410,
        "cursor-gone",
    )
    for wrong in ("x", "a-٣", f"{old}x"):
        assert changed.feed("ugf", after=wrong).json()["code"] == "cursor-malformed"
    for limit in (0, 1001, "x"):
        assert changed.feed("ugf", limit=limit).status_code == 400


def test_a_new_code_a_birth_and_custody_are_told_of_all_whom_they_concern(changed: Any) -> None:
    edge = changed.edge("three-children")
    mother, father, child = edge["codes"][:3]
    told = changed.change("new-code", child)
    now = told[0]["personalCode"]
    assert now != child
    assert changed.records("fpr", child)[0]["person"] == changed.records("fpr", now)[0]["person"]
    assert {line["personalCode"] for line in told} >= {now, mother, father}
    assert now in [link["personalCode"] for link in changed.records("fpr", mother)[0]["children"]]

    told = changed.change("birth", mother, givenNames="Zīle", girl=True)
    baby = changed.records("fpr", told[0]["personalCode"])[0]
    assert baby["givenNames"] == "Zīle"
    assert {link["personalCode"] for link in baby["carers"]} == {mother, father}
    assert len(changed.records("fpr", father)[0]["children"]) == 4

    changed.change("custody", now, carer=father, custody="suspended")
    assert {link["custody"] for link in changed.records("fpr", now)[0]["carers"]} == {"full", "suspended"}
    answer = changed.http.post(f"{changed.told['control']}/changes", json={"kind": "custody", "personalCode": now, "carer": baby["spouseCode"] or child, "custody": "full"})  # fmt: skip
    assert answer.status_code == 404


def test_a_planned_end_of_study_ends_it_when_the_day_has_passed(changed: Any) -> None:
    code = changed.about("student-finishes-in-june")
    before = changed.records("viis", code)[0]["enrolments"][0]
    assert (before["status"], before["endedOn"]) == ("studying", None)
    after = date.fromisoformat(before["endsOn"]) + timedelta(days=1)
    changed.control("PUT", "/clock", {"now": f"{after}T12:00:00Z"})
    ended = changed.records("viis", code)[0]["enrolments"][0]
    assert (ended["status"], ended["endedOn"]) == ("finished", before["endsOn"])


@pytest.mark.parametrize("register", REGISTERS)
def test_each_register_describes_itself(state: Any, register: str) -> None:
    answer = state.http.get(f"{state.told['registers'][register]}/openapi.json")
    told = answer.json()
    assert told["openapi"].startswith("3.")
    query, feed = told["paths"]["/v1/queries"]["post"], told["paths"]["/v1/changes"]["get"]
    assert {"200", "400", "401", "403"} <= set(query["responses"]) & set(feed["responses"])
    assert "Purpose" in {one["name"] for one in query["parameters"]}
    reference = query["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    fields = told["components"]["schemas"][reference]["properties"]
    assert set(fields) == {"register", "asOf", "records"}
    flow = told["components"]["securitySchemes"]["register"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == state.told["token"]
    assert list(flow["scopes"]) == [register]
    assert told["servers"][0]["url"] == state.told["registers"][register]


def test_the_control_knows_who_asked_what_and_why(state: Any) -> None:
    code = state.about("adult-group-1")
    state.ask("iis", code)
    told = state.control("GET", f"/asked?personalCode={code}")[-1]
    assert (told["register"], told["client"], told["purpose"], told["fault"]) == (
        "iis",
        "goda-registers",
        "application",
        None,
    )


def test_who_marries_again_is_divorced_from_the_one_before_and_nobody_cannot_be_married(changed: Any) -> None:
    first, second = changed.edge("debtor")["codes"][:2], changed.edge("two-children")["codes"][:2]
    changed.change("family-status", first[0], status="married", spouse=second[0])
    told = {code: changed.records("fpr", code)[0] for code in [*first, *second]}
    assert (told[first[0]]["spouseCode"], told[second[0]]["spouseCode"]) == (second[0], first[0])
    assert [told[code]["familyStatus"] for code in (first[1], second[1])] == ["divorced", "divorced"]
    for wrong in ({"kind": "family-status", "status": "married"}, {"kind": "custody", "carer": "", "custody": "full"}):
        answer = changed.http.post(f"{changed.told['control']}/changes", json={"personalCode": first[0]} | wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, "nothing-to-change")
