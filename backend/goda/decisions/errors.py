"""What can be wrong with deciding, as people read it."""

from goda.kernel.errors import Conflict, Invalid, NotFound, Refused
from goda.kernel.i18n import N_


class NoSuchCase(NotFound):
    """No case has this id, or none that this actor may know of."""

    code = "case-unknown"
    title = N_("There is no such case")
    advice = N_("Go back to the queue.")


class NoSuchDecision(NotFound):
    """No decision has this id, or none that this actor may know of."""

    code = "decision-unknown"
    title = N_("There is no such decision")
    advice = N_("Go back and look for it in the family's papers.")


class CaseClosed(Conflict):
    """The case is closed."""

    code = "case-closed"
    title = N_("This case is closed")
    advice = N_("Look at the decision that closed it.")


class DecidedAlready(Conflict):
    """A decision about this is held, proposed or made."""

    code = "decided-already"
    title = N_("A decision is there already")
    advice = N_("Look at that decision. One that is still held can be undone first.")


class TooLateToUndo(Conflict):
    """The decision is no longer held."""

    code = "too-late-to-undo"
    title = N_("The decision can no longer be undone")
    advice = N_("It has been sent. To change it, make a new decision with its reasons.")


class NotProposed(Conflict):
    """The decision does not wait for a second person."""

    code = "not-proposed"
    title = N_("This decision does not wait for a second person")
    advice = N_("Load the page again and look at its present state.")


class SamePerson(Refused):
    """The first person cannot be the second."""

    code = "same-person"
    title = N_("The second person must be another")
    advice = N_("Ask a colleague or a lead to look at your proposal.")


class OwnFamily(Refused):
    """The member of staff stands in the family."""

    code = "own-family"
    title = N_("Nobody decides on their own family")
    advice = N_("Leave this case to a colleague.")


class OwnCodeMissing(Refused):
    """It is not known whether the member of staff stands in the family."""

    code = "own-code-missing"
    title = N_("Your own personal code is not on record, so you cannot decide")
    advice = N_("Ask a lead to enter it, so that the system can keep everybody from deciding on their own family.")


class TextMissing(Invalid):
    """A decision without reasons."""

    code = "text-missing"
    title = N_("The decision has no text")
    advice = N_("Say what is decided and why.")


class TextTooLong(Invalid):
    """Longer than a decision is."""

    code = "text-too-long"
    title = N_("The text is too long")
    advice = N_("Shorten it to at most {most} characters.")


class PlacesOpen(Invalid):
    """A template's places that nobody has filled."""

    code = "places-open"
    title = N_("Something in braces is still to be filled in: {places}")
    advice = N_("Write what belongs there, or take it out.")


class LastDayMissing(Invalid):
    """Nothing is proposed and nothing was given."""

    code = "last-day-missing"
    title = N_("The last day of validity is missing")
    advice = N_("The law proposes none here, so give one, with your reasons.")


class LastDayWrong(Invalid):
    """In the past, or longer than any card."""

    code = "last-day-wrong"
    title = N_("This last day cannot be")
    advice = N_("Give a day from today on, at most {years} years ahead.")


class ReasonsMissing(Invalid):
    """Something that needs its reasons has none."""

    code = "reasons-missing"
    title = N_("The reasons are missing")
    advice = N_("Say why, so that the family and whoever checks can understand it.")


class CauseWrong(Invalid):
    """No cause of annulment, or one that does not belong here."""

    code = "cause-wrong"
    title = N_("The cause of annulment is missing or not one of those")
    advice = N_("Choose one of the causes.")


class KindWrong(Invalid):
    """A case of this kind does not end in such a decision."""

    code = "decision-kind-wrong"
    title = N_("This case cannot end in such a decision")
    advice = N_("An application is granted or refused; a right that stands already is annulled or kept.")


class WhatMissing(Invalid):
    """The family is asked for nothing."""

    code = "question-missing"
    title = N_("It is not said what the family should send or do")
    advice = N_("Write one or two sentences that the family will read.")


class DayInPast(Invalid):
    """A term that has passed."""

    code = "day-in-past"
    title = N_("This day has passed or is too far away")
    advice = N_("Give a day from tomorrow on, within the term of decision or as far as it can be extended.")


class MonthsWrong(Invalid):
    """Longer than the term may be extended."""

    code = "months-wrong"
    title = N_("The term cannot be extended by so much")
    advice = N_("Extend it by whole months, by {most} in all.")


class HolderCannot(Invalid):
    """The applicant may not hold a card as things stand: dead, inactive, or not known to be alive."""

    code = "holder-cannot"
    title = N_("The applicant cannot hold a card as things stand")
    advice = N_(
        "The register must say that the applicant is alive and active. Ask it again, or enter what a document says."
    )


class NotYourCard(Refused):
    """A family gives up its own cards only, and for no other cause than its wish."""

    code = "not-your-card"
    title = N_("Only the holder or the one who applied can give this card up")
    advice = N_("Sign in as the card's holder.")


class NotInFamily(Invalid):
    """A fact about somebody whom the case is not about."""

    code = "not-in-family"
    title = N_("This person is not in the family of this case")
    advice = N_("Choose one of the persons on the case's page.")


class DocumentMissing(Invalid):
    """A fact by hand without what it rests on (R-68)."""

    code = "document-missing"
    title = N_("It is not said what document this rests on")
    advice = N_("Add the document, or describe it: its kind, number, date and who issued it.")
