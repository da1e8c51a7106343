"""One test a rule of the card format, each tried just inside and just outside (card-format.md; R-4)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from godakeys import policy
from godakeys.messages import DAY, LIST_SIZE, PublicKey, Refused, SignCard, base64url

NOW = 20_779 * DAY + 12 * 3600
TODAY = 20_779 * DAY
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def refusal(message: SignCard, now: int = NOW) -> str | None:
    try:
        policy.check_card(message, now)
    except Refused as refused:
        return refused.code
    return None


def test_wallet_card_of_45_days_is_allowed_and_of_a_day_more_is_not(a_card):
    assert refusal(a_card(exp=TODAY + 45 * DAY)) is None
    assert refusal(a_card(exp=TODAY + 46 * DAY)) == "exp-too-far"
    assert refusal(a_card(exp=TODAY + 45 * DAY), now=TODAY) is None
    assert refusal(a_card(exp=TODAY + 45 * DAY), now=TODAY - 1) == "exp-too-far"


def test_printed_card_may_live_until_the_card_itself_ends(a_card):
    assert refusal(a_card(profile="print", exp=TODAY + 3 * 365 * DAY)) is None


@pytest.mark.parametrize("profile", ["wallet", "print"])
@pytest.mark.parametrize("off", [1, -1, 3600, DAY // 2])
def test_card_ends_on_a_whole_day(a_card, profile, off):
    assert refusal(a_card(profile=profile, exp=TODAY + 30 * DAY + off)) == "exp-not-whole-day"


@pytest.mark.parametrize("profile", ["wallet", "print"])
def test_card_that_has_ended_is_not_signed(a_card, profile):
    end = TODAY + DAY
    assert refusal(a_card(profile=profile, exp=end), now=end - 1) is None
    assert refusal(a_card(profile=profile, exp=end), now=end) == "exp-past"
    assert refusal(a_card(profile=profile, exp=0)) == "exp-past"
    assert refusal(a_card(profile=profile, exp=-DAY)) == "exp-past"


def test_wallet_card_needs_the_phones_key(a_card):
    assert refusal(a_card(holder=None)) == "holder-missing"


def test_printed_card_has_no_key(a_card, phone):
    assert refusal(a_card(profile="print", holder=phone)) == "holder-forbidden"


@pytest.mark.parametrize(
    "break_it",
    [
        lambda k: PublicKey(k.x, k.x),  # not on the curve
        lambda k: PublicKey(k.x + "=", k.y),
        lambda k: PublicKey(k.x, k.y[:-1]),
        lambda k: PublicKey("", ""),
        lambda k: PublicKey(base64url(bytes(32)), base64url(bytes(32))),
        lambda k: PublicKey(k.x[:-1] + "!", k.y),
        lambda k: PublicKey(k.x + "\n", k.y),
        lambda k: PublicKey(k.x, "ā" * 43),
        lambda k: PublicKey(base64url(b"\0" * 1 + bytes(32)), k.y),
    ],
)
def test_holder_key_that_is_no_point_of_p256_is_refused(a_card, phone, break_it):
    assert refusal(a_card(holder=break_it(phone))) == "holder-invalid"


def test_holder_coordinate_above_the_field_is_refused(a_card):
    """The same point, written with x + p: OpenSSL would have to reduce it, other libraries do."""
    x = next(x for x in range(1, 100) if pow((x**3 - 3 * x + B) % P, (P - 1) // 2, P) == 1)
    y = pow((x**3 - 3 * x + B) % P, (P + 1) // 4, P)
    point = PublicKey(base64url(x.to_bytes(32, "big")), base64url(y.to_bytes(32, "big")))
    assert refusal(a_card(holder=point)) is None
    unreduced = PublicKey(base64url((x + P).to_bytes(32, "big")), point.y)
    assert refusal(a_card(holder=unreduced)) == "holder-invalid"


def test_holder_key_has_one_spelling(a_card, phone):
    """43 characters hold 258 bits: the last has two spare ones, which must be zero."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = phone.x[:-1] + alphabet[alphabet.index(phone.x[-1]) ^ 1]
    assert refusal(a_card(holder=PublicKey(other, phone.y))) == "holder-invalid"
    standard = PublicKey(phone.x[:-2] + "+" + phone.x[-1], phone.y)
    assert refusal(a_card(holder=standard)) == "holder-invalid"


@pytest.mark.parametrize(("count", "code"), [(0, "names-count"), (1, None), (6, None), (7, "names-count")])
def test_card_carries_one_to_six_names(a_card, count, code):
    assert refusal(a_card(names=("Anna",) * count)) == code


@pytest.mark.parametrize(("name", "code"), [("", "name-length"), ("ā" * 60, None), ("ā" * 61, "name-length")])
def test_name_has_one_to_sixty_code_points(a_card, name, code):
    assert refusal(a_card(names=("Anna", name))) == code
    assert refusal(a_card(names=("𐌰" * 60,))) is None  # code points, not UTF-16 units


def test_name_is_in_nfc(a_card):
    assert refusal(a_card(names=("Ja\u0304nis",))) == "name-not-nfc"
    assert refusal(a_card(names=(unicodedata.normalize("NFC", "Ja\u0304nis"),))) is None


@pytest.mark.parametrize(
    "character", ["\n", "\0", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\u2028", "\u2029"]
)
def test_name_has_no_character_that_hides_turns_or_breaks_text(a_card, character):
    assert refusal(a_card(names=(f"An{character}na",))) == "name-characters"


@given(st.text(max_size=70))
def test_every_name_let_through_fits_the_format(name):
    try:
        policy.check_names((name,))
    except Refused:
        return
    assert 1 <= len(name) <= 60
    assert unicodedata.normalize("NFC", name) == name
    assert not {unicodedata.category(c) for c in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("index", "code"), [(0, None), (LIST_SIZE - 1, None), (LIST_SIZE, "status-index"), (-1, "status-index")]
)
def test_status_index_lies_in_the_list(a_card, index, code):
    assert refusal(a_card(status_idx=index)) == code


@pytest.mark.parametrize(("number", "code"), [(1, None), (999_999_999, None), (0, 1), (-1, 1), (1_000_000_000, 1)])
def test_status_list_has_a_number_of_one_to_nine_digits(a_card, number, code):
    assert refusal(a_card(status_list=number)) == (code and "status-list-number")


@given(st.integers(-(2**63), 2**63), st.integers(TODAY - 400 * DAY, TODAY + 400 * DAY))
def test_no_wallet_card_outlives_45_days_whatever_is_asked(exp, now):
    phone = PublicKey(
        "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
    )  # the curve's base point
    card = SignCard(profile="wallet", exp=exp, status_list=1, status_idx=0, names=("Anna",), holder=phone)
    assert (refusal(card, now) is None) == (exp % DAY == 0 and now < exp <= now + 45 * DAY)
