"""The sentences of a case's history: msgids, their places filled by the event's particulars."""

from typing import Final

from goda.kernel.i18n import N_

OPENED: Final = N_("The machine could not decide by itself; the case was opened.")
RECHECK_OPENED: Final = N_("A recheck found that the right may have ended; the case was opened.")
PROPOSED_ANNULMENT: Final = N_("It was proposed to annul the card.")
CHANGED: Final = N_("What is unclear has changed.")
TAKEN: Final = N_("Taken in hand.")
RELEASED: Final = N_("Given back.")
ASKED_AGAIN: Final = N_("The registers were asked again.")
ASKED_FAMILY: Final = N_("The family was asked; it may answer until {until}.")
ANSWERED: Final = N_("The family has answered.")
NOT_ANSWERED: Final = N_("The family has not answered in time.")
EXTENDED: Final = N_("The term was extended to {decide_by}.")
FACT_ENTERED: Final = N_("A fact was entered by hand: {mark}.")
DECIDED: Final = N_("Decided: {number}. It is held for two minutes.")
PROPOSED: Final = N_("Decision {number} was proposed and waits for a second person.")
CONFIRMED: Final = N_("A second person confirmed decision {number}.")
DECLINED: Final = N_("A second person declined decision {number}.")
UNDONE: Final = N_("Decision {number} was undone before it was sent.")
GIVEN_UP: Final = N_("Decision {number} could not be carried out as things stand and does not hold.")
MADE: Final = N_("Decision {number} was carried out and sent.")
KEEP_PROPOSED: Final = N_(
    "It was proposed to leave the right as it is, against what the registers say; a second person must agree."
)
KEPT: Final = N_("The right stands; the case was closed.")
CLEARED: Final = N_("The registers say that the right stands; the case closed by itself.")
WITHDRAWN: Final = N_("The family withdrew the application.")
FAILED: Final = N_("The machine has not managed a step; it goes on trying.")
