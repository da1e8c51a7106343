"""The only thing the rest of Goda knows of keys: something that signs typed messages.

`godakeys.local.LocalSigner` fulfils it inside the server's process. A signer in a process of its own, behind a
Unix socket, or keys in a PKCS#11 token fulfil it without a change above: all calls are `async` for that reason, and no
call hands out a key or takes a digest.
"""

from typing import Protocol

from godakeys.messages import SignCard, SignDecision, SignPush, SignStatusList


class Signer(Protocol):
    """Signs cards, status lists, decisions and push tokens; publishes what a verifier needs in order to trust them.

    Every call may raise `godakeys.messages.Refused` (the policy forbids it) and
    `godakeys.messages.KeysError` (the keys are unusable; somebody has to look).
    """

    async def sign_card(self, message: SignCard) -> str:
        """Return the credential: a compact JWS and a tilde (SD-JWT VC without disclosures, RFC 9901)."""
        ...

    async def sign_status_list(self, message: SignStatusList) -> str:
        """Return the status list token (`statuslist+jwt`) of this list at `message.iat`."""
        ...

    async def sign_decision(self, message: SignDecision) -> str:
        """Return the fund's seal on a decision's PDF: a detached JWS (RFC 7515 appendix F)."""
        ...

    async def sign_push(self, message: SignPush) -> str:
        """Return a VAPID token (RFC 8292), the `t` of `Authorization: vapid t=…, k=…`. Good for its audience until `exp`."""
        ...

    async def push_key(self) -> str | None:
        """Return the public key that `sign_push` would use now, as `PushManager.subscribe` takes it (and `k`); None where none can."""
        ...

    async def decision_keys(self) -> bytes:
        """Return the JWK Set of `/.well-known/decision-keys`: keys that seal, will seal, or sealed what still counts."""
        ...

    async def office_keys(self) -> str:
        """Return the root-signed list of the office's keys, for who pins the root; empty where none was published yet."""
        ...

    async def status_kid(self) -> str | None:
        """Return the key that would sign a status list now, None where none can; asked several times a second."""
        ...

    async def key_list(self) -> str:
        """Return the root-signed key list, the body of `/.well-known/goda-keys`. Read anew when it changes."""
        ...

    async def jwt_vc_issuer(self) -> bytes:
        """Return the JSON body of `/.well-known/jwt-vc-issuer`: the card keys, none of them compromised."""
        ...

    async def root(self) -> dict[str, str]:
        """Return the root's public JWK (`kid kty crv x y`), which pages pin when they are built or deployed."""
        ...
