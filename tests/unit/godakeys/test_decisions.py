"""The seal of a decision (R-56): the signer takes a decision's PDF and nothing else, and anybody can check it without our code."""

import asyncio
import json
from datetime import date, timedelta

import pytest
from joserfc import jws as joserfc_jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet
from jwcrypto import jwk as jwcrypto_jwk
from jwcrypto import jws as jwcrypto_jws

from godakeys import ceremony, keylist, ledger, local, messages, policy, sealed, wire
from godakeys.keyring import NOTICE
from godakeys.messages import DAY, KeysError, Refused, SignDecision, base64url, base64url_bytes
from godakeys.root import Root

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"


def decision(**changed) -> SignDecision:
    fields = {"number": "L-2026-000123", "kind": "grant", "made": TODAY, "document": PDF}
    return SignDecision(**(fields | changed))


def refusal(now: int, **changed) -> str | None:
    try:
        policy.check_decision(decision(**changed), now)
    except Refused as refused:
        return refused.code
    return None


def head(seal: str) -> dict:
    return json.loads(base64url_bytes(seal.partition(".")[0]))


async def test_seal_says_who_sealed_which_decision_when(signer, office):
    seal = await signer.sign_decision(decision())
    assert seal.count("..") == 1  # detached: RFC 7515 appendix F
    active = next(
        key for key in local.read_keyring(office.folder).keys if (key.use, key.state) == ("decision", "active")
    )
    assert head(seal) == {
        "alg": "ES256",
        "typ": "goda-decision+jws",
        "cty": "pdf",
        "kid": active.kid,
        "iss": office.origin,
        "iat": office.clock(),
        "decision": {"number": "L-2026-000123", "kind": "grant", "made": "2026-11-22"},
    }


async def test_two_independent_libraries_find_the_seal_good_and_one_changed_byte_bad(signer):
    seal = await signer.sign_decision(decision())
    keys = json.loads(await signer.decision_keys())
    known = joserfc_jws.JWSRegistry(strict_check_header=False)
    assert joserfc_jws.deserialize_compact(
        joined(seal, PDF), KeySet.import_key_set(keys), registry=known
    ).payload == PDF  # fmt: skip
    theirs = jwcrypto_jws.JWS()
    theirs.deserialize(joined(seal, PDF), jwcrypto_jwk.JWKSet.from_json(json.dumps(keys)))
    assert theirs.is_valid
    for place in (0, len(PDF) // 2, len(PDF) - 1):
        forged = PDF[:place] + bytes([PDF[place] ^ 1]) + PDF[place + 1 :]
        with pytest.raises(BadSignatureError):
            joserfc_jws.deserialize_compact(joined(seal, forged), KeySet.import_key_set(keys), registry=known)
        key = jwcrypto_jwk.JWKSet.from_json(json.dumps(keys)).get_key(head(seal)["kid"])
        with pytest.raises(jwcrypto_jws.InvalidJWSSignature):
            jwcrypto_jws.JWS().deserialize(joined(seal, forged), key)


def joined(seal: str, document: bytes) -> str:
    start, _, end = seal.split(".")
    return f"{start}.{base64url(document)}.{end}"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"A decision",
        b"<html>%PDF-1.7\nstartxref\n9\n%%EOF\n",
        b"\n" + PDF,
        PDF + b"<script>",
        PDF.removesuffix(b"%%EOF\n"),
        PDF.replace(b"%PDF-1.7", b"%PDF-1.0"),
        PDF.replace(b"startxref", b"startx"),
        b'{"iss":"https://3plus.example","vct":"x"}',
    ],
)
async def test_another_kind_of_document_is_never_sealed(signer, document):
    with pytest.raises(Refused) as refused:
        await signer.sign_decision(decision(document=document))
    assert refused.value.code == "document-not-pdf"


def test_decision_has_at_most_a_mebibyte(office):
    end = b"\nstartxref\n9\n%%EOF\n"
    whole = b"%PDF-1.7\n" + b" " * ((1 << 20) - 9 - len(end)) + end
    assert len(whole) == 1 << 20
    assert refusal(office.clock(), document=whole) is None
    assert refusal(office.clock(), document=whole + b"\n") == "document-size"


@pytest.mark.parametrize(
    "number",
    ["", "L-2026-123", "3P-2026-000123", "L-2025-000123", "L-2026-00012３", "L-2026-000123\n", "l-2026-000123"],
)
def test_number_is_a_decisions_of_its_own_year(office, number):
    assert refusal(office.clock(), number=number) == "decision-number"


def test_seal_follows_its_decision_within_a_month_and_never_precedes_it_by_more_than_rigas_night(office):
    now = office.clock()
    assert refusal(now, made=TODAY + timedelta(days=1)) is None
    assert refusal(now, made=TODAY + timedelta(days=2)) == "decision-date"
    assert refusal(now, made=TODAY - timedelta(days=31)) is None
    assert refusal(now, made=TODAY - timedelta(days=32)) == "decision-date"


