"""D-11: what is a personal code, what is only doubtful, what is none."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.kernel.personal_code import PersonalCode, PersonalCodeInvalid, parse

TEST_CODES = ["161175-19997", "010180-15097", "030303-10012"]
digit = st.sampled_from("0123456789")


def check_digit(ten: str) -> str:
    weights = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return str((1101 - sum(w * int(d) for w, d in zip(weights, ten, strict=True))) % 11 % 10)


@st.composite
def old_codes(draw) -> str:
    day, month, year = draw(st.integers(1, 31)), draw(st.integers(1, 12)), draw(st.integers(0, 99))
    ten = f"{day:02}{month:02}{year:02}{draw(st.sampled_from('012'))}{draw(st.integers(0, 999)):03}"
    return ten + check_digit(ten)


@st.composite
def new_codes(draw) -> str:
    return "3" + draw(st.sampled_from("23456789")) + "".join(draw(st.lists(digit, min_size=9, max_size=9)))


@pytest.mark.parametrize("text", TEST_CODES)
def test_the_published_test_codes_are_codes(text):
    code = parse(text)
    assert (code.formatted, code.digits, code.doubtful) == (text, text.replace("-", ""), False)


@given(old_codes() | new_codes())
def test_spaces_and_the_dash_are_let_pass_and_mean_nothing(digits):
    plain = parse(digits)
    assert (
        parse(f"{digits[:6]}-{digits[6:]}")
        == parse(f" {digits[:6]} - {digits[6:]} ")
        == parse(" ".join(digits))
        == plain
    )
    assert parse(plain.formatted) == plain == PersonalCode(digits)


@given(old_codes(), st.integers(1, 9))
def test_an_old_code_with_a_wrong_check_digit_is_an_error(digits, by):
    with pytest.raises(PersonalCodeInvalid):
        parse(digits[:10] + str((int(digits[10]) + by) % 10))


@given(old_codes(), st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_of_an_old_code_is_never_taken_for_it(digits, place, by):
    mistyped = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with contextlib.suppress(PersonalCodeInvalid):
        assert parse(mistyped) != parse(digits)


@given(new_codes())
def test_a_new_code_is_taken_and_doubtful_if_its_check_digit_fails(digits):
    assert parse(digits).doubtful == (check_digit(digits[:10]) != digits[10])


@given(old_codes())
def test_an_old_code_that_was_taken_is_never_doubtful(digits):
    assert not parse(digits).doubtful


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "161175-19997\n", "\n161175-19997", "161175-19997\r\n", "161175\t19997", "١٦١١٧٥-١٩٩٩٧", "１６１１７５１９９９７",
        "161175-1999", "161175-199977", "161175--19997", "1611-7519997", "161175\u201319997", "161175_19997", "-16117519997",
        "4" + "0" * 10, "31" + "9" * 9, "001175-19997", "161375-19997", "161175-39997", "+6117519997", "0x117519997", "1" * 10_000,
        "161175-19997\0", "161175\u00a019997", "161175-19997;--", "a", "³²³⁴⁵⁶⁷⁸⁹⁰¹",
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused(text):
    with pytest.raises(PersonalCodeInvalid):
        parse(text)


@given(st.text())
def test_whatever_is_typed_is_a_code_or_refused(text):
    try:
        code = parse(text)
    except PersonalCodeInvalid as refusal:
        assert (str(refusal), refusal.params, refusal.fields) == ("personal-code-invalid", {}, {})  # noqa: PT017 - most end here
    else:
        assert len(code.digits) == 11
        assert code.digits.isascii()
        assert code.digits.isdigit()


def test_a_code_does_not_show_itself_in_logs():
    code = parse("161175-19997")
    assert "161175" not in f"{code} {code!r} {[code]} {PersonalCodeInvalid()}"
