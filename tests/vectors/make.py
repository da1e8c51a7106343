"""Make the vectors that the Python and the TypeScript verifier are held to: `python tests/vectors/make.py`.

The same bytes each time. What is expected is written here by hand from card-format.md; no verifier is asked.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import issuer as i
import lists
import verdicts


def main():
    here = Path(__file__).parent
    files = {
        "verdicts.json": verdicts.document(),
        "lists.json": lists.document(),
        "wire.json": verdicts.wire_document(),
    }
    for name, document in files.items():
        document = {
            "dictionary_sha256": sha256(i.DICTIONARY).hexdigest(),
            "origin": i.ORIGIN,
            "now": i.NOW,
            "root": i.ROOT_JWK,
            **document,
        }
        text = json.dumps(document, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"
        (here / name).write_text(text, encoding="utf-8")
        print(
            f"{name}: {len(text.encode()):,} bytes, "
            + ", ".join(f"{len(v)} {k}" for k, v in document.items() if isinstance(v, list))
        )


if __name__ == "__main__":
    main()
