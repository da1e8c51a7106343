"""What a script needs to talk to the state's side: addresses, client ids, secrets. All of it is made up and guards nothing."""

from typing import Any

import msgspec

from simulators.login.clients import REGISTERS
from simulators.registers.access import PURPOSES
from simulators.state import State


class ClientNote(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One client; either `secret` or `privateKey` (a JWK) proves who it is."""

    id: str
    grants: tuple[str, ...]
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    secret: str | None = None
    private_key: dict[str, Any] | None = None


class Addresses(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`python -m simulators --json` prints this in one line, and `GET /control/addresses` answers it."""

    start: str
    issuer: str
    discovery: str
    token: str
    registers: dict[str, str]
    control: str
    edges: str
    untrusted: str | None
    """The same services over TLS with an expired certificate of another name."""
    smtp: str | None
    """Where e-mail is taken; what came is at `mailbox`."""
    mailbox: str
    eaddress: str
    push: str
    """Push services are known by their origin; subscriptions are addresses below this one."""
    purposes: dict[str, str]
    clients: tuple[ClientNote, ...]


def addresses(state: State) -> Addresses:
    """As they are now."""
    issuer = f"{state.origin}/login"
    return Addresses(
        start=state.origin,
        issuer=issuer,
        discovery=f"{issuer}/.well-known/openid-configuration",
        token=f"{issuer}/token",
        registers={name: f"{state.origin}/{name}" for name in REGISTERS},
        control=f"{state.origin}/control",
        edges=f"{state.origin}/control/edges",
        untrusted=state.untrusted_origin,
        smtp=state.smtp,
        mailbox=f"{state.origin}/mailbox",
        eaddress=f"{state.origin}/eaddress",
        push=f"{state.origin}/push",
        purposes=PURPOSES,
        clients=tuple(
            ClientNote(
                id=client.client_id,
                grants=client.registration.grants,
                scopes=client.registration.scopes,
                redirect_uris=client.registration.redirect_uris,
                secret=client.registration.secret,
                private_key=state.clients.key.as_dict(private=True) if client.client_id == "goda-key" else None,
            )
            for client in state.clients.all()
        ),
    )
