"""What the clerk and the public read is what runs: page and document are made of the criteria themselves."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from goda.kernel.clock import SetClock
from goda.law.book import book, markdown, newest
from goda.law.numbers import NUMBERS
from goda.rules import pages
from goda.rules.cli import rules
from goda.web.application import assemble

DOCUMENT = Path(__file__).parents[3] / "docs" / "rules.md"
ORIGIN = "http://localhost:8000"
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def read(
    address: str, *, at: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC), **headers: str
) -> httpx.Response:
    app = assemble([pages.feature(SetClock(at))], origin=ORIGIN, demo=True, lifespan=[])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        return await client.get(address, headers=headers)


def test_the_document_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(rules)
    assert printed.exit_code == 0
    assert printed.output == markdown() == DOCUMENT.read_text(encoding="utf-8")


def test_every_requirement_of_the_criteria_stands_in_the_book_with_its_reference() -> None:
    made = book("en", date(2026, 11, 22))
    clauses = [one for chapter in made.chapters for clause in chapter.clauses for one in (clause, *clause.alternatives)]
    codes = {code for clause in clauses for code in clause.code.split(", ")}
    assert {f"R-{number}" for number in range(50, 57)} <= codes
    assert all(clause.reference and clause.sentence.endswith(".") and "{" not in clause.sentence for clause in clauses)


def test_every_number_stands_in_the_book_with_its_day() -> None:
    made = book("en", date(2026, 11, 22))
    assert [len(line.history) for line in made.numbers] == [len(number.history) for number in NUMBERS]
    staying = next(line for line in made.numbers if "stays with a guardian" in line.meaning)
    assert staying.history == (
        ("in force since 1 January 2024", "21"),
        ("before that", "not provided for"),
    )


def test_a_day_before_the_change_shows_the_rules_of_that_day() -> None:
    names = [
        {clause.name for chapter in book("en", day).chapters for clause in chapter.clauses}
        for day in (date(2023, 12, 31), newest())
    ]
    assert names[1] - names[0] == {"stays_on_assessment"}


async def test_the_page_speaks_latvian_unless_asked_otherwise() -> None:
    latvian, english, asked = [
        await read("/rules"),
        await read("/rules", **{"accept-language": "en"}),
        await read("/rules?lang=en", **{"accept-language": "lv"}),
    ]
    assert latvian.headers["content-language"] == "lv"
    assert '<html lang="lv">' in latvian.text
    assert "aizgādības tiesības" in latvian.text
    assert english.headers["content-language"] == asked.headers["content-language"] == "en"
    assert english.text == asked.text
    assert (await read("/rules?lang=xx")).status_code == 422


async def test_the_page_needs_no_script_and_its_style_is_there() -> None:
    page = await read("/rules")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "style=" not in page.text
    style = re.search(r'href="(/rules/[^"]+)"', page.text)
    assert style is not None
    answer = await read(style[1])
    assert answer.headers["content-type"].startswith("text/css")


async def test_midnight_in_riga_turns_the_page() -> None:
    before, after = [await read("/rules?lang=en", at=datetime(2023, 12, 31, hour, tzinfo=UTC)) for hour in (21, 22)]
    assert "31 December 2023" in before.text
    assert "stays_on_assessment" not in before.text
    assert "1 January 2024" in after.text
    assert "stays_on_assessment" in after.text
