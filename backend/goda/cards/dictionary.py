"""Dictionary 1: the constants of the card format that DEFLATE may point back to.

Its bytes are fixed from the first release, for as long as printed cards live; a new dictionary is a new version of
the code's prefix. The file holds neither a name nor an origin, so that no family and no issuer is favoured.
"""

from pathlib import Path
from typing import Final

DICTIONARY_1: Final = Path(__file__).with_name("dictionary-1.txt").read_bytes()
