"""The words of each kind of message: a title, a subject for outside, and paragraphs.

A subject, and whatever a screen shows before it is unlocked, says nothing of health, debts or children: only that there is news of the card.
A paragraph is left out where what it speaks of is not known; those marked `inside` stand in the wallet and on paper, never in an e-mail.
Days are given as ISO dates and written out in the reader's language.
"""

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Final, NamedTuple

from goda.kernel import i18n
from goda.kernel.i18n import N_, Language, gettext
from goda.notices.model import Kind

_DAY: Final = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class Words(NamedTuple):
    """What one kind says, as msgids. The names in braces are the `params` of `Notices.send`."""

    title: str
    subject: str
    paragraphs: tuple[str, ...]
    inside: frozenset[str] = frozenset()


_OWN_WORDS: Final = frozenset({"{what}"})
"""What a clerk wrote for this family."""
_DECISION: Final = N_("Decision on your application for the family card")
_CARD: Final = N_("About your family card")
_CONTEST: Final = N_("You can contest the decision until {contest_by}. How to do it is written in the decision.")

WORDS: Final[Mapping[Kind, Words]] = {
    "received": Words(
        N_("We have your application"),
        N_("Your application for the family card"),
        (
            N_("Your application is registered on {day} with the number {number}."),
            N_("The fund decides by {decide_by}. You need not do anything; we write to you as soon as there is news."),
        ),
    ),
    "granted": Words(
        N_("Your family card is granted"),
        _DECISION,
        (
            N_("The card is in your wallet, and is valid until {valid_to}."),
            N_("It comes to a phone on which you open the wallet and sign in."),
            N_("The decision is {number}. You find it among your applications."),
            _CONTEST,
        ),
    ),
    "refused": Words(
        N_("The family card is not granted"),
        _DECISION,
        (
            N_("The decision is {number}. It says why, and on which points of the law it rests."),
            _CONTEST,
            N_("You can apply again at any time, as soon as something has changed."),
        ),
    ),
    "asked": Words(
        N_("Please add to your application"),
        N_("Your application for the family card: please add to it"),
        (
            N_("{what}"),
            N_("Please answer until {until}: open your application and add what is asked for."),
            N_("Application {number}."),
        ),
        _OWN_WORDS,
    ),
    "extended": Words(
        N_("The decision takes longer"),
        N_("Your application for the family card: the decision takes longer"),
        (
            N_("{what}"),
            N_("The fund decides on the application {number} by {decide_by}."),
            N_("You need not do anything."),
        ),
        _OWN_WORDS,
    ),
    "withdrawn": Words(
        N_("Your application is withdrawn"),
        N_("Your application for the family card is withdrawn"),
        (
            N_("The application {number} is withdrawn, as you wished. Nobody decides on it any more."),
            N_("You can apply again at any time."),
        ),
    ),
    "ending": Words(
        N_("Your family card is about to end"),
        N_("Your family card is about to end"),
        (
            N_("The last day of your family card is {last_day}. Until then it is valid as before."),
            N_("If you still have the right to it, apply for a renewal in the wallet: everything known is filled in already."),
            N_("If nothing is done, the card ends by itself; you need not hand anything back."),
        ),
    ),
    "ended": Words(
        N_("Your family card has ended"),
        N_("Your family card has ended"),
        (
            N_("The last day of your family card was {last_day}."),
            N_("If you have the right to it, apply for a new one in the wallet: everything known is filled in already."),
        ),
    ),
    "annulled": Words(
        N_("A family card is annulled"),
        _CARD,
        (
            N_("The card is annulled from {day} and cannot be used any more."),
            N_("The decision is {number}. It says why, and on which points of the law it rests."),
            _CONTEST,
        ),
    ),
    "proposed-annulment": Words(
        N_("We are looking at your right to the family card"),
        _CARD,
        (
            N_("Something has changed in the state's registers, and a person at the fund is looking whether the card stays."),
            N_("{what}"),
            N_("You can tell us what you think, and add documents, until {until}."),
            N_("Until it is decided the card is valid as before."),
        ),
        _OWN_WORDS,
    ),
    "reminder": Words(
        N_("We are still waiting for your answer"),
        N_("Your application for the family card: we are waiting for your answer"),
        (
            N_("{what}"),
            N_("Please answer until {until}: open your application and add what is asked for."),
            N_("Application {number}."),
        ),
        _OWN_WORDS,
    ),
}  # fmt: skip

OPEN_WALLET: Final = N_("Open your wallet: {address}")
ENCLOSED: Final = N_("The decision is attached.")
SENT_BY: Final = N_(
    "The Society Integration Foundation (SIF) sends this by itself; please do not answer to this address."
)


def title(kind: Kind, language: Language) -> str:
    """The message's heading in the wallet and on paper."""
    return gettext(language, WORDS[kind].title)


def subject(kind: Kind, language: Language) -> str:
    """The heading outside, where others may see it."""
    return gettext(language, WORDS[kind].subject)


def paragraphs(kind: Kind, language: Language, params: Mapping[str, str], *, inside: bool) -> tuple[str, ...]:
    """The text; with `inside` also what is for the family's eyes only."""
    words = WORDS[kind]
    shown = {name: _shown(language, value) for name, value in params.items() if value}
    return tuple(
        gettext(language, paragraph, **shown)
        for paragraph in words.paragraphs
        if _places(paragraph) <= shown.keys() and (inside or paragraph not in words.inside)
    )


def _places(msgid: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(msgid) if name}


def _shown(language: Language, value: str) -> str:
    return i18n.day(language, date.fromisoformat(value)) if _DAY.match(value) else value
