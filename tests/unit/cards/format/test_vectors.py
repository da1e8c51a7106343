"""Both languages are held to one set of vectors; this is Python's side (issue 2, part 3)."""

import runpy
from hashlib import sha256

import msgspec
import pytest

from goda.cards import verify, wire
from goda.cards.dictionary import DICTIONARY_1
from goda.cards.jws import NotOurs
from goda.cards.keylist import read_key_list
from goda.cards.statuslist import read_status_list


def test_every_verdict_is_the_one_written_by_hand(vectors, keys, statuses):
    document = vectors.verdicts
    wrong = []
    for vector in document["verdicts"]:
        answer = verify.verdict(
            vector["text"],
            keys=keys.get(vector["keys"]),
            status=statuses.get(vector["status"]),
            now=vector["now"],
            origin=document["origin"],
            status_age=vector["status_age"],
            asked=vector["asked"],
        )
        if msgspec.to_builtins(answer) | {"names": list(answer.names)} != vector["expect"]:
            wrong.append((vector["name"], answer))
    assert not wrong
    assert len(document["verdicts"]) > 800


def test_no_code_that_is_cut_short_says_anything(vectors, judge):
    for vector in vectors.verdicts["prefixes"]:
        for length in range(len(vector["text"])):
            answer = judge(vector["text"][:length])
            assert (answer.verdict, answer.reason) == ("not_valid", vector["reason"]), (vector["name"], length)


def test_key_lists_are_read_or_refused(vectors):
    document = vectors.lists
    now = document["now"]
    for vector in document["key_list_reads"]:
        root = vector.get("root", document["root"])
        seen = vector["seen"] and read_key_list(vector["seen"], root, now)
        if vector["expect"] == "ok":
            assert read_key_list(vector["jws"], root, vector["now"], seen).jws == vector["jws"], vector["name"]
        else:
            with pytest.raises(NotOurs):
                read_key_list(vector["jws"], root, vector["now"], seen)


def test_status_lists_are_read_or_refused(vectors):
    document = vectors.lists
    for vector in document["status_list_reads"]:
        keys = read_key_list(vector.get("keys", document["keys"]), document["root"], document["now"])
        seen = vector["seen"] and read_status_list(vector["seen"], keys, None, document["now"])
        if vector["expect"] == "refused":
            with pytest.raises(NotOurs):
                read_status_list(vector["jwt"], keys, vector["uri"], vector["now"], seen)
            continue
        status = read_status_list(vector["jwt"], keys, vector["uri"], vector["now"], seen)
        assert len(status) == vector["expect"]["size"], vector["name"]
        assert all(status.annulled(index) for index in vector["expect"]["annulled"]), vector["name"]
        assert not any(status.annulled(index) for index in vector["expect"]["not_annulled"]), vector["name"]


def test_digits_come_back_as_the_exact_token_or_not_at_all(vectors):
    for vector in vectors.wire["unpack"]:
        if vector["token"] is None:
            with pytest.raises(NotOurs):
                wire.unpack(vector["digits"])
        else:
            assert wire.unpack(vector["digits"]) == vector["token"], vector["name"]
            assert wire.unpack(wire.pack(vector["token"])) == vector["token"], vector["name"]


def test_the_vectors_in_the_tree_are_those_the_generator_makes(vectors):
    made = runpy.run_path(str(vectors.folder / "make.py"))["files"]()
    assert set(made) == {path.name for path in vectors.folder.glob("*.json")}
    for name, text in made.items():
        # not `==` in the assert: pytest would explain a difference of a megabyte
        same = (vectors.folder / name).read_text("utf-8") == text
        assert same, f"{name} is not what make.py makes: run it"


def test_the_dictionary_is_the_released_one(vectors):
    """TypeScript's copy is held to the same hash, which the vectors carry."""
    released = "dafac650b85f8af6bd15a6056d7560ebe2ea3e2c17941cf5ede842fc236e8a3d"
    assert sha256(DICTIONARY_1).hexdigest() == released
    assert len(DICTIONARY_1) == 337
    assert vectors.verdicts["dictionary_sha256"] == released
