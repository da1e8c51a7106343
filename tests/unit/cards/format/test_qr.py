"""How large a code becomes, and which names would have to go (card-format.md, "Error correction")."""

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from goda.cards import qr, wire

FAMILY = ("Jānis Bērziņš", "Anna Bērziņa", "Kārlis Bērziņš", "Līga Bērziņa")
NAMES = st.lists(
    st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1, max_size=60),
    min_size=1,
    max_size=6,
)
LONG = tuple(
    f"{first} {second}"
    for first, second in zip(
        ("Aleksandrīna-Konstantīna", "Maksimiliāns", "Žermēna", "Vladislavs", "Ķirša", "Čūska"),
        ("Šķirmante-Grīnfelde", "Mežvēvere", "Zvirgzdiņš", "Ūdrītis-Bļodnieks", "Ģērmane", "Ņikiforovs-Jēkabsons"),
        strict=True,
    )
)


def test_four_names_with_one_surname_take_13_l_and_9_m(issuer):
    assert qr.fits("wallet", FAMILY, issuer.ORIGIN) == qr.Fit(13, 15, ())
    assert qr.fits("print", FAMILY, issuer.ORIGIN) == qr.Fit(9, 11, ())


def test_the_version_foretold_holds_the_card_that_is_then_signed(issuer):
    for names in (FAMILY[:1], FAMILY[:2], FAMILY, LONG[:2], LONG[:3]):
        wallet = wire.pack(issuer.wallet(issuer.claims(names)))
        printed = wire.pack(issuer.printed(issuer.claims(names, printed=True)))
        assert (
            qr.screen_version(wallet)
            <= qr.fits("wallet", names, issuer.ORIGIN).version
            <= qr.screen_version(wallet) + 1
        )
        assert (
            qr.print_version(printed) <= qr.fits("print", names, issuer.ORIGIN).version <= qr.print_version(printed) + 1
        )


@settings(deadline=None)  # the machine may be busy
@given(names=NAMES, profile=st.sampled_from(["wallet", "print"]))
def test_what_is_kept_fits_and_what_is_dropped_would_not(names, profile):
    names = tuple(names)
    fit = qr.fits(profile, names, "https://3plus.example")
    kept = names[: len(names) - len(fit.drop)]
    assert kept
    assert kept + fit.drop == names
    assert qr.fits(profile, kept, "https://3plus.example").version <= fit.ceiling
    if fit.drop:
        assert fit.version > fit.ceiling
        assert qr.fits(profile, names[: len(kept) + 1], "https://3plus.example").drop


def test_six_long_names_are_too_many_and_the_last_go_first(issuer):
    fit = qr.fits("print", LONG, issuer.ORIGIN)
    assert fit.version > fit.ceiling == 11
    assert fit.drop
    assert LONG[-len(fit.drop) :] == fit.drop


def test_the_capacities_are_those_of_the_standard_as_another_encoder_knows_them():
    for error, holds in qr._HOLDS.items():
        for version, digits in enumerate(holds, 1):
            assert segno.make_qr("7" * digits, error=error, mode="numeric", boost_error=False).version == version
            assert (
                segno.make_qr("7" * (digits + 1), error=error, mode="numeric", boost_error=False).version == version + 1
            )
            assert qr._version(digits, error) == version
            assert qr._version(digits + 1, error) == version + 1


def test_a_card_keeps_its_size_while_its_proofs_change(issuer):
    card = issuer.unproved(issuer.claims(FAMILY))
    digits = [
        wire.pack(card + issuer.proof(card, iat=issuer.NOW + n * 20, value=issuer.nonce(str(n)))) for n in range(60)
    ]
    assert len({qr.screen_version(code) for code in digits}) == 1


def test_the_paper_code_is_read_by_an_independent_decoder(issuer, tmp_path):
    digits = wire.pack(issuer.printed(issuer.claims(FAMILY, printed=True)))
    rows = qr.matrix(digits)
    assert len(rows) == 17 + 4 * qr.print_version(digits)
    scale, quiet = 4, qr.QUIET_ZONE
    side = (len(rows) + 2 * quiet) * scale
    numpy = pytest.importorskip("numpy")
    image = numpy.full((side, side), 255, numpy.uint8)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image[(y + quiet) * scale : (y + quiet + 1) * scale, (x + quiet) * scale : (x + quiet + 1) * scale] = 0
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [digits]


def test_the_svg_is_one_element_with_its_quiet_zone_and_no_style(issuer):
    digits = wire.pack(issuer.printed())
    svg = qr.matrix_svg(digits)
    side = 17 + 4 * qr.print_version(digits) + 8
    assert svg.startswith("<svg ")
    assert f'viewBox="0 0 {side} {side}"' in svg
    assert "style" not in svg
    assert "class" not in svg
    assert "<?xml" not in svg
