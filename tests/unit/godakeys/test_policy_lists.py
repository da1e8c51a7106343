"""What a status list and a key list must be, to be signed (card-format.md; I1 of security.md)."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from godakeys import policy, wire
from godakeys.messages import DAY, LIST_SIZE, ListedKey, PublicKey, Refused, SignKeyList, SignStatusList

NOW = 20_779 * DAY + 12 * 3600
EMPTY = bytes(LIST_SIZE // 8)


def bits(*indices: int) -> bytes:
    array = bytearray(LIST_SIZE // 8)
    for index in indices:
        array[index >> 3] |= 1 << (index & 7)
    return bytes(array)


def status_refusal(last=None, **changed) -> str | None:
    message = SignStatusList(**({"list": 1, "iat": NOW, "bits": EMPTY} | changed))
    try:
        policy.check_status_list(message, NOW, last)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("size", [0, 1, LIST_SIZE // 8 - 1, LIST_SIZE // 8 + 1])
def test_status_list_has_exactly_two_to_the_twentieth_bits(size):
    assert status_refusal(bits=bytes(size)) == "list-size"


def test_status_list_is_at_most_60_seconds_ahead():
    assert status_refusal(iat=NOW + 60) is None
    assert status_refusal(iat=NOW + 61) == "list-iat-ahead"


def test_status_list_left_over_from_an_hour_ago_is_refused():
    assert status_refusal(iat=NOW - 3600) is None
    assert status_refusal(iat=NOW - 3601) == "list-iat-stale"


def test_status_list_is_later_than_the_last():
    assert status_refusal((NOW - 1, EMPTY)) is None
    assert status_refusal((NOW, EMPTY)) == "list-iat-not-rising"
    assert status_refusal((NOW + 1, EMPTY)) == "list-iat-not-rising"


@pytest.mark.parametrize("index", [0, 7, 8, 482_913, LIST_SIZE - 1])
def test_annulled_credential_stays_annulled(index):
    assert status_refusal((NOW - 1, bits(index)), bits=EMPTY) == "list-bit-set-back"
    assert status_refusal((NOW - 1, bits(index)), bits=bits(index)) is None
    assert status_refusal((NOW - 1, EMPTY), bits=bits(index)) is None


@given(st.sets(st.integers(0, LIST_SIZE - 1), max_size=8), st.sets(st.integers(0, LIST_SIZE - 1), max_size=8))
def test_a_list_may_only_add_bits(before, after):
    assert (status_refusal((NOW - 1, bits(*before)), bits=bits(*after)) is None) == (before <= after)


@pytest.mark.parametrize("number", [0, -1, 10**9])
def test_status_list_number_fits_its_address(number):
    assert status_refusal(list=number) == "status-list-number"


POINTS = [wire.public_key(ec.generate_private_key(ec.SECP256R1())) for _ in range(3)]


def key(kid="26a", point=0, **changed) -> ListedKey:
    fields = {"kid": kid, "key": POINTS[point], "use": "wallet", "nbf": NOW, "exp": NOW + 425 * DAY, "state": "active"}
    return ListedKey(**(fields | changed))


def key_list_refusal(*keys: ListedKey, version=1, last=0, listed=(), iat=NOW, exp=NOW + 90 * DAY) -> str | None:
    message = SignKeyList(version=version, iat=iat, exp=exp, keys=keys)
    try:
        policy.check_key_list(message, NOW, last, {k.kid: k for k in listed})
    except Refused as refused:
        return refused.code
    return None


def test_key_list_version_only_grows():
    assert key_list_refusal(key(), version=8, last=7) is None
    assert key_list_refusal(key(), version=7, last=7) == "version-not-rising"
    assert key_list_refusal(key(), version=6, last=7) == "version-not-rising"


def test_key_list_lives_at_most_90_days():
    assert key_list_refusal(key(), exp=NOW + 90 * DAY + 1) == "key-list-lifetime"
    assert key_list_refusal(key(), exp=NOW) == "key-list-lifetime"


@pytest.mark.parametrize("off", [-61, 61])
def test_key_list_is_dated_now(off):
    assert key_list_refusal(key(), iat=NOW + off, exp=NOW + DAY) == "key-list-iat"


@pytest.mark.parametrize("kid", ["", "26", "26abc", "26A", "2_a", "26a\n", "２６a", "26ā"])
def test_kid_has_three_or_four_of_a_to_z_and_digits(kid):
    assert key_list_refusal(key(kid)) == "kid-format"


def test_kid_never_names_a_second_key():
    assert key_list_refusal(key(point=1), listed=[key()]) == "kid-reused"
    assert key_list_refusal(key(point=1, state="next"), key(state="retired")) == "kid-reused"


def test_kid_never_changes_its_use():
    assert key_list_refusal(key(use="status"), listed=[key()]) == "kid-reused"


def test_key_never_comes_back_under_another_kid():
    assert key_list_refusal(key("26b", use="status"), key("26a")) == "kid-reused"
    ended = key("25a", exp=NOW)
    assert key_list_refusal(key("26a"), listed=[ended]) == "kid-reused"


def test_published_dates_of_a_key_stay():
    assert key_list_refusal(key(exp=NOW + 500 * DAY), listed=[key()]) == "key-changed"
    assert key_list_refusal(key(nbf=NOW - DAY), listed=[key()]) == "key-changed"


def test_compromise_is_never_undone():
    assert key_list_refusal(key(state="compromised"), listed=[key()]) is None
    for state in ("next", "active", "retired"):
        assert key_list_refusal(key(state=state), listed=[key(state="compromised")]) == "compromise-undone"


def test_key_stays_listed_until_it_ends():
    assert key_list_refusal(listed=[key()]) == "key-dropped"
    assert key_list_refusal(listed=[key(exp=NOW)]) is None


def test_one_key_of_a_use_is_active():
    assert key_list_refusal(key("26a", 0), key("26b", 1)) == "two-active"
    assert key_list_refusal(key("26a", 0), key("26b", 1, use="status")) is None


def test_listed_key_is_a_point_of_p256():
    assert key_list_refusal(key(key=PublicKey(POINTS[0].x, POINTS[1].y))) == "key-invalid"


@pytest.mark.parametrize("exp", [NOW, NOW - 1, NOW + 801 * DAY])
def test_key_has_a_life_neither_empty_nor_endless(exp):
    assert key_list_refusal(key(exp=exp)) == "key-life"
