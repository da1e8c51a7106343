"""What a till may rely on, beyond the single vectors: rules over all times, all letters, all texts."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goda.cards import form, wire
from goda.cards.jws import NotOurs
from goda.cards.statuslist import read_status_list
from goda.cards.verify import Verdict, verdict

AROUND = st.sampled_from(
    [0, 1, -1, 59, 60, 61, -59, -60, -61, 29, 30, 31, 599, 600, 601, 900, 901, 86_399, 86_400, 86_401]
) | st.integers(-100_000, 100_000)


@settings(deadline=None, max_examples=300)
@given(proof=AROUND, made=AROUND, age=st.none() | st.integers(0, 200_000), annulled=st.booleans())
def test_the_answer_follows_from_four_times_and_a_bit(*, proof, made, age, annulled, issuer, keys):
    now = issuer.NOW
    status = read_status_list(
        issuer.status_list((482_913,) if annulled else (), iat=now + made), keys["good"], None, now
    )
    answer = verdict(
        wire.pack(issuer.wallet(iat=now + proof)),
        keys=keys["good"],
        status=status,
        now=now,
        origin=issuer.ORIGIN,
        status_age=age,
    )
    seconds = -made if age is None else age
    if made > 600:
        expected = ("cannot_tell", "clock")
    elif proof < -60:
        expected = ("not_valid", "old-code")
    elif proof > 30:
        expected = ("not_valid", "phone-clock")
    elif annulled:
        expected = ("annulled", "annulled")
    elif made <= -86_400:
        expected = ("cannot_tell", "status")
    else:
        expected = ("valid" if seconds <= 900 else "valid_as_of", None)
    assert (answer.verdict, answer.reason) == expected
    assert answer.as_of == (now - seconds if answer.verdict == "valid_as_of" else None)


@settings(deadline=None)
@given(text=st.text(max_size=400) | st.text("0123456789", max_size=400).map(lambda digits: f"3301{digits}"))
def test_no_text_whatever_raises_or_names_anybody(text, judge):
    assert judge(text) == Verdict("not_valid", "not-ours")


def test_a_letter_that_python_prints_is_never_a_forbidden_one():
    """`form` looks at categories only where `isprintable` says no: this is why that is enough."""
    forbidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for letter in map(chr, range(sys.maxunicode + 1)):
        assert not (letter.isprintable() and unicodedata.category(letter) in forbidden)


@settings(deadline=None)
@given(name=st.text(st.characters(), min_size=1, max_size=61))
def test_a_name_is_read_exactly_if_the_format_allows_it(name, issuer):
    allowed = (
        len(name) <= 60
        and unicodedata.normalize("NFC", name) == name
        and not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    try:
        token = issuer.printed(issuer.claims((name,), printed=True))
    except UnicodeEncodeError:
        return  # half a surrogate pair is no text that can be signed
    if allowed:
        assert form.read(wire.read(token)).claims.names == (name,)
    else:
        with pytest.raises(NotOurs):
            form.read(wire.read(token))


def test_a_till_on_another_origin_takes_none_of_our_cards(issuer, keys, statuses):
    answer = verdict(
        wire.pack(issuer.wallet()),
        keys=keys["good"],
        status=statuses["fresh"],
        now=issuer.NOW,
        origin="https://other.example",
    )
    assert answer == Verdict("cannot_tell", "keys")
