"""Make the vectors that the Python and the TypeScript verifier are held to: `python tests/vectors/make.py`.

The same bytes each time. What is expected is written here by hand from card-format.md; no verifier is asked.
"""

import json
from hashlib import sha256
from pathlib import Path

from generator import issuer as i
from generator import lists, packing, verdicts


def files():
    """The files by name, as they are to stand here."""
    head = {
        "dictionary_sha256": sha256(i.DICTIONARY).hexdigest(),
        "origin": i.ORIGIN,
        "now": i.NOW,
        "root": i.ROOT_JWK,
    }
    documents = {
        "verdicts.json": verdicts.document(),
        "lists.json": lists.document(),
        "wire.json": packing.wire_document(),
    }
    return {
        name: json.dumps({**head, **document}, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"
        for name, document in documents.items()
    }


if __name__ == "__main__":
    for name, text in files().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")
