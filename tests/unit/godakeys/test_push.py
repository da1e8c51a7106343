"""VAPID tokens (RFC 8292): only for push services, for a day at most, under a key of their own."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from godakeys import local, policy
from godakeys.messages import DAY, Refused, SignPush, base64url_bytes

pytestmark = pytest.mark.anyio
SERVICE = "https://push.example.net"


def push(office, **changed) -> SignPush:
    fields = {"audience": SERVICE, "subject": "mailto:pasts@sif.gov.lv", "exp": office.clock() + DAY}
    return SignPush(**(fields | changed))


async def refusal(signer, message) -> str | None:
    try:
        await signer.sign_push(message)
    except Refused as refused:
        return refused.code
    return None


async def test_another_library_finds_the_token_good_under_the_key_that_phones_subscribe_to(signer, office):
    token = await signer.sign_push(push(office))
    point = base64url_bytes(await signer.push_key(), 65)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(token, public, ["ES256"], audience=SERVICE, options={"verify_exp": False})
    assert claims == {"aud": SERVICE, "exp": office.clock() + DAY, "sub": "mailto:pasts@sif.gov.lv"}
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "ES256"}


async def test_token_lives_a_day_at_most(signer, office):
    assert await refusal(signer, push(office, exp=office.clock() + DAY + 1)) == "push-lifetime"
    assert await refusal(signer, push(office, exp=office.clock())) == "push-lifetime"
    assert await refusal(signer, push(office, exp=office.clock() + 1)) is None


@pytest.mark.parametrize(
    "audience",
    [
        "http://push.example.net",
        "https://push.example.net/",
        "https://push.example.net/send",
        "https://user@push.example.net",
        "https://push.example.net\n",
        "ftp://push.example.net",
        "https://" + "a" * 200,
        "http://localhost:8100",
        "",
    ],
)
async def test_audience_is_an_https_origin(signer, office, audience):
    assert await refusal(signer, push(office, audience=audience)) == "push-audience"


def test_demo_on_this_machine_may_have_its_push_service_here_too(office):
    policy.check_push(push(office, audience="http://localhost:8100"), office.clock(), at_home=True)
    with pytest.raises(Refused):
        policy.check_push(push(office, audience="http://push.example.net"), office.clock(), at_home=True)


@pytest.mark.parametrize(
    "subject", ["", "pasts@sif.gov.lv", "mailto:", "mailto:a@b\n", "javascript:alert(1)", "http://x.lv"]
)
async def test_subject_is_where_the_operator_can_write(signer, office, subject):
    assert await refusal(signer, push(office, subject=subject)) == "push-subject"


async def test_pushes_have_a_budget_and_a_line_each(office):
    signer = office.signer(pushes_per_hour=1)
    await signer.sign_push(push(office))
    assert await refusal(signer, push(office)) == "budget-spent"
    signer.close()
    (line,) = (office.folder / local.LOG).read_text().splitlines()
    assert json.loads(line)["what"] == "push"


def test_each_purpose_has_a_key_of_its_own(office):
    kids = {key.use: key.kid for key in local.read_keyring(office.folder).keys if key.state == "active"}
    assert len(set(kids.values())) == 5
