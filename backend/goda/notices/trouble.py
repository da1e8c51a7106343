"""Why a delivery did not go: a code that is kept and shown to a clerk in words, and whether trying again can help."""

from collections.abc import Mapping
from typing import Final

from goda.kernel.i18n import N_

WORDS: Final[Mapping[str, str]] = {
    "unreachable": N_("The service could not be reached."),
    "busy": N_("The service said to come later."),
    "not-understood": N_("The service's answer could not be understood."),
    "not-let-in": N_("The service did not accept our password or certificate."),
    "refused": N_("The service refuses this address."),
    "account-not-active": N_("The person has no active e-address."),
    "no-address": N_("The person has not given such an address."),
    "gone": N_("The browser does not want messages any more."),
    "off": N_("This way of sending is switched off here."),
    "failed": N_("Something went wrong at the fund; it is tried again."),
    "paper-missing": N_("The decision's document is not ready yet."),
}


class Trouble(Exception):
    """A delivery did not go. `for_good`: no later try on this way can do better."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        assert why in WORDS, why
        super().__init__(why)
        self.why, self.for_good = why, for_good
