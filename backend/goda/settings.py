"""Everything the machine may decide: one frozen Struct, read once at start.

Sources, the later wins: the defaults of the demo, a TOML file named by `GODA_CONFIG` (keys in small letters, without
`goda_`), the environment (`GODA_*`). A secret may stand in a file instead, named by `GODA_<NAME>_FILE`.
`production` has no defaults to fall back on: it refuses whatever only a demo may have, and each refusal says what to set.
"""

import base64
import binascii
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

SECRETS: Final = (
    "keys_passphrase",
    "root_passphrase",
    "vault_key",
    "login_secret",
    "registers_secret",
    "smtp_password",
    "eaddress_secret",
)
DEMO_PASSPHRASE: Final = "demo-only-not-a-secret"  # noqa: S105 - refused in production
DEMO_VAULT_KEY: Final = "ZGVtby1vbmx5LW5vdC1hLXNlY3JldC0zMi1ieXRlcyE"
DEMO_STATE: Final = "http://localhost:8100"
"""Where the demo's simulated state answers."""
DEMO_LOGIN_SECRET: Final = "1ee81322b1696719d4a4d2c00d93a95feca53526"  # noqa: S105 - the simulators'; refused in production
DEMO_REGISTERS_SECRET: Final = "ddf51e04d97f269cdb392177a582b57639313153"  # noqa: S105 - the simulators'; refused in production
VAULT_KEY_BYTES: Final = 32
PASSPHRASE_MIN: Final = 16
"""Characters; the sealed file stretches the passphrase, it cannot make a short one long."""


