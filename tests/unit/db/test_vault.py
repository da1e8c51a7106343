"""Sealed fields open only where they were sealed; blind indexes say nothing but "the same"."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goda.db.vault import SealBroken, Vault

VAULT = Vault(bytes(range(32)))
ROW = uuid.UUID(int=1)


@given(st.binary(max_size=200))
def test_what_was_sealed_opens_in_its_place(data):
    sealed = VAULT.seal("person", "code", ROW, data)
    assert VAULT.open("person", "code", ROW, sealed) == data
    assert len(sealed) == len(data) + 29
    assert VAULT.seal("person", "code", ROW, data) != sealed


@pytest.mark.parametrize(
    "place",
    [("person", "code", uuid.UUID(int=2)), ("person", "name", ROW), ("family", "code", ROW), ("perso", "ncode", ROW)],
)
def test_a_sealed_value_moved_to_another_row_column_or_table_is_refused(place):
    with pytest.raises(SealBroken):
        VAULT.open(*place, VAULT.seal("person", "code", ROW, b"16117519997"))


def test_a_sealed_value_with_any_bit_changed_or_cut_is_refused():
    sealed = VAULT.seal("person", "code", ROW, b"16117519997")
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            VAULT.open("person", "code", ROW, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            VAULT.open("person", "code", ROW, sealed[:length])


def test_another_key_opens_nothing_and_finds_nothing():
    other = Vault(bytes(32))
    with pytest.raises(SealBroken):
        other.open("person", "code", ROW, VAULT.seal("person", "code", ROW, b"x"))
    assert other.blind("code", "1") != VAULT.blind("code", "1")


def test_a_blind_index_is_the_same_for_the_same_and_differs_by_purpose_and_text():
    assert VAULT.blind("code", "16117519997") == VAULT.blind("code", "16117519997")
    assert (
        len({VAULT.blind("code", "1"), VAULT.blind("code", "2"), VAULT.blind("name", "1"), VAULT.blind("cod", "e1")})
        == 4
    )
    assert len(VAULT.blind("code", "1")) == 16


def test_the_key_has_32_bytes_and_an_error_says_nothing_of_the_value():
    with pytest.raises(ValueError, match="32"):
        Vault(bytes(31))
    with pytest.raises(SealBroken) as broken:
        VAULT.open("person", "code", ROW, b"16117519997")
    assert str(broken.value) == "person.code"
