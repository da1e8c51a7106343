"""What the pages of mailbox and e-address say, in both languages."""

from typing import Any, Final

from litestar import Request

from simulators.login.words import Language, choose

WORDS: Final[dict[Language, dict[str, str]]] = {
    "lv": {
        "mailbox": "Pastkastīte",
        "mailbox_what": "Te nonāk visi e-pasti, ko sūta demonstrācija. Nekas netiek sūtīts tālāk.",
        "eaddress": "Oficiālā elektroniskā adrese",
        "eaddress_what": "Te nonāk viss, kas sūtīts uz e-adresēm. Visi cilvēki ir izdomāti.",
        "nothing": "Vēl nekas nav pienācis.",
        "back": "Uz pastkastīti",
        "start": "Sākums",
        "to": "Kam",
        "from": "No",
        "at": "Kad",
        "subject": "Temats",
        "files": "Pielikumi",
        "other": "English",
    },
    "en": {
        "mailbox": "Mailbox",
        "mailbox_what": "All e-mail that the demo sends arrives here. Nothing is sent on.",
        "eaddress": "The official e-address",
        "eaddress_what": "Everything that was sent to e-addresses arrives here. Everybody is made up.",
        "nothing": "Nothing has come yet.",
        "back": "To the mailbox",
        "start": "Start",
        "to": "To",
        "from": "From",
        "at": "When",
        "subject": "Subject",
        "files": "Attachments",
        "other": "Latviski",
    },
}


def language_of(request: Request[Any, Any, Any]) -> Language:
    """By the address's `lang`, else what the browser prefers, else Latvian."""
    return choose(request.query_params.get("lang"), request.headers.get("accept-language", ""))
