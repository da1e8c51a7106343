"""Reading is pure: any answer is read or refused, never anything else; and what contradicts itself is never a plain no (D-2)."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.kernel import personal_code
from goda.law.facts import Disability, Mark, Register, Relation, Service, Silence
from goda.registers import wire
from goda.registers.errors import Unusable
from goda.registers.model import Adults, Ask, Told
from goda.registers.reading import Known, Reading, both, contradicts, read, trace

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CODE, OTHER, PARENT = "320000-00017", "320000-00025", "320000-00033"
BORN = date(2005, 3, 7)
SUBJECT = {"personalCode": CODE, "previousCodes": [OTHER], "birthDate": "2005-03-07", "deceased": False}
RECORDS: dict[Register, dict[str, Any]] = {
    Register.PERSONS: {
        "givenNames": "Jānis", "surname": "Bērziņš", "status": "active", "familyStatus": "single", "spouseCode": None,
        "residence": {"country": "LV", "address": "Rīga"}, "children": [],
        "carers": [{"personalCode": PARENT, "relation": "child", "custody": "full"}],
    },
    Register.EDUCATION: {
        "enrolments": [
            {"programme": "higher", "status": "studying", "startedOn": "2025-09-01", "endsOn": "2027-06-30", "endedOn": None}
        ],
    },
    Register.DISABILITY: {"kind": "adult", "group": "II", "validFrom": "2020-01-01", "validTo": "2027-01-01"},
    Register.MAINTENANCE: {"debtor": True, "agreement": {"kept": True}},
    Register.DEFENCE: {"services": [{"kind": "alternative", "since": "2026-09-01", "until": "2027-07-31"}]},
    Register.SOCIAL: {
        "basis": "assessment", "relation": "foster", "carerCode": PARENT, "validFrom": "2024-01-01", "validTo": None
    },
}  # fmt: skip


def question(register: Register) -> Ask:
    codes = tuple(personal_code.parse(code) for code in (CODE, OTHER))
    adults = Adults(applicant=(personal_code.parse(PARENT),))
    return Ask(register=register, person=UUID(int=1), codes=codes, adults=adults)


def answer(asked: Register, *records: dict[str, Any], **more: Any) -> bytes:
    told = [{"person": SUBJECT} | RECORDS[asked] | record for record in records]
    return json.dumps({"register": asked.value, "asOf": NOW.isoformat(), "records": told} | more).encode()


def told(register: Register, body: bytes, known: Known | None = None) -> Reading:
    return read(question(register), wire.DECODERS[register].decode(body), b"", known or Known(), NOW)


def says(reading: Reading) -> set[tuple[Mark, Any, date | None]]:
    return {(one.mark, one.value, one.until) for one in reading.told}


@pytest.mark.parametrize(
    ("register", "record", "expected"),
    [
        (Register.EDUCATION, {}, (Mark.IN_EDUCATION, True, date(2027, 6, 30))),
        (Register.EDUCATION, {"enrolments": []}, (Mark.IN_EDUCATION, False, None)),
        (Register.DISABILITY, {}, (Mark.DISABILITY, Disability.GROUP_I_OR_II, date(2027, 1, 1))),
        (Register.DISABILITY, {"group": "III", "validTo": None}, (Mark.DISABILITY, Disability.GROUP_III, None)),
        (Register.DISABILITY, {"kind": "child", "group": None}, (Mark.DISABILITY, Disability.CHILD, date(2027, 1, 1))),
        (Register.DISABILITY, {"validFrom": "2026-11-23"}, (Mark.DISABILITY, Disability.NONE, None)),
        (Register.MAINTENANCE, {}, (Mark.AGREEMENT_KEPT, True, None)),
        (Register.MAINTENANCE, {"agreement": None}, (Mark.AGREEMENT_KEPT, False, None)),
        (Register.MAINTENANCE, {"debtor": False}, (Mark.DEBTOR, False, None)),
        (Register.DEFENCE, {}, (Mark.SERVICE, Service.ALTERNATIVE, date(2027, 7, 31))),
        (Register.DEFENCE, {"services": []}, (Mark.SERVICE, Service.NONE, None)),
        (Register.SOCIAL, {}, (Mark.STAYS, True, None)),
        (Register.SOCIAL, {"carerCode": OTHER}, (Mark.STAYS, False, None)),
        (Register.SOCIAL, {"validTo": "2026-11-21"}, (Mark.STAYS, False, None)),
        (Register.SOCIAL, {"basis": "placement"}, (Mark.RELATION, Relation.FOSTER, None)),
        (Register.SOCIAL, {"basis": "placement", "carerCode": OTHER}, (Mark.RELATION, Relation.NONE, None)),
        (Register.PERSONS, {"status": "inactive"}, (Mark.ALIVE, False, None)),
        (Register.PERSONS, {"residence": {"country": "IE", "address": "Dublin"}}, (Mark.IN_LATVIA, False, None)),
        (Register.PERSONS, {"carers": []}, (Mark.RELATION, Relation.NONE, None)),
    ],
)
def test_each_register_in_the_words_of_the_law(register: Register, record: Any, expected: Any) -> None:
    assert expected in says(told(register, answer(register, record)))


def test_the_service_that_counts_is_told_before_one_that_does_not() -> None:
    services = [
        {"kind": "national-guard", "since": "2020-01-01", "until": "2030-01-01"},
        {"kind": "state-defence-guard", "since": "2026-09-01", "until": "2027-07-31"},
    ]
    reading = told(Register.DEFENCE, answer(Register.DEFENCE, {"services": services}))
    assert says(reading) == {(Mark.SERVICE, Service.DEFENCE, date(2027, 7, 31))}


@pytest.mark.parametrize("register", [one for one in RECORDS if one is not Register.PERSONS])
def test_nothing_on_record_is_a_no_and_two_records_that_differ_are_a_question(register: Register) -> None:
    nothing = told(register, answer(register))
    assert nothing.trouble is None
    twice = told(register, answer(register, {}, {}))
    assert (twice.trouble, says(twice)) == (None, says(told(register, answer(register, {}))))


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"asOf": (NOW + timedelta(minutes=6)).isoformat()}, "ahead"),
        ({"asOf": (NOW - timedelta(days=3)).isoformat()}, "outdated"),
        ({"asOf": "0001-01-01T00:00:00+14:00"}, "outdated"),
        ({"asOf": "9999-12-31T23:59:59-12:00"}, "ahead"),
        ({"register": "viis"}, "unreadable"),
        ({"records": [{"person": SUBJECT | {"personalCode": PARENT, "previousCodes": []}, "debtor": False, "agreement": None}]}, "someone-else"),
        ({"records": [{"person": SUBJECT | {"personalCode": "161175-19990"}, "debtor": False, "agreement": None}]}, "unreadable"),
    ],
)  # fmt: skip
def test_what_tells_nothing_is_refused(change: Any, trouble: str) -> None:
    with pytest.raises(Unusable) as unusable:
        told(Register.MAINTENANCE, answer(Register.MAINTENANCE, {}, **change))
    assert unusable.value.trouble == trouble


def test_an_answer_about_a_previous_code_is_about_the_person() -> None:
    old = {"person": SUBJECT | {"personalCode": PARENT, "previousCodes": [CODE]}}
    assert told(Register.MAINTENANCE, answer(Register.MAINTENANCE, old)).trouble is None


@pytest.mark.parametrize("known", [Known(born=date(2004, 3, 7)), Known(trace=(trace(BORN) + 1) % 256)])
@pytest.mark.parametrize("register", RECORDS)
def test_another_birth_date_than_is_known_makes_the_whole_answer_doubtful(register: Register, known: Known) -> None:
    reading = told(register, answer(register, {}), known)
    assert reading.trouble == "contradiction"
    assert {one.value for one in reading.told if one.mark is not Mark.BORN} == {Silence.SILENT}


NOISE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just([]), st.just({}), st.just("0001-01-01"), st.just("9999-12-31")
)  # fmt: skip


@given(register=st.sampled_from(sorted(RECORDS)), data=st.data())
def test_a_spoilt_answer_is_read_or_refused_and_never_anything_else(register: Register, data: st.DataObject) -> None:
    body = json.loads(answer(register, {}))
    for _ in range(data.draw(st.integers(1, 3))):
        place: Any = body
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
                place = place[key]
                continue
            if isinstance(place, dict) and data.draw(st.booleans()):
                del place[key]
            else:
                place[key] = deepcopy(data.draw(NOISE))
            break
    try:
        reading = told(register, json.dumps(body).encode())
    except (msgspec.DecodeError, Unusable):
        return
    assert reading.told
    assert contradicts(reading.told) == (reading.trouble is not None)


VALUES = st.builds(
    lambda mark, value: Told(mark=mark, value=value), st.sampled_from([Mark.DEBTOR, Mark.ALIVE, Mark.STAYS]), st.booleans()
)  # fmt: skip
ANSWERS = st.lists(VALUES, min_size=1, max_size=3, unique_by=lambda one: one.mark).map(tuple)


@given(first=ANSWERS, second=ANSWERS)
def test_of_two_answers_only_that_is_known_in_which_they_agree(first: Any, second: Any) -> None:
    together = both(first, second)
    for mark in {one.mark for one in (*first, *second)}:
        said = {one.value for one in together if one.mark is mark}
        by_each = [{one.value for one in part if one.mark is mark} for part in (first, second)]
        if by_each[0] == by_each[1]:
            assert said == by_each[0]
        else:
            assert said == {Silence.SILENT} or said == by_each[0] | by_each[1]
    assert set(both(second, first)) == set(together)
