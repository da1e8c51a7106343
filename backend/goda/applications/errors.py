"""What can be wrong with an application and with its answers, each with what to do about it."""

from goda.kernel.errors import Conflict, GodaError, Invalid, NotFound, Refused
from goda.kernel.i18n import N_


class NoSuchApplication(NotFound):
    """None, or none that this actor may know of: both look alike (R-98)."""

    code = "no-such-application"
    title = N_("There is no such application.")
    advice = N_("Look at your list of applications.")


class NotADraft(Conflict):
    """It has been submitted or withdrawn, and its answers stand."""

    code = "not-a-draft"
    title = N_("This application can no longer be changed.")
    advice = N_("Contact data can still be corrected. Ask the fund about the rest.")


class DecidedAlready(Conflict):
    """Withdrawn after the decision."""

    code = "decided-already"
    title = N_("This application has been decided already.")
    advice = N_("It can no longer be withdrawn. A card can be given up at any time.")


class MovedMeanwhile(Conflict):
    """It stands in another state than the use case expects."""

    code = "moved-meanwhile"
    title = N_("The application has moved on meanwhile.")
    advice = N_("Load the page again and look at where it stands now.")


class FamilyChanged(Conflict):
    """The register says by now that others are in the family."""

    code = "family-changed"
    title = N_("The register shows your family otherwise than when you began.")
    advice = N_("Look through the application once more, then submit it.")


class KeyOfAnother(Conflict):
    """The key of this submission belongs to another application."""

    code = "key-of-another"
    title = N_("This submission was made for another application.")
    advice = N_("Open the application again and submit it from there.")


class NotYours(Refused):
    """A person may begin an application only for themselves, a member of staff with the right role for who came in person (R-98)."""

    code = "not-yours"
    title = N_("An application can be begun only by the family itself or by a clerk.")
    advice = N_("Sign in as the one who applies.")


class NotRegistered(Conflict):
    """The register knows nobody by this code, or nobody who could apply."""

    code = "applicant-unknown"
    title = N_("The Register of Natural Persons knows nobody by this code.")
    advice = N_("Compare the code with the identity document.")


class AnswersInvalid(Invalid):
    """Some answers cannot be taken; each field says why."""

    code = "answers-invalid"
    title = N_("Some answers are missing or not right.")
    advice = N_("Look at what is marked. What was right has been kept.")


class Answer(GodaError):
    """What is wrong with one answer; subclasses say it."""

    status = 422


class NoSuchQuestion(Answer):
    """A field that is not asked."""

    code = "no-such-question"
    title = N_("Nobody asks for this.")
    advice = N_("Load the page again.")


class NotAnAnswer(Answer):
    """A value of another kind than asked."""

    code = "not-an-answer"
    title = N_("This is not one of the possible answers.")
    advice = N_("Choose again.")


class AnswerTooLong(Answer):
    """More text than is kept."""

    code = "answer-too-long"
    title = N_("This is longer than {most} characters.")
    advice = N_("Shorten it.")


class PhoneMalformed(Answer):
    """No telephone number (E.164)."""

    code = "phone-malformed"
    title = N_("This is not a telephone number.")
    advice = N_("For example 29123456, or with the country's code: +371 29123456.")


class EmailMalformed(Answer):
    """No e-mail address."""

    code = "email-malformed"
    title = N_("This is not an e-mail address.")
    advice = N_("For example anna@example.lv.")


class PostalMalformed(Answer):
    """No postal address: too short to find anybody, or with characters that cannot be printed."""

    code = "postal-malformed"
    title = N_("This is not a whole postal address.")
    advice = N_("Street, house and flat, town or parish, and the code LV-…, as on an envelope.")


class ChannelMissing(Answer):
    """Nothing chosen for correspondence."""

    code = "channel-missing"
    title = N_("Choose how the fund should write to you.")
    advice = N_("By e-mail, to the official e-address, or by post.")


class EmailNeeded(Answer):
    """The channel is e-mail, and there is no address."""

    code = "email-needed"
    title = N_("Enter the e-mail address to which the fund should write.")
    advice = N_("Or choose another way of correspondence.")


class PostalNeeded(Answer):
    """Letters or a plastic card by post, and no address."""

    code = "postal-needed"
    title = N_("Enter the postal address.")
    advice = N_("A letter or a plastic card is sent there.")


class NotAMember(Answer):
    """A person who is not in the application, or not in this role."""

    code = "not-a-member"
    title = N_("This person is not in the application.")
    advice = N_("Choose among the members of the family shown here.")


class NamedTwice(Answer):
    """The same person twice."""

    code = "named-twice"
    title = N_("This person is chosen twice.")
    advice = N_("Choose each person once.")


class HolderNamed(Answer):
    """The holder's name stands on the card anyway."""

    code = "holder-named"
    title = N_("The holder's own name always stands on the card.")
    advice = N_("Choose only the others.")


class TooYoungForCard(Answer):
    """Younger than the law's age for a separate card (D-4)."""

    code = "too-young-for-card"
    title = N_("{name} is too young for a separate card.")
    advice = N_("A separate card can be had from the age of {age}.")


class NoSpouse(Answer):
    """A card for a spouse whom the register does not know."""

    code = "no-spouse"
    title = N_("The register knows no spouse.")
    advice = N_("If this is wrong, ask the Office of Citizenship and Migration Affairs to correct it.")
