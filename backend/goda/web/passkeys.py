"""Passkeys: what is asked of an authenticator and what is accepted from it, of staff and families alike. A thin, strict skin over `webauthn`.

Its defaults do not require user verification; ours do, in the question and in the check of the answer. Attestation is not asked for: it
would name the make of a key and prove nothing that the fund decides on.
"""

import json
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec
from msgspec import Struct
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from goda.kernel.errors import Conflict, GodaError
from goda.kernel.i18n import N_

LIFE_MS = 5 * 60 * 1000
"""How long the browser may wait for the key: as long as the challenge lives."""

ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


class PasskeyRefused(GodaError):
    """The answer of the key did not stand up: another site, another challenge, no user verification."""

    code = "passkey-refused"
    status = 401
    title = N_("The key was not accepted")
    advice = N_("Try again with a key that you have added here. The key must ask for your PIN, finger or face.")


class PasskeyKnown(Conflict):
    """The very same key was added before."""

    code = "passkey-known"
    title = N_("This key has been added before")
    advice = N_("Take another key: a second one helps only if it is not the same.")


class KnownKey(Protocol):
    """A key on record, whoever's it is."""

    @property
    def credential(self) -> bytes:
        """Its id."""

    @property
    def public_key(self) -> bytes:
        """Its public half, as the authenticator wrote it (COSE)."""

    @property
    def sign_count(self) -> int:
        """How often it had signed at its last use; 0 where it does not count."""


class Site(Struct, frozen=True):
    """Where the keys are good: the relying party's id (a host name) and the exact origin."""

    rp_id: str
    origin: str


class MadeKey(Struct, frozen=True, kw_only=True):
    """A key just made, its answer verified."""

    credential: bytes
    public_key: bytes
    sign_count: int
    synced: bool


class UsedKey(Struct, frozen=True, kw_only=True):
    """A key just used, its answer verified."""

    credential: bytes
    sign_count: int


def options_to_make(
    site: Site, *, owner: UUID, name: str, challenge: bytes, have: Sequence[KnownKey]
) -> dict[str, object]:
    """What `navigator.credentials.create` is to be asked: a discoverable key with user verification, none that is there already."""
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name="Goda",
        user_id=owner.bytes,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        timeout=LIFE_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential) for key in have],
        supported_pub_key_algs=ALGORITHMS,
    )
    return _as_dict(options_to_json(options))


def options_to_use(site: Site, *, challenge: bytes) -> dict[str, object]:
    """What `navigator.credentials.get` is to be asked: any key of ours. No list of keys: nobody learns who has one."""
    options = generate_authentication_options(
        rp_id=site.rp_id, challenge=challenge, timeout=LIFE_MS, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _as_dict(options_to_json(options))


def check_made(site: Site, answer: dict[str, object], challenge: bytes) -> MadeKey:
    """Verify a new key's answer; raises `PasskeyRefused`."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    return MadeKey(
        credential=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        synced=made.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
    )


def check_used(site: Site, answer: dict[str, object], challenge: bytes, key: KnownKey) -> UsedKey:
    """Verify a signature by a key on record; raises `PasskeyRefused`, also when the key's counter went back (a copy)."""
    try:
        used = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    return UsedKey(credential=used.credential_id, sign_count=used.new_sign_count)


def challenge_in(answer: dict[str, object]) -> bytes:
    """The challenge that an answer says it answers: looked up and used up before anything else is believed."""
    try:
        response = msgspec.convert(answer["response"], dict[str, object])
        client = msgspec.json.decode(base64url_to_bytes(str(response["clientDataJSON"])), type=dict[str, object])
        return base64url_to_bytes(str(client["challenge"]))
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error


def credential_in(answer: dict[str, object]) -> bytes:
    """The id of the key that an answer says it comes from."""
    try:
        return base64url_to_bytes(str(answer["rawId"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error


def _as_dict(text: str) -> dict[str, object]:
    options: dict[str, object] = json.loads(text)
    return options
