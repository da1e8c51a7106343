"""What can be wrong with a card, its codes and its phones, said to people and to programs.

The codes are part of the wallet's wire contract: the page has words of its own for each.
"""

from goda.kernel.errors import Conflict, GodaError, Invalid, NotFound, Refused, TooMany
from goda.kernel.i18n import N_


class NoSuchCard(NotFound):
    """No card, or none that this actor may see."""

    code = "no-such-card"
    title = N_("There is no such card.")
    advice = N_("Check the number, or look for the family.")


class NumberMalformed(Invalid):
    """Not nine characters, or the check character is wrong."""

    code = "card-number-malformed"
    title = N_("The card number is not right.")
    advice = N_("Check it letter by letter: XXXX-XXXX-X.")


class NamesCount(Invalid):
    """No name, or more than a card carries."""

    code = "names-count"
    title = N_("A card carries one to {most} names.")
    advice = N_("Choose the names again.")


class NamesTooLong(Invalid):
    """The code with these names could not be scanned; `drop` says which to leave out."""

    code = "names-too-long"
    title = N_("So many long names do not fit into the card's code.")
    advice = N_("Leave these names out: {drop}.")


class HolderNameTooLong(Invalid):
    """Even the holder's name alone makes a code that cannot be scanned."""

    code = "holder-name-too-long"
    title = N_("Not even the holder's name fits into the card's code.")
    advice = N_("Shorten the name.")


class DaysOutOfOrder(Invalid):
    """The last day is before the first."""

    code = "days-out-of-order"
    title = N_("The last day is before the first.")
    advice = N_("Correct one of the two days.")


class PastAlready(Invalid):
    """The card would have ended before today."""

    code = "past-already"
    title = N_("This day is past already.")
    advice = N_("Choose a day that is still to come.")


class TooFarAhead(Invalid):
    """The first day is more than a year ahead."""

    code = "too-far-ahead"
    title = N_("A card begins within a year at the latest.")
    advice = N_("Choose an earlier first day.")


class ReasonNeeded(Invalid):
    """The validity is not the one proposed by the rule (D-3)."""

    code = "reason-needed"
    title = N_("The last day differs from the one proposed.")
    advice = N_("Write down why.")


class CauseUnknown(Invalid):
    """Not one of the causes there are."""

    code = "cause-unknown"
    title = N_("There is no such cause.")
    advice = N_("Choose one of the list.")


class CardAnnulled(Conflict):
    """The card is annulled, for good."""

    code = "card-annulled"
    title = N_("This card has been annulled.")
    advice = N_("Ask the fund why, or apply for a new card.")


class CardExpired(Conflict):
    """The card's last day is past."""

    code = "card-expired"
    title = N_("This card has expired.")
    advice = N_("Apply for a new card.")


class CardNotYet(Conflict):
    """The card's first day is still to come; nothing is signed before it."""

    code = "card-not-yet"
    title = N_("This card is not valid yet.")
    advice = N_("Come again on its first day.")


class CredentialAnnulled(Conflict):
    """A till no longer takes this copy anyway."""

    code = "credential-annulled"
    title = N_("This copy of the card has been annulled already.")
    advice = N_("Load the page again and look at the present state.")


class LetterNotMade(Conflict):
    """There is no letter whose code and print still live; looking makes none."""

    code = "letter-not-made"
    title = N_("There is no such letter now.")
    advice = N_("Its code was used or ran out, or its print was annulled. Print it anew from the card's page.")


class CodeMalformed(Invalid):
    """Not fifteen characters of the alphabet."""

    code = "code-malformed"
    title = N_("This is not a whole activation code.")
    advice = N_("The code has 15 letters and digits; check it against the letter.")


class CodeUnknown(NotFound):
    """No such code, or a wrong one: both look alike."""

    code = "code-unknown"
    title = N_("There is no such activation code.")
    advice = N_("Check it against the letter.")


class Gone(GodaError):
    """The code was right once."""

    code = "gone"
    status = 410
    title = N_("This activation code can no longer be used.")
    advice = N_("Ask the fund for a new code.")


class CodeUsed(Gone):
    """Another phone has used it."""

    code = "code-used"
    title = N_("This activation code has been used already.")


class CodeExpired(Gone):
    """Thirty days are over."""

    code = "code-expired"
    title = N_("This activation code is older than 30 days.")


class CodeDead(Gone):
    """Ten wrong tries killed it."""

    code = "code-dead"
    title = N_("This activation code was blocked after too many wrong tries.")


class TooManyTries(TooMany):
    """The caller tries codes too quickly."""

    code = "too-many-tries"
    title = N_("Too many tries.")
    advice = N_("Wait a while and try again.")


class DeviceUnknown(GodaError):
    """No phone with this key."""

    code = "device-unknown"
    status = 401
    title = N_("This phone has no card.")
    advice = N_("Activate the card with the code from the letter.")


class DeviceRemoved(Refused):
    """The phone was removed by the family or the fund."""

    code = "device-removed"
    title = N_("The card was removed from this phone.")
    advice = N_("Ask the fund for a new code to add it again.")


class NoSuchDevice(NotFound):
    """No such phone of this card."""

    code = "no-such-device"
    title = N_("There is no such phone.")
    advice = N_("Load the list of phones again.")


class KeyTaken(Conflict):
    """The phone's key already belongs to another card: a card needs a key of its own."""

    code = "key-taken"
    title = N_("This key already belongs to another card.")
    advice = N_("Start the activation again.")


class CannotSign(GodaError):
    """The signer refuses or its keys are unusable: our trouble, which `goda keys list` and the log explain."""

    code = "cannot-sign"
    status = 503
    title = N_("The card cannot be signed just now.")
    advice = N_("Try again in a few minutes.")

    def __init__(self) -> None:
        super().__init__()
        self.retry_after = 120


class TooManyPhones(Conflict):
    """As many phones hold the card as a family can have."""

    code = "too-many-phones"
    title = N_("The card is on {most} phones already.")
    advice = N_("Remove one of them first: open the card there or on any other phone and look at its phones.")