@pytest.mark.parametrize(
    "message",
    [
        b'{"type":"decision","number":"L-2026-000123","kind":"grant","made":"2026-11-22","digest":"aGFzaA=="}',
        b'{"type":"decision","number":"L-2026-000123","kind":"ask","made":"2026-11-22","document":"aGFzaA=="}',
        b'{"type":"decision","number":"L-2026-000123","kind":"grant","kind":"refuse","made":"2026-11-22","document":""}',
    ],
)
def test_message_with_a_digest_another_kind_or_two_kinds_is_none(message):
    with pytest.raises(Refused) as refused:
        messages.decode(message)
    assert refused.value.code == "malformed"


async def test_each_seal_is_a_line_of_the_log_with_the_decisions_number(office):
    signer = office.signer()
    await signer.sign_decision(decision())
    signer.close()
    entry = json.loads((office.folder / local.LOG).read_text().splitlines()[-1])
    assert (entry["what"], entry["decision"]) == ("decision", "L-2026-000123")
    assert ledger.verify(office.folder / local.LOG) == 1


async def test_seals_have_an_hourly_budget(office):
    signer = office.signer(decisions_per_hour=1)
    await signer.sign_decision(decision())
    with pytest.raises(Refused) as refused:
        await signer.sign_decision(decision())
    assert refused.value.code == "budget-spent"
    signer.close()


async def test_retired_key_stays_published_for_ten_years_and_a_compromised_one_does_not(signer, office):
    await signer.sign_decision(decision())
    first, second = (key.kid for key in local.read_keyring(office.folder).keys if key.use == "decision")
    office.clock.now += NOTICE
    ceremony.activate(office.folder, second, office.clock())
    office.publish()
    office.clock.now += 3_650 * DAY
    assert {key["kid"] for key in json.loads(await signer.decision_keys())["keys"]} == {first, second}
    ceremony.compromise(office.folder, first, office.clock())
    assert [key["kid"] for key in json.loads(await signer.decision_keys())["keys"]] == [second]


async def test_tills_list_tells_no_office_key_and_the_office_list_none_of_theirs(signer):
    def told(token: str) -> set[str]:
        return {key["use"] for key in json.loads(base64url_bytes(token.split(".")[1]))["keys"]}

    assert told(await signer.key_list()) == {"wallet", "print", "status"}
    assert told(await signer.office_keys()) == {"decision", "push"}
    assert head(await signer.office_keys())["typ"] == "goda-office-keys+jwt"


async def test_office_list_does_not_pass_for_a_tills_list(office):
    (office.folder / local.KEY_LIST).write_bytes((office.folder / local.LISTS["office"]).read_bytes())
    with pytest.raises(KeysError) as error:
        office.signer()
    assert error.value.code == "key-list-invalid"


def test_list_with_a_use_of_the_other_book_is_not_read_even_from_the_root(office):
    root = Root.open(office.root, sealed.Passphrase(office.root_passphrase))
    now = office.clock()
    listed = local.read_keyring(office.folder).listed(now, "office")
    payload = wire.key_list_payload(messages.SignKeyList(version=9, iat=now, exp=now + DAY, keys=listed), office.origin)
    token = wire.jws(root._private, root.public.kid, wire.KEYS_TYPE, payload)
    with pytest.raises(KeysError) as error:
        keylist.read(token, root.public)
    assert error.value.code == "key-list-invalid"


def test_office_key_is_refused_in_the_tills_list_and_a_tills_key_in_the_offices(office):
    listed = local.read_keyring(office.folder).listed(office.clock(), "office")
    now = office.clock()
    for book, keys in (("till", listed), ("office", local.read_keyring(office.folder).listed(now))):
        message = messages.SignKeyList(version=9, iat=now, exp=now + DAY, keys=keys, book=book)
        with pytest.raises(Refused) as refused:
            policy.check_key_list(message, now, 1, {})
        assert refused.value.code == "use-of-another-list"


async def test_folder_from_before_decisions_opens_signs_cards_and_gets_the_keys_it_lacks(office, a_card):
    office.make_older()
    signer = office.signer()
    assert (await signer.sign_card(a_card())).endswith("~")
    assert json.loads(await signer.decision_keys()) == {"keys": []}
    assert await signer.push_key() is None
    with pytest.raises(Refused) as refused:
        await signer.sign_decision(decision())
    assert refused.value.code == "no-active-key"
    before = local.read_keyring(office.folder).keys
    added = ceremony.add_missing(
        office.folder, office.passphrase, office.root, office.root_passphrase, office.origin, office.clock()
    )
    assert added == ("decision", "push")
    assert local.read_keyring(office.folder).keys[: len(before)] == before
    assert await signer.sign_decision(decision())
    assert not ceremony.is_due(office.folder, office.origin, office.clock())
    signer.close()
    again = (office.folder, office.passphrase, office.root, office.root_passphrase, office.origin, office.clock())
    assert ceremony.add_missing(*again) == ()


async def test_many_seals_at_once_are_each_whole(signer):
    seals = await asyncio.gather(*(signer.sign_decision(decision(number=f"L-2026-{n:06}")) for n in range(20)))
    assert {head(seal)["decision"]["number"] for seal in seals} == {f"L-2026-{n:06}" for n in range(20)}