class SettingsRefused(Exception):
    """The settings cannot be used; `problems` are sentences that each say what to set."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What one installation is. Paths are absolute, `origin` has no path and no slash at its end."""

    profile: Literal["demo", "production"] = "demo"
    origin: str = "http://localhost:8000"
    database: str = ""
    var: Path = Path("var")
    keys: Path = Path("var/keys")
    keys_passphrase: str = DEMO_PASSPHRASE
    root_passphrase: str = ""
    vault_key: str = DEMO_VAULT_KEY
    workers: int = 1
    listen: str = "127.0.0.1:8000"
    proxies: int = 0
    """Reverse proxies of our own in front; only so many hops of X-Forwarded-For are believed."""
    login: str = f"{DEMO_STATE}/login"
    """The state login's issuer (D-13); families come back from it to `origin` + /login/callback."""
    login_client: str = "goda"
    login_secret: str = DEMO_LOGIN_SECRET
    registers: str = DEMO_STATE
    """The state's registers (R-60 to R-65): each answers at this address + / and its name in small letters."""
    registers_token: str = ""
    """Where they give tokens to `registers_client` (RFC 6749, 4.4); by default at `registers` + /login/token."""
    registers_client: str = "goda-registers"
    registers_secret: str = DEMO_REGISTERS_SECRET
    smtp: str = ""
    """Where e-mail goes: smtp://[USER@]HOST[:PORT] (STARTTLS), smtps://… (TLS), smtp+plain://… (the demo's); empty: e-mail is off."""
    smtp_password: str = ""
    mail_from: str = ""
    """Who the e-mail says it is from: an address, or a name with an address in angle brackets."""
    eaddress: str = ""
    """The base address of the official e-address's service (R-19); empty: that way is off."""
    eaddress_token: str = ""
    """Where its tokens are given to `eaddress_client` with `eaddress_secret`."""
    eaddress_client: str = ""
    eaddress_secret: str = ""
    push_contact: str = ""
    """Where the operators of push services can reach the fund (RFC 8292): mailto:… or https://…; empty: browsers are not woken."""
    push_simulator: str = ""
    """The origin of the demo's own push service; any other must be public."""

    @property
    def demo(self) -> bool:
        """Whether synthetic people and open doors for learning are allowed."""
        return self.profile == "demo"

    @property
    def vault_key_bytes(self) -> bytes:
        """The 32 bytes that seal personal data at rest."""
        return _vault_key(self.vault_key)

    @property
    def ways_off(self) -> tuple[str, ...]:
        """The settings by which a way of telling families is switched off."""
        ways = {"GODA_SMTP": self.smtp, "GODA_EADDRESS": self.eaddress, "GODA_PUSH_CONTACT": self.push_contact}
        return tuple(name for name, value in ways.items() if not value)

    @property
    def host_port(self) -> tuple[str, int]:
        """The address to bind to."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def shown(self) -> dict[str, str]:
        """Every setting by its environment name, secrets masked; for `goda settings`."""
        shown = {}
        for name in self.__struct_fields__:
            value = str(getattr(self, name))
            if name in SECRETS:
                value = "(set)" if value else "(not set)"
            elif name == "database":
                value = _without_password(value)
            shown[f"GODA_{name.upper()}"] = value
        return shown


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this process.

    Raises `SettingsRefused` with every problem found, not only the first.
    """
    environment = os.environ if environment is None else environment
    problems: list[str] = []
    given = _from_file(environment, problems)
    given |= _from_environment(environment, problems)
    if problems:
        raise SettingsRefused(problems)
    try:
        settings = msgspec.convert(given, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsRefused([f"A setting has the wrong form: {error}"]) from None
    var = settings.var.absolute()
    settings = msgspec.structs.replace(
        settings,
        var=var,
        keys=settings.keys.absolute() if "keys" in given else var / "keys",
        database=settings.database or f"sqlite:///{var / 'goda.sqlite'}",
        origin=settings.origin.rstrip("/"),
        registers=settings.registers.rstrip("/"),
        registers_token=settings.registers_token or f"{settings.registers.rstrip('/')}/login/token",
    )
    problems = _form_problems(settings)
    problems += _notice_problems(settings)
    if not settings.demo:
        problems += _production_problems(settings, given)
        problems += _login_problems(settings, given) + _registers_problems(settings, given)
    if problems:
        raise SettingsRefused(problems)
    return settings


def _from_file(environment: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    named = environment.get("GODA_CONFIG")
    if not named:
        return {}
    try:
        given = tomllib.loads(Path(named).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"GODA_CONFIG names {named}, which cannot be read ({type(error).__name__}). Name a TOML file.")
        return {}
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{named} is not TOML: {error}")
        return {}
    return _known(given, named, problems)


def _from_environment(environment: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    given = {
        name.removeprefix("GODA_").lower(): value
        for name, value in environment.items()
        if name.startswith("GODA_") and name != "GODA_CONFIG" and value
    }
    return _known(given, "the environment", problems)


def _known(given: Mapping[str, Any], source: str, problems: list[str]) -> dict[str, Any]:
    """Keep what is a setting, read secrets from their files, and name what is neither: a typing error must not pass."""
    known: dict[str, Any] = {}
    for name, value in given.items():
        secret = name.removesuffix("_file")
        if name in Settings.__struct_fields__:
            known[name] = value
        elif secret in SECRETS and name.endswith("_file"):
            try:
                known[secret] = Path(str(value)).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"GODA_{name.upper()} names {value}, which cannot be read ({type(error).__name__}).")
        else:
            problems.append(
                f"{source} sets GODA_{name.upper()}, which is no setting. Run `goda settings` for the names."
            )
    return known


def _form_problems(settings: Settings) -> list[str]:
    problems = []
    parts = urlsplit(settings.origin)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or settings.origin != f"{parts.scheme}://{parts.netloc}"
    ):
        problems.append("GODA_ORIGIN must be a scheme and a host only, such as https://3plus.example.")
    for name in ("registers", "registers_token"):
        address = urlsplit(getattr(settings, name))
        if address.scheme not in {"http", "https"} or not address.hostname or address.query or address.fragment:
            problems.append(f"GODA_{name.upper()} must be an address such as https://registers.example/api.")
    if not settings.database.startswith(("sqlite:///", "postgresql://")):
        problems.append("GODA_DATABASE must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.")
    elif settings.database.startswith("sqlite:") and settings.workers > 1:
        problems.append("GODA_WORKERS must be 1 on SQLite. Set GODA_DATABASE=postgresql://… for more processes.")
    if settings.proxies < 0:
        problems.append("GODA_PROXIES must be 0 or more.")
    if settings.workers < 1:
        problems.append("GODA_WORKERS must be 1 or more.")
    try:
        _vault_key(settings.vault_key)
    except (ValueError, binascii.Error):
        problems.append(f"GODA_VAULT_KEY must be {VAULT_KEY_BYTES} random bytes as base64url (43 characters).")
    _, _, port = settings.listen.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65_536 and ":" in settings.listen):  # noqa: PLR2004
        problems.append("GODA_LISTEN must be HOST:PORT, such as 127.0.0.1:8000.")
    return problems


