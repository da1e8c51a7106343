"""What the sign-in page says, in both languages."""

from typing import Final, Literal

Language = Literal["lv", "en"]
WORDS: Final[dict[Language, dict[str, str]]] = {
    "lv": {
        "title": "Pieslēgšanās",
        "what": "Tā ir valsts pieslēgšanās simulācija. Visi cilvēki ir izdomāti: izvēlieties, kurš pieslēdzas.",
        "search": "Vārds, uzvārds vai personas kods",
        "find": "Meklēt",
        "stories": "Ģimenes ar stāstu",
        "found": "Atrastie",
        "nobody": "Neviens neatbilst.",
        "more": "Parādīti pirmie. Meklējiet precīzāk.",
        "cancel": "Atcelt",
        "other": "English",
        "trouble": "Pieslēgties nevar",
        "advice": "Pieprasījums nav derīgs, un atpakaļ sūtīt to nevar. Sāciet no jauna.",
        "age": "gadi",
    },
    "en": {
        "title": "Sign in",
        "what": "This simulates the state's sign-in. Everybody here is made up: choose who signs in.",
        "search": "Name, surname or personal code",
        "find": "Search",
        "stories": "Families with a story",
        "found": "Found",
        "nobody": "Nobody matches.",
        "more": "The first are shown. Search more closely.",
        "cancel": "Cancel",
        "other": "Latviski",
        "trouble": "Cannot sign in",
        "advice": "The request is not valid and cannot be sent back. Start again.",
        "age": "years",
    },
}


def choose(ui_locales: str | None, header: str) -> Language:
    """What the request asks for (`ui_locales`), else what the browser prefers, else Latvian."""
    for wish in [*(ui_locales or "").split(), *header.split(",")]:
        if wish.strip()[:2].lower() == "lv":
            return "lv"
        if wish.strip()[:2].lower() == "en":
            return "en"
    return "lv"
