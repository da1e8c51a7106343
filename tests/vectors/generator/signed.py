"""Rightly signed by our own keys, and yet not what a till may take: values, names, downgrades."""

from generator import issuer as i
from generator.answers import at


def issuer_signed(v):
    """Rightly signed by our own keys, and yet not what a till may take."""
    for name, typ in {
        "vc+sd-jwt": "vc+sd-jwt",
        "JWT": "JWT",
        "kb+jwt": "kb+jwt",
        "nothing": "",
        "statuslist+jwt": "statuslist+jwt",
        "its long form": "application/dc+sd-jwt",
        "capitals": "DC+SD-JWT",
        "a space after": "dc+sd-jwt ",
    }.items():
        v.refused(f"typ: {name}", i.packed(i.wallet(header=i.card_header(typ=typ))))
        v.refused(f"typ in print: {name}", i.packed(i.printed(header=i.card_header("26p", typ=typ))))
    for name, changes in {
        "iss of another": {"iss": "https://other.example"},
        "iss with a slash": {"iss": i.ORIGIN + "/"},
        "iss on http": {"iss": "http://3plus.example"},
        "iss with a port": {"iss": i.ORIGIN + ":443"},
        "iss in capitals": {"iss": "https://3PLUS.example"},
        "iss empty": {"iss": ""},
        "vct 2": {"vct": f"{i.ORIGIN}/vct/2"},
        "vct of print": {"vct": f"{i.ORIGIN}/vct/print-1"},
        "vct of another": {"vct": "https://other.example/vct/1"},
        "vct with a slash": {"vct": f"{i.ORIGIN}/vct/1/"},
        "vct empty": {"vct": ""},
        "vct a urn": {"vct": "urn:eudi:pid:1"},
    }.items():
        v.refused(f"signed: {name}", i.packed(i.wallet(i.claims(**changes))))
        if "print" not in name:
            v.refused(f"signed in print: {name}", i.packed(i.printed(i.claims(printed=True, **changes))))
    v.refused(
        "signed in print: vct of a wallet card", i.packed(i.printed(i.claims(printed=True, vct=f"{i.ORIGIN}/vct/1")))
    )
    for name, uri in {
        "another origin": "https://other.example/status/1",
        "no number": f"{i.ORIGIN}/status/",
        "zero": f"{i.ORIGIN}/status/0",
        "a leading zero": f"{i.ORIGIN}/status/01",
        "ten digits": f"{i.ORIGIN}/status/1000000000",
        "a sign": f"{i.ORIGIN}/status/+1",
        "a letter": f"{i.ORIGIN}/status/1a",
        "a query": f"{i.ORIGIN}/status/1?x",
        "Arabic digits": f"{i.ORIGIN}/status/١",
        "a slash after": f"{i.ORIGIN}/status/1/",
        "a detour": f"{i.ORIGIN}/status/../status/1",
        "twice": f"{i.ORIGIN}/status/1/status/1",
        "another path": f"{i.ORIGIN}/statuses/1",
        "empty": "",
    }.items():
        v.refused(f"uri: {name}", i.packed(i.wallet(i.claims(status={"status_list": {"idx": 482_913, "uri": uri}}))))
    v.refused("uri: zero, though such a list is held", i.packed(i.wallet(at("0"))), status="number-zero")
    v.refused("uri: a leading zero, though such a list is held", i.packed(i.wallet(at("01"))), status="number-01")
    v.refused(
        "uri: ten digits, though such a list is held",
        i.packed(i.wallet(at(1_000_000_000))),
        status="number-ten-digits",
    )
    far = i.claims(idx=2**53 - 1)
    v.refused("idx: 2⁵³ − 1", i.packed(i.wallet(far)))
    v.refused("idx: one more than the list has", i.packed(i.wallet(i.claims(idx=i.LIST_BITS))))
    v.refused("idx: the list's size in print", i.packed(i.printed(i.claims(printed=True, idx=i.LIST_BITS))))
    v.add("idx: out of range, and no list is held", i.packed(i.wallet(far)), "cannot_tell", "status", status=None)


