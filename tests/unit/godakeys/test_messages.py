"""Only what is a message gets as far as the policy."""

import pickle

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from godakeys import messages
from godakeys.messages import KeysError, Refused, SignCard, SignStatusList

CARD = SignCard(profile="print", exp=86_400, status_list=1, status_idx=5, names=("Anna",))


def altered(**changed: object) -> bytes:
    fields = msgspec.json.decode(messages.encode(CARD)) | changed
    return msgspec.json.encode({name: value for name, value in fields.items() if value is not ...})


def test_message_goes_there_and_back(a_card):
    for message in (CARD, a_card(), SignStatusList(list=1, iat=5, bits=b"\0\xff")):
        assert messages.decode(messages.encode(message)) == message


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": "somebody"},  # an unknown field
        {"alg": "none"},
        {"digest": "00" * 32},
        {"type": "digest"},
        {"type": ...},
        {"exp": 86_400.5},
        {"exp": "86400"},
        {"exp": True},
        {"exp": None},
        {"exp": ...},
        {"names": "Anna"},
        {"names": [1]},
        {"names": ...},
        {"profile": "eudi"},
        {"holder": {"x": "a"}},
        {"holder": {"x": "a", "y": "b", "d": "secret"}},
        {"holder": "key"},
    ],
)
def test_unknown_field_or_wrong_type_is_refused(changed):
    with pytest.raises(Refused) as refused:
        messages.decode(altered(**changed))
    assert refused.value.code == "malformed"


def test_member_given_twice_is_refused():
    data = messages.encode(CARD)
    assert messages.decode(data) == CARD
    for twice in (data[:-1] + b',"status_idx":6}', data[:-1] + b',"status_idx":5}', b" " + data):
        with pytest.raises(Refused):
            messages.decode(twice)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b'{"type":"card"}', b"[" * 100_000, b'"\xc3"'])
def test_anything_else_is_refused(data):
    with pytest.raises(Refused):
        messages.decode(data)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data):
    with pytest.raises(Refused):
        messages.decode(data)


@pytest.mark.parametrize("changed", [{"exp": 1.5}, {"names": ("\ud800",)}, {"names": (object(),)}, {"profile": "x"}])
def test_object_made_in_python_is_held_to_the_same(changed):
    fields = {"profile": "print", "exp": 86_400, "status_list": 1, "status_idx": 5, "names": ("Anna",)} | changed
    with pytest.raises(Refused) as refused:
        messages.decode(messages.encode(SignCard(**fields)))
    assert refused.value.code == "malformed"


def test_refusal_survives_another_process():
    refused = pickle.loads(pickle.dumps(Refused("exp-past", "over")))
    assert isinstance(refused, Refused)
    assert isinstance(refused, KeysError)
    assert (refused.code, refused.detail) == ("exp-past", "over")
