"""What can go wrong between a person and their session. Which check failed is told to nobody but our log, by a code."""

from goda.kernel.errors import Conflict, GodaError, NotFound
from goda.kernel.i18n import N_


class SignInFailed(GodaError):
    """The base of a sign-in that came to nothing. `to` is the page it was on the way to: another try goes there again."""

    status = 400

    def __init__(self, to: str = "/", reason: str = "") -> None:
        super().__init__()
        self.to = to
        self.reason = reason


class LoginUnavailable(SignInFailed):
    """The state login is silent, or answers what is no answer: not the person's fault, and not for good."""

    code = "login-unavailable"
    status = 503
    title = N_("The state login does not answer just now.")
    advice = N_("Try again in a few minutes. Nothing that you filled in is lost.")
    headers = {"retry-after": "60"}  # noqa: RUF012 - read, never written


class LoginExpired(SignInFailed):
    """No such attempt in this browser: too old, used already, or begun elsewhere."""

    code = "login-expired"
    title = N_("This sign-in has run out or was used already.")
    advice = N_("Sign in once more. Nothing that you filled in is lost.")


class LoginCancelled(SignInFailed):
    """The person turned back at the state login."""

    code = "login-cancelled"
    title = N_("You did not sign in.")
    advice = N_("Sign in when you want to go on. Nothing that you filled in is lost.")


class LoginFailed(SignInFailed):
    """The state login gave an answer that does not stand up: code, token, keys or claims are not what they must be."""

    code = "login-failed"
    status = 502
    title = N_("The state login's answer could not be accepted.")
    advice = N_("Try once more. If it happens again, tell the fund; you can also apply in person.")


class TooManyKeys(Conflict):
    """The person has as many passkeys as anyone needs."""

    code = "too-many-keys"
    title = N_("There are {most} keys already")
    advice = N_("Remove one that you no longer use first.")


class NoSuchKey(NotFound):
    """None of this person's keys has this id."""

    code = "passkey-unknown"
    title = N_("There is no such key")
    advice = N_("Go back to your keys.")
