"""What can be wrong with a document that somebody brings."""

from goda.kernel.errors import Conflict, Invalid, NotFound
from goda.kernel.i18n import N_


class DocumentRefused(Invalid):
    """The base of what is wrong with the file itself."""

    code = "document-refused"
    title = N_("This file cannot be taken.")
    advice = N_("Add a PDF, or a photograph or scan as JPEG or PNG.")


class DocumentEmpty(DocumentRefused):
    """Nothing in it."""

    code = "document-empty"
    title = N_("The file is empty.")
    advice = N_("Choose the file again; perhaps it has not been saved yet.")


class DocumentTooLarge(DocumentRefused):
    """More than 5 MiB, or a picture of more pixels than anyone needs to read it."""

    code = "document-too-large"
    title = N_("The file is too large.")
    advice = N_("A file may have 5 MB. Take the photograph with a lower resolution, or split the document.")


class DocumentOfAnotherKind(DocumentRefused):
    """Neither PDF nor JPEG nor PNG by its content, whatever its name says."""

    code = "document-of-another-kind"
    title = N_("This is no PDF, JPEG or PNG.")
    advice = N_("Add a PDF, or a photograph or scan as JPEG or PNG. Save other files as PDF first.")


class DocumentDamaged(DocumentRefused):
    """It begins as one of the three, and is not whole."""

    code = "document-damaged"
    title = N_("The file is damaged or not whole.")
    advice = N_("Open it on your device to see whether it is readable, save it anew and add it again.")


class DocumentsFull(Conflict):
    """There are ten already."""

    code = "documents-full"
    title = N_("There are {most} documents already.")
    advice = N_("Remove one that is not needed, or put several pages into one PDF.")


class DocumentReliedOn(Conflict):
    """A clerk has entered a fact from it."""

    code = "document-relied-on"
    title = N_("This document has been used already.")
    advice = N_("A fact was entered from it, so it stays. You can add another.")


class NoSuchDocument(NotFound):
    """No document has this id, or none about this."""

    code = "document-unknown"
    title = N_("There is no such document.")
    advice = N_("Go back to the list of documents.")
