"""What an edge is: a named family on which the law turns, findable by its name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from simulators.world.build import Builder, Home
from simulators.world.model import Person


class Edge(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A family at an edge of the law. `about` are the codes of those on whom it turns, `codes` those of the whole family, the applicant first."""

    name: str
    requirement: str
    lv: str
    en: str
    applicant: str
    about: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(slots=True)
class Made:
    """What an edge's maker made: homes (the first applies), those whom it is about, and registers that never answer about somebody."""

    home: Home
    about: list[Person]
    others: list[Person] = field(default_factory=list)
    silent: str | None = None


Maker = Callable[[Builder], Made]
EDGES: Final[list[tuple[str, str, str, str, Maker]]] = []


def edge(name: str, requirement: str, en: str, lv: str) -> Callable[[Maker], Maker]:
    """Enter a maker under the edge's name; two sentences say what it is."""

    def entered(maker: Maker) -> Maker:
        EDGES.append((name, requirement, en, lv, maker))
        return maker

    return entered
