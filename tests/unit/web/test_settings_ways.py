"""The settings by which families are told: each way opens whole or not at all, and none in the clear in production."""

import base64

import pytest

from goda.settings import SettingsRefused, load

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
PRODUCTION = {
    "GODA_PROFILE": "production", "GODA_ORIGIN": "https://3plus.example", "GODA_DATABASE": "postgresql://goda@db/goda",
    "GODA_KEYS_PASSPHRASE": "correct horse battery", "GODA_VAULT_KEY": KEY, "GODA_PROXIES": "1",
    "GODA_LOGIN": "https://login.state.example", "GODA_LOGIN_CLIENT": "3plus", "GODA_LOGIN_SECRET": "agreed with the state login",
    "GODA_REGISTERS": "https://registers.state.example", "GODA_REGISTERS_CLIENT": "3plus", "GODA_REGISTERS_SECRET": "agreed",
}  # fmt: skip
WAYS = {
    "GODA_SMTP": "smtps://3plus@mail.fund.example", "GODA_SMTP_PASSWORD": "for mail only", "GODA_MAIL_FROM": "karte@fund.example",
    "GODA_EADDRESS": "https://eaddress.state.example", "GODA_EADDRESS_TOKEN": "https://eaddress.state.example/token",
    "GODA_EADDRESS_CLIENT": "3plus", "GODA_EADDRESS_SECRET": "for the e-address only", "GODA_PUSH_CONTACT": "mailto:karte@fund.example",
}  # fmt: skip


def test_production_may_open_every_way_or_none_and_says_which_are_off() -> None:
    assert load(PRODUCTION | WAYS).ways_off == ()
    assert load(PRODUCTION).ways_off == ("GODA_SMTP", "GODA_EADDRESS", "GODA_PUSH_CONTACT")


def test_secrets_of_the_ways_are_not_shown() -> None:
    shown = str(load(PRODUCTION | WAYS).shown())
    assert "for mail only" not in shown
    assert "for the e-address only" not in shown


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"GODA_SMTP": "smtp+plain://mail.fund.example"}, "unsealed"),
        ({"GODA_SMTP": "mail.fund.example:25"}, "GODA_SMTP must be"),
        ({"GODA_SMTP": "smtps://"}, "GODA_SMTP must be"),
        ({"GODA_SMTP": "smtps://3plus:secret@mail.fund.example"}, "GODA_SMTP_PASSWORD"),
        ({"GODA_MAIL_FROM": ""}, "GODA_MAIL_FROM"),
        ({"GODA_EADDRESS_SECRET": ""}, "GODA_EADDRESS needs"),
        ({"GODA_EADDRESS": "http://eaddress.state.example"}, "must be https"),
        ({"GODA_EADDRESS_TOKEN": "http://eaddress.state.example/token"}, "must be https"),
        ({"GODA_PUSH_CONTACT": "karte@fund.example"}, "GODA_PUSH_CONTACT"),
        ({"GODA_PUSH_SIMULATOR": "http://localhost:8100"}, "Unset GODA_PUSH_SIMULATOR"),
    ],
)
def test_production_refuses_half_a_way_and_one_in_the_clear(change: dict[str, str], says: str) -> None:
    given = {name: value for name, value in (PRODUCTION | WAYS | change).items() if value}
    with pytest.raises(SettingsRefused) as refused:
        load(given)
    assert any(says in problem for problem in refused.value.problems)