def _notice_problems(settings: Settings) -> list[str]:
    """What is wrong with the ways of telling families."""
    problems = []
    parts = urlsplit(settings.smtp)
    if settings.smtp and (parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname):
        problems.append(
            "GODA_SMTP must be smtp://HOST:PORT (STARTTLS) or smtps://USER@HOST, or empty where e-mail is off."
        )
    if parts.password:
        problems.append("GODA_SMTP must not hold the password; set GODA_SMTP_PASSWORD (or _FILE).")
    if settings.smtp and "@" not in settings.mail_from:
        problems.append("GODA_SMTP needs GODA_MAIL_FROM, the address that e-mail comes from.")
    official = (settings.eaddress, settings.eaddress_token, settings.eaddress_client, settings.eaddress_secret)
    if any(official) and not all(official):
        problems.append(
            "GODA_EADDRESS needs GODA_EADDRESS_TOKEN, GODA_EADDRESS_CLIENT and GODA_EADDRESS_SECRET (or _FILE)."
        )
    if settings.push_contact and not settings.push_contact.startswith(("mailto:", "https://")):
        problems.append("GODA_PUSH_CONTACT must be mailto:ADDRESS or an https address.")
    if not settings.demo:
        if parts.scheme == "smtp+plain":
            problems.append(
                "GODA_SMTP must be smtp:// or smtps:// in production: decisions do not go over the net unsealed."
            )
        if settings.eaddress and not all(one.startswith("https://") for one in official[:2]):
            problems.append("GODA_EADDRESS and GODA_EADDRESS_TOKEN must be https in production.")
        if settings.push_simulator:
            problems.append("Unset GODA_PUSH_SIMULATOR: production wakes browsers by public push services only.")
    return problems


def _production_problems(settings: Settings, given: Mapping[str, Any]) -> list[str]:
    problems = []
    if "origin" not in given:
        problems.append("Production needs GODA_ORIGIN, the https address people open.")
    elif not settings.origin.startswith("https://"):
        problems.append("GODA_ORIGIN must be https in production; set the address of the proxy that ends TLS.")
    if "database" not in given:
        problems.append("Production needs GODA_DATABASE; set postgresql://… or sqlite:///… on a lasting disk.")
    if "proxies" not in given:
        problems.append(
            "Production needs GODA_PROXIES, the number of your own proxies in front (0 for none): behind one that is not counted"
            " all families share one limit on tries."
        )
    if settings.keys_passphrase == DEMO_PASSPHRASE or len(settings.keys_passphrase) < PASSPHRASE_MIN:
        problems.append(
            f"Production needs GODA_KEYS_PASSPHRASE (or _FILE) of {PASSPHRASE_MIN} or more characters, not the demo's."
        )
    if _is_demo_vault_key(settings.vault_key):
        problems.append("Production needs a GODA_VAULT_KEY (or _FILE) of its own, not the demo's.")
    if settings.root_passphrase:
        problems.append("Unset GODA_ROOT_PASSPHRASE: in production the root key is offline, never beside the server.")
    if (settings.keys / "DEMO").exists():
        problems.append(f"{settings.keys} holds demo keys. Make keys for production with `goda keys init`.")
    return problems


def _login_problems(settings: Settings, given: Mapping[str, Any]) -> list[str]:
    """What production refuses of the state login."""
    problems = []
    if "login" not in given:
        problems.append("Production needs GODA_LOGIN, the issuer of the state login (OpenID Connect).")
    elif not settings.login.startswith("https://"):
        problems.append("GODA_LOGIN must be https in production: whoever answers there says who people are.")
    if "login_client" not in given:
        problems.append(
            "Production needs GODA_LOGIN_CLIENT, the name by which the state login knows this installation."
        )
    if settings.login_secret == DEMO_LOGIN_SECRET:
        problems.append("Production needs GODA_LOGIN_SECRET (or _FILE) as agreed with the state login, not the demo's.")
    return problems


def _is_demo_vault_key(text: str) -> bool:
    """Whether it is the demo's, however it is padded."""
    try:
        return _vault_key(text) == _vault_key(DEMO_VAULT_KEY)
    except (ValueError, binascii.Error):
        return False


def _vault_key(text: str) -> bytes:
    key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if len(key) != VAULT_KEY_BYTES:
        raise ValueError("not 32 bytes")
    return key


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"expected a path, got {type(value).__name__}")


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return parts._replace(netloc=f"{parts.username}:***@{parts.netloc.rpartition('@')[2]}").geturl()


def _registers_problems(settings: Settings, given: Mapping[str, Any]) -> list[str]:
    """What production refuses of the registers: personal codes travel there."""
    problems = []
    if "registers" not in given:
        problems.append("Production needs GODA_REGISTERS, the https address below which the state's registers answer.")
    elif not settings.registers.startswith("https://"):
        problems.append("GODA_REGISTERS must be https in production: personal codes travel there.")
    elif not settings.registers_token.startswith("https://"):
        problems.append("GODA_REGISTERS_TOKEN must be https in production: our secret travels there.")
    if "registers_client" not in given:
        problems.append(
            "Production needs GODA_REGISTERS_CLIENT, the name by which the registers know this installation."
        )
    if settings.registers_secret == DEMO_REGISTERS_SECRET:
        problems.append(
            "Production needs GODA_REGISTERS_SECRET (or _FILE) as agreed with the registers, not the demo's."
        )
    return problems
