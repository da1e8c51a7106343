"""Numbers and codes as people type them, and the days and seconds at which things end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.cards import model, numbers
from goda.cards.errors import CodeMalformed, NumberMalformed

moments = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
days = st.dates(date(2024, 1, 1), date(2045, 1, 1))


@pytest.mark.parametrize("number", [numbers.new_number() for _ in range(50)], ids=range(50))
def test_a_drawn_number_is_read_back_however_it_is_typed(number: str) -> None:
    shown = numbers.show_number(number)
    for typed in (
        shown,
        shown.lower(),
        number,
        f" {number[:4]} {number[4:]} ",
        shown.replace("-", "–"),
        shown.replace("0", "O").replace("1", "l"),
    ):
        assert numbers.read_number(typed) == number


@given(st.integers(0, 8), st.sampled_from(numbers.NUMBER_ALPHABET))
def test_one_wrong_character_is_noticed(place: int, other: str) -> None:
    """ISO 7064 MOD 37,36 finds every single error."""
    number = numbers.new_number()
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(NumberMalformed):
            numbers.read_number(wrong)


@given(st.text(max_size=60))
def test_no_text_makes_the_reading_fall(text: str) -> None:
    for read, error in ((numbers.read_number, NumberMalformed), (numbers.read_code, CodeMalformed)):
        try:
            read(text)
        except error:
            continue


@pytest.mark.parametrize("code", [numbers.new_code() for _ in range(50)], ids=range(50))
def test_a_drawn_code_is_read_back_however_it_is_typed(code: numbers.Code) -> None:
    for typed in (
        code.shown,
        code.shown.lower(),
        code.shown.replace("-", ""),
        code.shown.replace("-", " "),
        f"  {code.shown}\n",
    ):
        assert numbers.read_code(typed) == code
    assert len(code.locator) == 5
    assert len(code.secret) == 10


@given(moments, days)
def test_a_phones_credential_ends_on_a_whole_day_within_45_days_and_with_the_card(now: datetime, last: date) -> None:
    exp = model.wallet_exp(now, last)
    assert exp % 86_400 == 0
    assert exp <= now.timestamp() + 45 * 86_400
    assert exp <= model.ends(last)
    if model.ends(last) > now.timestamp() + 45 * 86_400:
        assert exp > now.timestamp() + 44 * 86_400


@given(days)
def test_a_card_ends_after_its_last_day_in_riga_and_within_three_hours(last: date) -> None:
    over_in_riga = model.begins(last + timedelta(days=1)).timestamp()
    assert 0 <= model.ends(last) - over_in_riga <= 3 * 3600
    assert model.last_day(model.ends(last)) == last
    assert model.state_of(last, None, datetime.fromtimestamp(model.ends(last) - 1, UTC)) == "valid"
    assert model.state_of(last, None, datetime.fromtimestamp(model.ends(last), UTC)) == "expired"


@given(moments, days)
def test_renewal_comes_at_two_thirds_unless_the_card_itself_ends(now: datetime, last: date) -> None:
    exp = model.wallet_exp(now, last)
    at = model.renew_at(now, exp, last)
    if exp == model.ends(last):
        assert at == exp
    elif exp > now.timestamp():
        assert 0 <= at - (now.timestamp() + (exp - now.timestamp()) * 2 / 3) + 2 <= 3


@pytest.mark.parametrize(
    ("used", "wrong", "age", "state"),
    [(True, 10, 40, "used"), (False, 10, 1, "dead"), (False, 9, 29, "live"), (False, 0, 30, "expired")],
)
def test_a_codes_state(used: bool, wrong: int, age: int, state: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    expires = now + model.ACTIVATION_LIFE - timedelta(days=age)
    assert model.activation_state(now if used else None, wrong, expires, now) == state
