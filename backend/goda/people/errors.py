"""What can be wrong with a family's record, each with what to do about it; and what cannot be opened."""

from goda.kernel.errors import Conflict, GodaError, Invalid, NotFound, Refused
from goda.kernel.i18n import N_


class FamilyInvalid(Invalid):
    """The record is not whole; each field says what is missing."""

    code = "family-invalid"
    title = N_("Something is missing")
    advice = N_("Correct what is marked. Nothing that you typed is lost.")


class Field(GodaError):
    """What is wrong with one field; subclasses say it."""

    status = 422


class GivenMissing(Field):
    """No given name."""

    code = "given-missing"
    title = N_("Enter the given name")
    advice = N_("As it stands in the document, with all its marks.")


class SurnameMissing(Field):
    """No surname."""

    code = "surname-missing"
    title = N_("Enter the surname")
    advice = N_("As it stands in the document, with all its marks.")


class NameTooLong(Field):
    """Given name and surname would not fit one line of a card (60 characters, `card-format.md`)."""

    code = "name-too-long"
    title = N_("The name is too long for a card")
    advice = N_("Given name and surname together may have 60 characters.")


class CodeTwice(Field):
    """Two members with one personal code."""

    code = "code-twice"
    title = N_("This personal code stands twice")
    advice = N_("Each person is entered once. Check which of the two is right.")


class CodesOfTwo(Field):
    """The current and the previous code belong to two persons who are both on record."""

    code = "codes-of-two"
    title = N_("These two codes belong to two persons on record")
    advice = N_("Check the previous code. If both are right, tell a lead: two records have to become one.")


class BirthMissing(Field):
    """A dependant without a birth date."""

    code = "birth-missing"
    title = N_("Enter the birth date")
    advice = N_("For example 07.03.2015. It decides how long the card is valid.")


class BirthInFuture(Field):
    """Born after today."""

    code = "birth-in-future"
    title = N_("The birth date is in the future")
    advice = N_("Check the year.")


class NotAChild(Field):
    """18 or older, entered as a child."""

    code = "not-a-child"
    title = N_("This person is 18 or older")
    advice = N_("Choose “adult under 24”, or check the birth date.")


class NotAnAdult(Field):
    """Under 18, entered as an adult."""

    code = "not-an-adult"
    title = N_("This person is under 18")
    advice = N_("Choose “child”, or check the birth date.")


class TooOld(Field):
    """24 or older: counts for nothing (R-50)."""

    code = "too-old"
    title = N_("This person is 24 or older and does not count")
    advice = N_("Leave them out, or check the birth date.")


class GroundMissing(Field):
    """An adult under 24 for whom nothing is marked that makes them count (R-50, R-51)."""

    code = "ground-missing"
    title = N_("Mark why this adult counts")
    advice = N_("In education, stays with the guardian or foster family, in the service, or has a disability.")


class RelationMissing(Field):
    """A dependant without relation (R-30)."""

    code = "relation-missing"
    title = N_("Choose how this person belongs to the family")
    advice = N_("Own child, foster family, specialised foster family or guardianship.")


class DisabilityOver(Field):
    """The disability's end date has passed."""

    code = "disability-over"
    title = N_("This disability has ended")
    advice = N_("Enter the new end date from the decision, or take the mark away.")


class ApplicantMissing(Field):
    """No applicant, or more than one."""

    code = "applicant-one"
    title = N_("A family has exactly one applicant")
    advice = N_("Mark the one who applied as applicant, a second parent as spouse.")


class SpouseOnce(Field):
    """More than one spouse."""

    code = "spouse-once"
    title = N_("A family has at most one spouse")
    advice = N_("Mark the others as adult under 24 or take them out.")


class DependantMissing(Field):
    """Nobody the card would be granted for."""

    code = "dependant-missing"
    title = N_("Add at least one child or adult under 24")
    advice = N_("The card is granted for children and adults under 24.")


class DocumentInFuture(Field):
    """A document dated after today."""

    code = "document-in-future"
    title = N_("The document's date is in the future")
    advice = N_("Check the date on the document.")


class CodeOfAnother(Field):
    """The code belongs to somebody else on record, or to nobody who could be corrected to it."""

    code = "code-of-another"
    title = N_("This personal code belongs to somebody else on record")
    advice = N_("Compare it with the document. If it is right, tell a lead: two records have to become one.")


class DiffersFromOpen(Field):
    """Not what is on record of a person whose family this clerk has open; `value` is what is."""

    code = "differs-from-open"
    title = N_("On record for this personal code is “{value}”")
    advice = N_("If the document is right, open that person's family, choose “Correct the record” and then come back.")


class DiffersFromRecord(Field):
    """Not what is on record of a person whose family this clerk does not have open: what is on record is not told."""

    code = "differs-from-record"
    title = N_("This differs from what is on record for this personal code")
    advice = N_(
        "Compare the code with the document. If it is right, open that person's family for a reason and choose “Correct the record” there."
    )


class CorrectedMeanwhile(Conflict):
    """Another clerk corrected this family after this one opened the form."""

    code = "corrected-meanwhile"
    title = N_("Someone else has corrected this family meanwhile")
    advice = N_("Open the family in another window, compare, and begin the correction again from there.")


class RecordedAlready(Conflict):
    """The form has made its family, and came again with something else in it."""

    code = "recorded-already"
    title = N_("This form has been recorded already")
    advice = N_(
        "What is typed here now is not on record. Correct the recorded family, or record another in a new form."
    )


class NoSuchFamily(NotFound):
    """No family has this id."""

    code = "family-unknown"
    title = N_("There is no such family")
    advice = N_("Search again by name, number or personal code.")


class NoSuchPerson(NotFound):
    """Nobody in this family has this id."""

    code = "person-unknown"
    title = N_("There is no such person in this family")
    advice = N_("Open the family again and choose from its members.")


class ReasonNeeded(Refused):
    """The family is not open to this member of staff: they must say why first (R-83)."""

    code = "reason-needed"
    title = N_("Say why you open this family")
    advice = N_("Choose a reason. It is kept in the record of who looked and why.")


class PersonTaken(Conflict):
    """Another clerk recorded the same person at the same moment."""

    code = "person-taken"
    title = N_("Someone else is recording the same person right now")
    advice = N_("Send the form again: the person will be found.")
