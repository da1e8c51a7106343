"""The life of keys: states that never go back, two days' notice, one key a use (card-format.md, "Keys")."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from godakeys import keyring, policy, wire
from godakeys.keyring import NOTICE, TURN, USES, Keyring
from godakeys.messages import DAY, KeysError, SignKeyList

NOW = 20_779 * DAY + 12 * 3600
POINTS = [wire.public_key(ec.generate_private_key(ec.SECP256R1())) for _ in range(40)]


def code_of(call) -> str:
    with pytest.raises(KeysError) as error:
        call()
    return error.value.code


def two_keys(use="wallet") -> Keyring:
    """26a signs, 26b is published and waits."""
    ring, _ = keyring.with_new(Keyring(), use, POINTS[0], NOW)
    ring = keyring.activate(ring, "26a", NOW, at_once=True)
    ring, _ = keyring.with_new(ring, use, POINTS[1], NOW)
    return ring.with_published(1, NOW)


def states(ring: Keyring) -> dict[str, str]:
    return {key.kid: key.state for key in ring.keys}


def test_new_key_may_sign_48_hours_after_it_was_published_and_not_a_second_earlier():
    ring = two_keys()
    assert code_of(lambda: keyring.activate(ring, "26b", NOW + NOTICE - 1)) == "too-early"
    assert states(keyring.activate(ring, "26b", NOW + NOTICE)) == {"26a": "retired", "26b": "active"}


def test_key_that_was_never_published_may_not_sign():
    ring, _ = keyring.with_new(Keyring(), "wallet", POINTS[0], NOW)
    assert code_of(lambda: keyring.activate(ring, "26a", NOW + 100 * DAY)) == "too-early"


def test_notice_is_waived_only_where_no_other_key_can_sign():
    ring = two_keys()
    assert code_of(lambda: keyring.activate(ring, "26b", NOW, at_once=True)) == "not-alone"
    first, _ = keyring.with_new(Keyring(), "wallet", POINTS[0], NOW)
    assert states(keyring.activate(first, "26a", NOW, at_once=True)) == {"26a": "active"}


def test_compromise_switches_to_the_next_key_without_notice():
    ring = keyring.compromise(two_keys(), "26a", NOW + 1)
    assert states(ring) == {"26a": "compromised", "26b": "active"}
    assert ring.key("26b").began == NOW + 1


def test_compromise_of_the_next_key_leaves_the_active_one():
    assert states(keyring.compromise(two_keys(), "26b", NOW)) == {"26a": "active", "26b": "compromised"}


def test_compromise_without_a_next_key_leaves_the_use_without_one_until_a_new_key_is_activated_at_once():
    ring = keyring.compromise(keyring.compromise(two_keys(), "26b", NOW), "26a", NOW)
    assert ring.of("wallet", "active") is None
    assert any("No wallet key signs" in task for task in keyring.advice(ring, NOW))
    ring, made = keyring.with_new(ring, "wallet", POINTS[2], NOW)
    assert keyring.activate(ring, made.kid, NOW, at_once=True).key(made.kid).state == "active"


def test_retired_key_can_be_compromised_too():
    ring = keyring.activate(two_keys(), "26b", NOW + NOTICE)
    assert states(keyring.compromise(ring, "26a", NOW + NOTICE)) == {"26a": "compromised", "26b": "active"}


def test_no_key_comes_back():
    ring = keyring.activate(two_keys(), "26b", NOW + NOTICE)
    assert code_of(lambda: keyring.activate(ring, "26a", NOW + 9 * DAY)) == "not-next"
    assert code_of(lambda: keyring.activate(ring, "26b", NOW + 9 * DAY)) == "not-next"
    marked = keyring.compromise(ring, "26a", NOW)
    assert code_of(lambda: keyring.activate(marked, "26a", NOW + 9 * DAY)) == "not-next"
    assert code_of(lambda: keyring.compromise(marked, "26a", NOW)) == "compromised-already"
    assert code_of(lambda: keyring.retire(marked, "26a")) == "not-next"


def test_key_that_signs_is_not_withdrawn_but_a_next_one_can_be():
    assert code_of(lambda: keyring.retire(two_keys(), "26a")) == "still-signs"
    assert states(keyring.retire(two_keys(), "26b")) == {"26a": "active", "26b": "retired"}


def test_use_has_one_next_key():
    assert code_of(lambda: keyring.with_new(two_keys(), "wallet", POINTS[2], NOW)) == "next-exists"
    _, made = keyring.with_new(two_keys(), "print", POINTS[2], NOW)
    assert (made.kid, made.use) == ("26c", "print")


def test_unknown_kid_is_said_plainly():
    for step in (keyring.retire, lambda r, k: keyring.compromise(r, k, NOW), lambda r, k: keyring.activate(r, k, NOW)):
        assert code_of(lambda step=step: step(two_keys(), "99z")) == "kid-unknown"


@pytest.mark.parametrize(
    ("use", "days"),
    [("wallet", 60), ("status", 60), ("print", 3 * 365 + 31), ("decision", 3_653), ("push", 365)],
)
def test_key_stays_published_long_enough_for_what_it_signed_on_its_last_day(use, days):
    """Wallet and status keys 60 days past their year; print keys three years and 30 days past it (D-3: a card of three);
    decision keys ten years, as long as a claim may rest on what was decided."""
    ring = two_keys(use)
    for key in ring.keys:
        last_day = NOW + TURN if key.state == "active" else NOW + 2 * TURN
        assert last_day + days * DAY <= key.exp <= last_day + (days + 1) * DAY
        assert key.exp % DAY == 0
        assert key.nbf <= NOW


def test_next_key_is_valid_at_once_for_an_emergency():
    assert two_keys().key("26b").nbf <= NOW


def test_every_kid_of_a_year_differs_and_has_the_lists_form():
    ring, seen = Keyring(), []
    for number in range(40):
        ring, made = keyring.with_new(ring, "wallet", POINTS[number], NOW)
        ring = keyring.retire(ring, made.kid)
        seen.append(made.kid)
    assert seen[:2] == ["26a", "26b"]
    assert seen[25:28] == ["26z", "26aa", "26ab"]
    assert len(set(seen)) == 40


def test_ended_key_leaves_the_list_but_keeps_its_kid():
    ring = two_keys()
    later = ring.key("26a").exp
    assert "26a" not in {key.kid for key in ring.listed(later)}
    assert "26a" in {key.kid for key in ring.listed(later - 1)}
    assert ring.key("26a")


def test_advice_asks_for_the_yearly_turn_a_month_before():
    ring = two_keys()
    for use, point in (("print", 2), ("status", 4), ("decision", 6), ("push", 8)):
        ring, made = keyring.with_new(ring, use, POINTS[point], NOW)
        ring = keyring.activate(ring, made.kid, NOW, at_once=True)
        ring, _ = keyring.with_new(ring, use, POINTS[point + 1], NOW)
    ring = ring.with_published(2, NOW)
    assert keyring.advice(ring, NOW + TURN - 30 * DAY - 1) == []
    assert len(keyring.advice(ring, NOW + TURN - 30 * DAY)) == 5


STEPS = st.lists(
    st.tuples(st.sampled_from(["new", "activate", "now", "retire", "compromise", "publish"]), st.integers(0, 11)),
    max_size=25,
)


OFFICERS_MISTAKES = {
    "next-exists", "too-early", "not-alone", "not-next", "still-signs", "kid-unknown", "compromised-already",
}  # fmt: skip


@settings(max_examples=300)
@given(STEPS, st.integers(0, 5 * DAY))
def test_whatever_the_officer_does_the_root_can_sign_it_and_no_state_goes_back(steps, pace):
    rank = {"next": 0, "active": 1, "retired": 2, "compromised": 3}
    ring, now, memory, version, said = Keyring(), NOW, {}, 0, set()
    for step, number in steps:
        now += pace
        before = states(ring)
        kid = ring.keys[number % len(ring.keys)].kid if ring.keys else "26a"
        try:
            if step == "new":
                ring, _ = keyring.with_new(ring, USES[number % 3], POINTS[len(ring.keys)], now)
            elif step in {"activate", "now"}:
                ring = keyring.activate(ring, kid, now, at_once=step == "now")
            elif step == "retire":
                ring = keyring.retire(ring, kid)
            elif step == "compromise":
                ring = keyring.compromise(ring, kid, now)
            else:
                keys = ring.listed(now)
                message = SignKeyList(version=version + 1, iat=now, exp=now + 90 * DAY, keys=keys)
                policy.check_key_list(message, now, version, memory)
                version, memory = version + 1, memory | {key.kid: key for key in keys}
                ring = ring.with_published(version, now)
        except KeysError as error:
            said.add(error.code)
        assert all(rank[states(ring)[kid]] >= rank[state] for kid, state in before.items())
        for use in USES:
            assert sum((key.use, key.state) == (use, "active") for key in ring.keys) <= 1
    assert said <= OFFICERS_MISTAKES
