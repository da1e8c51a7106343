"""SD-JWT VC type metadata of our two types (draft-25 §6): what the claims are called, for wallets that are not ours."""

from typing import Any, Final

import msgspec

WALLET_TYPE: Final = "/vct/1"
PRINT_TYPE: Final = "/vct/print-1"


def type_metadata(origin: str, path: str) -> bytes:
    """The metadata document of the type at `path`, as JSON."""
    printed = path == PRINT_TYPE
    document: dict[str, Any] = {
        "vct": f"{origin}{path}",
        "name": "Goda family card, printed" if printed else "Goda family card",
        "description": "The right of a holder of Latvia's family card (Goda ģimenes apliecība), by the names chosen for showing.",
        "display": [
            {
                "locale": "lv",
                "name": "Goda ģimenes apliecība" + (" (drukāta)" if printed else ""),
                "description": "Apliecība ģimenēm ar trim un vairāk bērniem un ģimenēm, kuru aprūpē ir persona ar invaliditāti.",
            },
            {
                "locale": "en",
                "name": "Goda family card" + (" (printed)" if printed else ""),
                "description": "The card of families with three or more children and of families that care for a person with a disability.",
            },
        ],
        "claims": [
            {
                "path": ["names"],
                "sd": "never" if printed else "allowed",
                "mandatory": True,
                "display": [
                    {"locale": "lv", "label": "Vārdi", "description": "Turētājs pirmais"},
                    {"locale": "en", "label": "Names", "description": "The holder first"},
                ],
            },
            {"path": ["exp"], "sd": "never", "mandatory": True},
            {"path": ["status"], "sd": "never", "mandatory": True},
            *([] if printed else [{"path": ["cnf"], "sd": "never", "mandatory": True}]),
        ],
    }
    return msgspec.json.encode(document)
