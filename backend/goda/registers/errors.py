"""What keeps a family from going on when registers do not answer, and what is wrong with an answer."""

from typing import Final

from goda.kernel.errors import Conflict, GodaError
from goda.kernel.i18n import N_
from goda.registers.model import Trouble


class RegisterSilent(GodaError):
    """The register of persons gives no answer that can be used: who belongs to the family is not known now."""

    code = "register-silent"
    status = 503
    title = N_("The Register of Natural Persons does not answer just now.")
    advice = N_("Nothing is lost. Try again in a minute.")

    def __init__(self, retry_after: int = 60, trouble: str = "") -> None:
        """Seconds in `retry_after` become the header Retry-After."""
        super().__init__(retry_after=retry_after)
        self.headers = {"retry-after": str(retry_after)}
        self.trouble = trouble


class PersonUnknown(Conflict):
    """The register of persons does not know the code that somebody signed in with."""

    code = "person-not-in-register"
    title = N_("The Register of Natural Persons does not know this personal code.")
    advice = N_("Come to the fund with an identity document, or write to it.")


class Unusable(Exception):
    """An answer, or the lack of one, that tells nothing."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble: Final = trouble
