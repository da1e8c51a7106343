"""The signer over a folder: what it signs holds for strangers, what it remembers holds through restarts."""

import json
import shutil

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from godakeys import ceremony, ledger, wire
from godakeys.client import Signer
from godakeys.keyring import NOTICE
from godakeys.local import LocalSigner
from godakeys.messages import DAY, LIST_SIZE, KeysError, SignStatusList, base64url, base64url_bytes

pytestmark = pytest.mark.anyio
EMPTY = bytes(LIST_SIZE // 8)


def checked(token: str, jwk: dict[str, str]) -> tuple[dict, dict]:
    """Header and payload, after cryptography and PyJWT have both verified the signature."""
    head, payload, signature = token.removesuffix("~").split(".")
    x, y = (int.from_bytes(base64url_bytes(jwk[c], 32), "big") for c in "xy")
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    raw = base64url_bytes(signature, 64)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    options = {"verify_exp": False, "verify_iat": False}
    witness = jwt.decode(token.removesuffix("~"), jwt.PyJWK(jwk | {"alg": "ES256"}), ["ES256"], options=options)
    assert witness == json.loads(base64url_bytes(payload))
    return json.loads(base64url_bytes(head)), witness


async def keys_of(signer: Signer) -> dict[str, dict]:
    _, payload = checked(await signer.key_list(), await signer.root())
    return {entry["kid"]: entry for entry in payload["keys"]}


async def code_of(call) -> str:
    with pytest.raises(KeysError) as error:
        await call
    return error.value.code


def flipped(data: bytes, index: int) -> bytes:
    changed = bytearray(data)
    changed[index >> 3] ^= 1 << (index & 7)
    return bytes(changed)


async def test_signer_is_a_signer(signer):
    through_the_interface: Signer = signer
    assert await through_the_interface.root()


async def test_card_verifies_from_the_pinned_root_down(signer, a_card):
    token = await signer.sign_card(a_card())
    assert token.endswith("~")
    kid = json.loads(base64url_bytes(token.split(".")[0]))["kid"]
    entry = (await keys_of(signer))[kid]
    assert (entry["use"], entry["state"]) == ("wallet", "active")
    head, payload = checked(token, entry["jwk"])
    assert head == {"alg": "ES256", "typ": "dc+sd-jwt", "kid": kid}
    assert payload["iss"] == "https://3plus.example"


async def test_printed_card_is_signed_by_a_key_of_its_own_family(signer, a_card, office):
    token = await signer.sign_card(a_card(profile="print", exp=office.clock() // DAY * DAY + 1000 * DAY))
    kid = json.loads(base64url_bytes(token.split(".")[0]))["kid"]
    assert (await keys_of(signer))[kid]["use"] == "print"


async def test_status_list_verifies_and_holds_its_bits(signer, office):
    import zlib

    bits = flipped(EMPTY, 482_913)
    token = await signer.sign_status_list(SignStatusList(list=1, iat=office.clock(), bits=bits))
    kid = json.loads(base64url_bytes(token.split(".")[0]))["kid"]
    entry = (await keys_of(signer))[kid]
    head, payload = checked(token, entry["jwk"])
    assert entry["use"] == "status"
    assert head == {"alg": "ES256", "typ": "statuslist+jwt", "kid": kid}
    assert (payload["exp"] - payload["iat"], payload["ttl"]) == (DAY, 300)
    assert zlib.decompress(base64url_bytes(payload["status_list"]["lst"])) == bits


async def test_key_list_says_what_the_format_says(signer, office):
    head, payload = checked(await signer.key_list(), await signer.root())
    assert head == {"alg": "ES256", "typ": "goda-keys+jwt", "kid": (await signer.root())["kid"]}
    assert list(payload) == ["iss", "iat", "exp", "version", "keys"]
    assert payload["exp"] - payload["iat"] == 90 * DAY
    assert payload["iat"] == office.clock()
    for entry in payload["keys"]:
        assert list(entry) == ["kid", "jwk", "use", "nbf", "exp", "state"]
        assert list(entry["jwk"]) == ["kty", "crv", "x", "y"]
    assert sorted((e["use"], e["state"]) for e in payload["keys"]) == [
        (use, state) for use in ("print", "status", "wallet") for state in ("active", "next")
    ]


async def test_root_is_a_public_jwk_and_nothing_more(signer):
    assert list(await signer.root()) == ["kid", "kty", "crv", "x", "y"]


async def test_issuer_metadata_lists_card_keys_only_and_none_compromised(signer, office):
    content = json.loads(await signer.jwt_vc_issuer())
    assert content["issuer"] == "https://3plus.example"
    listed = await keys_of(signer)
    cards = {kid for kid, entry in listed.items() if entry["use"] != "status"}
    assert {key["kid"] for key in content["jwks"]["keys"]} == cards
    for key in content["jwks"]["keys"]:
        assert list(key) == ["kty", "crv", "x", "y", "kid", "alg", "use"]
        assert (key["alg"], key["use"]) == ("ES256", "sig")
    ceremony.compromise(office.folder, "26a", office.clock())  # not even published yet
    content = json.loads(await signer.jwt_vc_issuer())
    assert {key["kid"] for key in content["jwks"]["keys"]} == cards - {"26a"}


async def test_refused_message_is_not_signed_and_not_logged(signer, a_card, office):
    assert await code_of(signer.sign_card(a_card(exp=5))) == "exp-not-whole-day"
    assert await code_of(signer.sign_card(a_card(exp=5.5))) == "malformed"
    assert await code_of(signer.sign_card(SignStatusList(list=1, iat=1, bits=b""))) == "malformed"
    assert await code_of(signer.sign_status_list(a_card())) == "malformed"
    assert ledger.verify(office.folder / "signatures.log") == 0


async def test_status_list_follows_the_last_one_even_after_a_restart(office):
    iat, bits = office.clock(), flipped(EMPTY, 7)
    first = office.signer()
    await first.sign_status_list(SignStatusList(list=1, iat=iat, bits=bits))
    first.close()
    again = office.signer()
    assert await code_of(again.sign_status_list(SignStatusList(list=1, iat=iat, bits=bits))) == "list-iat-not-rising"
    assert await code_of(again.sign_status_list(SignStatusList(list=1, iat=iat + 1, bits=EMPTY))) == "list-bit-set-back"
    await again.sign_status_list(SignStatusList(list=1, iat=iat + 1, bits=flipped(bits, 8)))
    await again.sign_status_list(SignStatusList(list=2, iat=iat, bits=EMPTY))  # another list, another memory
    again.close()


async def test_memory_of_the_last_list_cannot_be_edited_by_hand(office):
    signer = office.signer()
    token = await signer.sign_status_list(SignStatusList(list=1, iat=office.clock(), bits=flipped(EMPTY, 7)))
    head, payload, signature = token.split(".")
    claims = json.loads(base64url_bytes(payload))
    claims["status_list"]["lst"] = base64url(wire.compress(EMPTY))
    (office.folder / "status-1.jwt").write_text(f"{head}.{base64url(wire.json(claims))}.{signature}")
    following = SignStatusList(list=1, iat=office.clock() + 1, bits=EMPTY)
    assert await code_of(signer.sign_status_list(following)) == "status-list-tampered"
    (office.folder / "status-1.jwt").write_text("nothing")
    assert await code_of(signer.sign_status_list(following)) == "status-list-tampered"
    signer.close()


async def test_budget_refuses_and_the_next_hour_allows(office, a_card):
    signer = office.signer(cards_per_hour=2, lists_per_hour=1)
    for _ in range(2):
        await signer.sign_card(a_card())
    assert await code_of(signer.sign_card(a_card())) == "budget-spent"
    await signer.sign_status_list(SignStatusList(list=1, iat=office.clock(), bits=EMPTY))
    again = SignStatusList(list=1, iat=office.clock() + 1, bits=EMPTY)
    assert await code_of(signer.sign_status_list(again)) == "budget-spent"
    office.clock.now += 3600
    await signer.sign_card(a_card())
    signer.close()


async def test_list_refused_by_the_budget_is_not_remembered_as_signed(office):
    signer = office.signer(lists_per_hour=1)
    await signer.sign_status_list(SignStatusList(list=1, iat=office.clock(), bits=EMPTY))
    late = SignStatusList(list=1, iat=office.clock() + 60, bits=flipped(EMPTY, 1))
    assert await code_of(signer.sign_status_list(late)) == "budget-spent"
    more = office.signer(lists_per_hour=2)
    await more.sign_status_list(SignStatusList(list=1, iat=office.clock() + 1, bits=EMPTY))
    signer.close()
    more.close()


async def test_every_signature_has_its_line_and_no_line_has_a_name(signer, a_card, office):
    tokens = [await signer.sign_card(a_card(names=("Žanete Ērgle",), status_idx=n)) for n in range(3)]
    tokens.append(await signer.sign_status_list(SignStatusList(list=1, iat=office.clock(), bits=EMPTY)))
    text = (office.folder / "signatures.log").read_text()
    entries = [json.loads(line) for line in text.splitlines()]
    import hashlib

    assert [e["token"] for e in entries] == [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    assert [e.get("index") for e in entries] == [0, 1, 2, None]
    assert ledger.verify(office.folder / "signatures.log") == 4
    assert "rgle" not in text
    assert "anete" not in text


async def test_names_appear_in_no_file_of_the_folder(signer, a_card, office):
    await signer.sign_card(a_card(names=("Žanete Ērgle",)))
    for path in office.folder.iterdir():
        data = path.read_bytes()
        assert "Ērgle".encode() not in data
        assert b"\\u0112rgle" not in data


async def test_running_signer_takes_up_a_new_key_list_and_key_without_restart(office, signer, a_card):
    before = await signer.key_list()
    office.clock.now += NOTICE
    ceremony.activate(office.folder, "26d", office.clock())
    token = await signer.sign_card(a_card())
    assert json.loads(base64url_bytes(token.split(".")[0]))["kid"] == "26d"
    assert await signer.key_list() == before
    office.publish()
    assert await signer.key_list() != before
    assert {k: e["state"] for k, e in (await keys_of(signer)).items() if e["use"] == "wallet"} == {
        "26a": "retired",
        "26d": "active",
    }


async def test_compromised_key_signs_no_more_and_its_successor_does_before_any_list_is_published(
    office, signer, a_card
):
    ceremony.compromise(office.folder, "26a", office.clock())
    token = await signer.sign_card(a_card())
    assert json.loads(base64url_bytes(token.split(".")[0]))["kid"] == "26d"
    office.publish()
    assert (await keys_of(signer))["26a"]["state"] == "compromised"


async def test_use_without_a_key_is_refused_and_the_others_go_on(office, signer, a_card):
    ceremony.compromise(office.folder, "26d", office.clock())
    ceremony.compromise(office.folder, "26a", office.clock())
    assert await code_of(signer.sign_card(a_card())) == "no-active-key"
    await signer.sign_card(a_card(profile="print"))
    made = ceremony.new_key(office.folder, office.passphrase, "wallet", office.clock())
    ceremony.activate(office.folder, made.kid, office.clock(), at_once=True)
    assert await code_of(signer.sign_card(a_card())) == "no-active-key"  # no verifier knows it yet
    office.publish()
    await signer.sign_card(a_card())


async def test_status_list_memory_outlives_the_key_that_signed_it(office, signer):
    bits = flipped(EMPTY, 3)
    await signer.sign_status_list(SignStatusList(list=1, iat=office.clock(), bits=bits))
    ceremony.compromise(office.folder, "26c", office.clock())
    office.publish()
    again = office.signer()
    back = SignStatusList(list=1, iat=office.clock() + 1, bits=EMPTY)
    assert await code_of(again.sign_status_list(back)) == "list-bit-set-back"
    await again.sign_status_list(SignStatusList(list=1, iat=office.clock() + 1, bits=bits))
    again.close()


async def test_signature_never_outlives_its_key(office, a_card):
    signer = office.signer()
    ends = next(key.exp for key in ceremony.local.read_keyring(office.folder).keys if key.kid == "26a")
    office.clock.now = ends - 10 * DAY
    await signer.sign_card(a_card(exp=ends))
    assert await code_of(signer.sign_card(a_card(exp=ends + DAY))) == "key-ends-first"
    far = ends + 9000 * DAY
    assert await code_of(signer.sign_card(a_card(profile="print", exp=far))) == "key-ends-first"
    office.clock.now = ends
    assert await code_of(signer.sign_card(a_card(exp=ends + DAY))) == "no-active-key"
    signer.close()


async def test_key_that_no_list_tells_cannot_be_slipped_into_the_folder(office, a_card):
    """Whoever writes into the working folder, and even knows its passphrase, is not the root."""
    ring = ceremony.local.read_keyring(office.folder)
    mine = ec.generate_private_key(ec.SECP256R1())
    slipped = [
        msgspec.structs.replace(key, key=wire.public_key(mine)) if key.kid == "26a" else key for key in ring.keys
    ]
    (office.folder / "keyring.json").write_bytes(
        msgspec.json.encode(msgspec.structs.replace(ring, keys=tuple(slipped)))
    )
    with pytest.raises(KeysError, match="keyring-tampered"):
        office.signer()


async def test_compromise_told_by_the_root_holds_against_an_older_keyring(office, a_card):
    keyring_before = (office.folder / "keyring.json").read_bytes()
    key_before = (office.folder / "26a.key").read_bytes()
    ceremony.compromise(office.folder, "26a", office.clock())
    office.publish()
    (office.folder / "keyring.json").write_bytes(keyring_before)
    (office.folder / "26a.key").write_bytes(key_before)
    (office.folder / "26a.key").chmod(0o600)
    signer = office.signer()
    assert await code_of(signer.sign_card(a_card())) == "no-active-key"
    signer.close()


async def test_swapped_key_files_do_not_open(office):
    shutil.copy(office.folder / "26b.key", office.folder / "26a.key")
    with pytest.raises(KeysError, match="key-tampered"):
        office.signer()


def _changed_list(office, change) -> None:
    path = office.folder / "key-list.jwt"
    path.write_text(change(path.read_text()))


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "",
        lambda t: t + "x",
        lambda t: t[:-2],
        lambda t: t + ".x",
        lambda t: t.replace(".", "", 1),
        lambda t: "ā" + t[1:],
        lambda t: t[: t.index(".")] + "." + base64url(b"{}") + t[t.rindex(".") :],
        lambda t: base64url(b'{"alg":"none","typ":"goda-keys+jwt","kid":"r26"}') + t[t.index(".") :],
    ],
)
def test_key_list_that_the_root_did_not_sign_is_not_used(office, change):
    _changed_list(office, change)
    with pytest.raises(KeysError, match="key-list-invalid"):
        office.signer()


def test_keys_published_for_another_origin_are_not_used(office):
    with pytest.raises(KeysError, match="wrong-origin"):
        LocalSigner.open(office.folder, office.passphrase, "https://other.example", office.clock)


@pytest.mark.parametrize(
    "origin",
    ["", "3plus.example", "https://3plus.example/", "http://3plus.example", "https://a/b", "https://A.example",
     "https://a.example\n", "https://user@a.example", "http://localhost:8000/x"],
)  # fmt: skip
def test_origin_is_an_origin(office, origin):
    with pytest.raises(KeysError, match="origin-malformed"):
        LocalSigner.open(office.folder, office.passphrase, origin, office.clock)


def test_wrong_passphrase_and_missing_folder_are_said_plainly(office, tmp_path):
    with pytest.raises(KeysError, match="wrong-passphrase"):
        LocalSigner.open(office.folder, "not the passphrase", office.origin, office.clock)
    with pytest.raises(KeysError, match="goda keys init"):
        LocalSigner.open(tmp_path / "nothing", office.passphrase, office.origin, office.clock)
