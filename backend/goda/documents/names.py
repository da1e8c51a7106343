"""The name under which a document is kept and given out: readable, and unable to be anything but a name."""

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final
from urllib.parse import quote

from goda.documents.model import NAME, Kind

_SUFFIXES: Final[dict[Kind, tuple[str, ...]]] = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
_REFUSED: Final = re.compile(r'[<>:"/\\|?*%]')
"""What a file system or a header would take for something else than a letter."""
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")


def cleaned(name: str, kind: Kind) -> str:
    """The file's own name without folders, controls and invisible marks, ending as its content says."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    composed = unicodedata.normalize("NFC", last)
    visible = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in composed)
    words = re.sub(r"\s+", " ", _REFUSED.sub("_", visible)).strip().rstrip(" .")
    suffixes = _SUFFIXES[kind]
    stem = words
    for suffix in (one for every in _SUFFIXES.values() for one in every):
        if words.lower().endswith(suffix):
            stem = words[: -len(suffix)]
            break
    stem = stem.strip(" .")
    return f"{stem[: NAME - len(suffixes[0])].rstrip(' .') or 'document'}{suffixes[0]}"


def disposition(name: str) -> str:
    """Content-Disposition of a file to be kept, never shown: plain letters for old programs, the true name beside (RFC 6266, RFC 8187)."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _PLAIN.sub("_", bare).strip("_") or "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
