"""The notices put together from the settings, as the application mounts them."""

from collections.abc import Awaitable, Callable

from goda.audit import Audit
from goda.db.database import Database
from goda.db.vault import Vault
from goda.kernel.clock import Clock
from goda.notices.delivery import Courier, Papers, Who
from goda.notices.eaddress import EAddress, HTTPEAddress, NoEAddress
from goda.notices.mail import Mail, NoMail, SMTPMail
from goda.notices.origins import PushOrigins
from goda.notices.push import NoPush, Push, WebPush
from goda.notices.service import Notices
from goda.settings import Settings
from goda.web.feature import Feature
from godakeys.client import Signer


def made(db: Database, audit: Audit, vault: Vault, clock: Clock, settings: Settings) -> Notices:
    """The use cases."""
    return Notices(db, audit, vault, clock, PushOrigins(settings.push_simulator))


def feature(
    notices: Notices, db: Database, audit: Audit, clock: Clock, settings: Settings, signer: Signer, who: Who, papers: Papers
) -> Feature:  # fmt: skip
    """The jobs that carry messages outside."""
    courier = Courier(
        db, audit, clock, notices,
        mail=_mail(settings), official=_official(settings, clock), push=_push(settings, signer, clock), who=who, papers=papers,
        wallet=settings.origin,
    )  # fmt: skip
    return Feature(name="notices", jobs=courier.handlers())


def push_key(settings: Settings, signer: Signer) -> Callable[[], Awaitable[str | None]] | None:
    """What tells browsers the key by which they are woken; None where they are not."""
    return signer.push_key if settings.push_contact else None


def _mail(settings: Settings) -> Mail:
    return SMTPMail(settings.smtp, settings.smtp_password, settings.mail_from) if settings.smtp else NoMail()


def _official(settings: Settings, clock: Clock) -> EAddress:
    if not settings.eaddress:
        return NoEAddress()
    return HTTPEAddress(
        settings.eaddress, settings.eaddress_token, settings.eaddress_client, settings.eaddress_secret, clock
    )


def _push(settings: Settings, signer: Signer, clock: Clock) -> Push:
    if not settings.push_contact:
        return NoPush()
    return WebPush(signer, clock, PushOrigins(settings.push_simulator), settings.push_contact)
