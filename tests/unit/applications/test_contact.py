"""Telephone, e-mail and postal addresses as people type them (R-17, R-19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.applications import contact, errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("29123456", "+37129123456"),
        (" 29 123-456 ", "+37129123456"),
        ("(67) 012 345", "+37167012345"),
        ("+371 29123456", "+37129123456"),
        ("0037129123456", "+37129123456"),
        ("+44 20 7946 0000", "+442079460000"),
        ("+1 (202) 555-0100", "+12025550100"),
        ("29\u2011123\u2011456", "+37129123456"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_telephone_number_is_kept_as_the_network_dials_it(typed, kept):
    assert contact.phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["2912345", "291234567", "+3712912345", "+371291234567", "+0123456789", "+1", "+1234567890123456", "phone", "29123456x",
     "+371+29123456", "２９１２３４５６", "29123456\x00", "٢٩١٢٣٤٥٦", "-", "2" * 41],
)  # fmt: skip
def test_what_nobody_could_dial_is_no_telephone_number(typed):
    with pytest.raises(errors.PhoneMalformed):
        contact.phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Anna.Berzina+karte@Example.LV ", "Anna.Berzina+karte@example.lv"),
        ("a@b.lv", "a@b.lv"),
        ("o'neil@sub.example.co.uk", "o'neil@sub.example.co.uk"),
        ("anna@bērziņi.lv", "anna@xn--brzii-iza47a.lv"),
        ("", ""),
    ],
)
def test_an_e_mail_address_is_kept_as_it_can_be_sent_to(typed, kept):
    assert contact.email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["anna", "anna@", "@example.lv", "anna@example", "anna@@example.lv", "anna b@example.lv", "anna@exa mple.lv", ".anna@example.lv",
     "anna..b@example.lv", "anna@-example.lv", "anna@example-.lv", "anna@.lv", "anna@192.0.2.1", "<anna@example.lv>", "a,b@example.lv",
     "anna@example.lv\nBcc: b@c.lv", "anna@example.lv\x00", "ānna@example.lv", "a" * 65 + "@example.lv", "a@" + "b" * 64 + ".lv",
     "a@" + ".".join(["b" * 60] * 5), '"a b"@example.lv', "anna@example.lv, b@c.lv"],
)  # fmt: skip
def test_what_no_mail_goes_to_is_no_address(typed):
    with pytest.raises(errors.EmailMalformed):
        contact.email(typed)


def test_a_postal_address_has_whole_lines():
    typed = "  Brīvības iela  1 - 2 \r\n\r\n  Rīga,\tLV-1010 \n"
    assert contact.postal(typed) == "Brīvības iela 1 - 2\nRīga, LV-1010"
    assert contact.postal(" \n ") == ""


@pytest.mark.parametrize(
    "typed",
    ["Rīga", "12345678", "a\n" * 7 + "abcdefgh", "Iela 1,\x07 Rīga", "Iela 1, \u202eRīga", "Iela 1, \ud800Rīga"],
)
def test_where_nothing_can_be_delivered_is_no_postal_address(typed):
    with pytest.raises(errors.PostalMalformed):
        contact.postal(typed)


def test_a_postal_address_fits_an_envelope():
    with pytest.raises(errors.AnswerTooLong):
        contact.postal("Ļoti gara iela " * 20)


@given(st.text())
def test_read_again_nothing_changes_and_nothing_unheard_of_is_raised(text):
    for reader in (contact.phone, contact.email, contact.postal):
        try:
            once = reader(text)
        except (errors.PhoneMalformed, errors.EmailMalformed, errors.PostalMalformed, errors.AnswerTooLong):
            continue
        assert reader(once) == once
        assert contact.known(text) == contact.known(contact.known(text))