def names(v):
    long = "A" * 61
    bad = {
        "none": [],
        "seven": ["A", "B", "C", "D", "E", "F", "G"],
        "an empty one": ["Anna", ""],
        "sixty-one letters": [long],
        "sixty-one letters outside the BMP": ["𐍈" * 61],
        "a number": ["Anna", 1],
        "null": [None],
        "a list": [["Anna"]],
        "not NFC": ["Ja\u0304nis"],
        "not NFC: the Ångström sign": ["\u212b"],
        "not NFC: Hangul in parts": ["\u1112\u1161"],
        "a line end": ["An\nna"],
        "a carriage return": ["An\rna"],
        "a tab": ["An\tna"],
        "NUL": ["An\0na"],
        "escape": ["An\x1bna"],
        "DEL": ["An\x7fna"],
        "a C1 control": ["An\x85na"],
        "a soft hyphen": ["An\u00adna"],
        "a zero-width space": ["An\u200bna"],
        "a zero-width joiner": ["👨\u200d👩"],
        "right-to-left override": ["\u202eannA"],
        "right-to-left isolate": ["\u2067annA"],
        "left-to-right mark": ["Anna\u200e"],
        "Arabic letter mark": ["\u061cAnna"],
        "a byte order mark": ["\ufeffAnna"],
        "a line separator": ["An\u2028na"],
        "a paragraph separator": ["An\u2029na"],
        "word joiner": ["An\u2060na"],
        "an interlinear mark": ["An\ufff9na"],
        "a tag letter": ["Anna\U000e0041"],
        "a musical control": ["\U0001d173"],
    }
    for name, names in bad.items():
        v.refused(f"names: {name}", i.packed(i.wallet(i.claims(names))))
    for name in ("none", "seven", "an empty one", "sixty-one letters", "not NFC", "right-to-left override", "NUL"):
        v.refused(f"names in print: {name}", i.packed(i.printed(i.claims(bad[name], printed=True))))
    v.refused("names: one text, not a list", i.packed(i.wallet({**i.claims(), "names": "Anna"})))
    v.refused("names: an object", i.packed(i.wallet({**i.claims(), "names": {"0": "Anna"}})))
    v.refused("names: disclosures", i.packed(i.wallet({**i.claims(), "names": [{"...": "x" * 43}]})))


def downgrade(v):
    credential = i.unproved()
    v.both("downgrade: a wallet card without its proof", credential, "not_valid", "not-ours")
    v.both(
        "downgrade: a wallet card without proof, signed by the print key",
        i.unproved(header=i.card_header("26p"), key=i.PRINT),
        "not_valid",
        "not-ours",
    )
    v.both(
        "downgrade: a print card with a phone's key, no proof",
        i.printed({**i.claims(printed=True), "cnf": {"jwk": i.PHONE.jwk}}),
        "not_valid",
        "not-ours",
    )
    paper = i.printed()
    v.both("downgrade: a print card with a proof", paper + i.proof(paper), "not_valid", "not-ours")
    both = i.printed({**i.claims(printed=True), "cnf": {"jwk": i.PHONE.jwk}})
    v.both("downgrade: a print card with a phone's key and proof", both + i.proof(both), "not_valid", "not-ours")
    v.both("downgrade: wallet claims without cnf, no proof", i.unproved(i.claims(cnf=None)), "not_valid", "not-ours")
    v.both(
        "downgrade: wallet claims without cnf, with a proof",
        i.unproved(i.claims(cnf=None)) + i.proof(i.unproved(i.claims(cnf=None))),
        "not_valid",
        "not-ours",
    )
    v.both(
        "downgrade: print claims signed by the wallet key",
        i.printed(header=i.card_header("26a"), key=i.WALLET),
        "not_valid",
        "not-ours",
    )
    v.both(
        "downgrade: wallet claims, no cnf, signed by the print key",
        i.printed(i.claims(cnf=None)),
        "not_valid",
        "not-ours",
    )
    v.both(
        "downgrade: wallet card signed by the print key, with a proof",
        i.wallet(header=i.card_header("26p"), key=i.PRINT),
        "not_valid",
        "not-ours",
    )
    v.both(
        "downgrade: print vct with a phone's key, signed by the wallet key",
        i.wallet(i.claims(vct=f"{i.ORIGIN}/vct/print-1")),
        "not_valid",
        "not-ours",
    )
    v.both("downgrade: the card's own signature as its proof", credential + credential[:-1], "not_valid", "not-ours")
    v.both(
        "downgrade: two proofs' order turned round",
        i.proof(credential) + "~" + credential[:-1],
        "not_valid",
        "not-ours",
    )
