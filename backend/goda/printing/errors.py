"""What can be wrong with printing, as clerks read it."""

from goda.kernel.errors import Conflict, Invalid, NotFound
from goda.kernel.i18n import N_


class NoSuchBatch(NotFound):
    """No batch has this id."""

    code = "batch-unknown"
    title = N_("There is no such batch")
    advice = N_("Go back to the list of batches.")


class NoSuchItem(NotFound):
    """No piece has this id."""

    code = "print-item-unknown"
    title = N_("There is no such letter or card")
    advice = N_("Go back to the list of batches.")


class NothingToPrint(Conflict):
    """Nothing waits, or a colleague was quicker."""

    code = "nothing-to-print"
    title = N_("Nothing waits to be printed")
    advice = N_("Look at the newest batches: a colleague may just have made one.")


class NotNow(Conflict):
    """What is said happened cannot have: the piece is in another state."""

    code = "print-state"
    title = N_("This cannot have happened to this letter or card")
    advice = N_("Load the page again: somebody may have noted what happened already.")


class DayWrong(Invalid):
    """A day that has not come yet, or before the batch was made."""

    code = "print-day"
    title = N_("This day cannot be")
    advice = N_("Give a day between the batch and today.")


class PaperMissing(Conflict):
    """A decision's paper is not made yet."""

    code = "print-paper-missing"
    title = N_("The paper of a decision is not ready yet")
    advice = N_("Try again in some minutes.")
