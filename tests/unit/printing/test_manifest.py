"""Cells of the list are text: no name or address makes a spreadsheet calculate."""

import pytest

from goda.printing.manifest import harmless


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+371 2",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        '=HYPERLINK("http://x";"y")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_cell_that_would_be_a_formula_is_text(cell: str) -> None:
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["", "Āda Bērziņa", "Brīvības iela 12-3", "12", "'jau", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_cell_is_one_line() -> None:
    assert harmless("a\nb") == "a b"
