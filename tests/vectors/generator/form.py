"""Rightly signed, but not written as the format writes it."""

from generator import issuer as i
from generator import lists


def form(v):
    """Rightly signed, but not written as the format writes it."""
    good = i.compact(i.claims())
    texts = {
        "a space after a colon": good.replace('"exp":', '"exp": '),
        "a space before": " " + good,
        "a line end after": good + "\n",
        "a tab": good.replace(",", ",\t", 1),
        "a byte order mark": "\ufeff" + good,
        "a further member at the end": good[:-1] + ',"iat":1}',
        "a further member in front": '{"iat":1,' + good[1:],
        "sub": good.replace('"exp"', '"sub":"x","exp"'),
        "_sd": good[:-1] + ',"_sd":[]}',
        "_sd_alg": good[:-1] + ',"_sd_alg":"sha-256"}',
        "nbf": good.replace('"exp"', '"nbf":1,"exp"'),
        "exp twice": good.replace('"exp"', '"exp":1,"exp"'),
        "exp twice, equal": good.replace(f'"exp":{i.EXP}', f'"exp":{i.EXP},"exp":{i.EXP}'),
        "names twice": good.replace('"names":', '"names":["Eva"],"names":'),
        "cnf twice": good[:-1] + ',"cnf":{"jwk":' + i.compact(i.PHONE.jwk) + "}}",
        "kty twice": good.replace('"kty":"EC"', '"kty":"EC","kty":"EC"'),
        "idx twice": good.replace('"idx":', '"idx":1,"idx":'),
        "order of iss and vct": i.compact(
            {"vct": i.claims()["vct"], **{m: c for m, c in i.claims().items() if m != "vct"}}
        ),
        "cnf before names": i.compact({**{m: i.claims()[m] for m in ("iss", "vct", "exp", "status", "cnf", "names")}}),
        "order of idx and uri": i.compact(
            i.claims(status={"status_list": {"uri": f"{i.ORIGIN}/status/1", "idx": 482_913}})
        ),
        "order of x and y": i.compact(i.claims(cnf={"jwk": {m: i.PHONE.jwk[m] for m in ("kty", "crv", "y", "x")}})),
        "iss missing": i.compact(i.claims(iss=None)),
        "vct missing": i.compact(i.claims(vct=None)),
        "exp missing": i.compact(i.claims(exp=None)),
        "status missing": i.compact(i.claims(status=None)),
        "names missing": good.replace(good[good.index('"names"') : good.index('"cnf"')], ""),
        "exp 1.0": good.replace(str(i.EXP), f"{i.EXP}.0"),
        "exp in e-notation": good.replace(str(i.EXP), "17978976e2"),
        "exp with a leading zero": good.replace(str(i.EXP), f"0{i.EXP}"),
        "exp with a plus": good.replace(str(i.EXP), f"+{i.EXP}"),
        "exp negative": good.replace(str(i.EXP), "-86400"),
        "exp minus zero": good.replace(str(i.EXP), "-0"),
        "exp as text": good.replace(str(i.EXP), f'"{i.EXP}"'),
        "exp null": good.replace(str(i.EXP), "null"),
        "exp true": good.replace(str(i.EXP), "true"),
        "exp a list": good.replace(str(i.EXP), f"[{i.EXP}]"),
        "exp 2⁵³": good.replace(str(i.EXP), "9007199254740992"),
        "exp of 40 digits": good.replace(str(i.EXP), "864" + "0" * 37),
        "exp Infinity": good.replace(str(i.EXP), "Infinity"),
        "exp 1e999": good.replace(str(i.EXP), "1e999"),
        "exp hexadecimal": good.replace(str(i.EXP), "0x6B2A"),
        "idx negative": good.replace("482913", "-1"),
        "idx a float": good.replace("482913", "482913.5"),
        "idx 482913.0": good.replace("482913", "482913.0"),
        "idx as text": good.replace("482913", '"482913"'),
        "idx 2⁵³": good.replace("482913", "9007199254740992"),
        "idx 2⁶⁴": good.replace("482913", "18446744073709551616"),
        "idx true": good.replace("482913", "true"),
        "idx null": good.replace("482913", "null"),
        "iss a number": good.replace(f'"iss":"{i.ORIGIN}"', '"iss":1'),
        "iss null": good.replace(f'"iss":"{i.ORIGIN}"', '"iss":null'),
        "vct a list": good.replace(f'"vct":"{i.ORIGIN}/vct/1"', f'"vct":["{i.ORIGIN}/vct/1"]'),
        "status a list": good.replace('{"status_list":{', "[{").replace('}},"names"', '}],"names"'),
        "status with a further member": good.replace('"status":{', '"status":{"x":1,'),
        "status_list with bits": good.replace('"status_list":{', '"status_list":{"bits":1,'),
        "status null": good.replace(good[good.index('{"status_list"') : good.index(',"names"')], "null"),
        "an escaped letter": good.replace("Anna", "\\u0041nna"),
        "an escaped slash": good.replace("https://3plus.example/vct", "https:\\/\\/3plus.example/vct"),
        "an escaped member": good.replace('"exp"', '"\\u0065xp"'),
        "escaped as ASCII": good.replace("ā", "\\u0101"),
        "an escaped surrogate pair": good.replace("Anna", "\\ud83d\\ude00"),
        "a lone surrogate": good.replace("Anna", "\\ud83d"),
        "single quotes": good.replace('"', "'"),
        "a comment": good + "/**/",
        "a comma at the end": good[:-1] + ",}",
        "no closing brace": good[:-1],
        "two objects": good + good,
        "a list": f"[{good}]",
        "a text": '"x"',
        "a number": "1",
        "null": "null",
        "true": "true",
        "an empty object": "{}",
        "nested five thousand deep": "[" * 4000,
        "objects nested deep": '{"iss":' * 500 + "1" + "}" * 500,
        "depth 7 in status": good.replace("482913", "[[[[[1]]]]]"),
        "__proto__": '{"__proto__":{},' + good[1:],
        "cnf with a further member": good.replace('"cnf":{', '"cnf":{"kid":"x",'),
        "cnf.jwk with use": good.replace('"kty":"EC"', '"kty":"EC","use":"sig"'),
        "cnf.jwk with key_ops": good[:-3] + ',"key_ops":["verify"]}}}',
        "cnf.jwk with alg": good[:-3] + ',"alg":"ES256"}}}',
        "cnf.jkt": i.compact(i.claims(cnf={"jkt": "x" * 43})),
        "cnf empty": i.compact(i.claims(cnf={})),
        "cnf null": good[: good.index('"cnf":') + 6] + "null}",
        "cnf.jwk null": i.compact(i.claims(cnf={"jwk": None})),
        "cnf.jwk without y": i.compact(i.claims(cnf={"jwk": {m: i.PHONE.jwk[m] for m in ("kty", "crv", "x")}})),
        "cnf.jwk x a number": i.compact(i.claims(cnf={"jwk": {**i.PHONE.jwk, "x": 1}})),
    }
    for name, text in texts.items():
        assert text != good, name
        v.refused(f"payload: {name}", _packed_or_token(i.wallet(text)))
    v.refused("payload: invalid UTF-8", i.packed(i.wallet(good.encode().replace("ā".encode(), b"\xff"))))
    v.refused("payload: overlong UTF-8", i.packed(i.wallet(good.encode().replace(b"Anna", b"\xc1\x81nna"))))
    v.refused("payload: a surrogate in UTF-8", i.packed(i.wallet(good.encode().replace(b"Anna", b"\xed\xa0\xbd"))))
    v.refused("payload: a NUL inside a name", i.packed(i.wallet(good.encode().replace(b"Anna", b"An\0na"))))
    v.refused("payload: a raw line end inside a name, as a token", i.wallet(good.replace("Anna", "An\nna")))
    for name, jwk in {
        "kty RSA": {**i.PHONE.jwk, "kty": "RSA"},
        "crv P-384": {**i.PHONE.jwk, "crv": "P-384"},
        "crv secp256k1": {**i.PHONE.jwk, "crv": "secp256k1"},
        "off the curve": {**i.PHONE.jwk, "y": i.PHONE.jwk["x"]},
        "zeros": {**i.PHONE.jwk, "x": "A" * 43, "y": "A" * 43},
        "x not canonical": {**i.PHONE.jwk, "x": lists.other_ending(i.PHONE.jwk["x"])},
        "y not canonical": {**i.PHONE.jwk, "y": lists.other_ending(i.PHONE.jwk["y"])},
        "x padded": {**i.PHONE.jwk, "x": i.PHONE.jwk["x"] + "="},
        "x of 33 bytes": {**i.PHONE.jwk, "x": i.b64(b"\0" + i.unb64(i.PHONE.jwk["x"]))},
        "x of 31 bytes": {**i.PHONE.jwk, "x": i.PHONE.jwk["x"][:42]},
        "x empty": {**i.PHONE.jwk, "x": ""},
        "x not below p": {**i.PHONE.jwk, "x": i.b64(b"\xff" * 32)},
    }.items():
        v.refused(f"cnf: {name}", i.packed(i.wallet(i.claims(cnf={"jwk": jwk}))))
    header = i.compact(i.card_header())
    for name, text in {
        "alg none": i.compact(i.card_header(alg="none")),
        "alg HS256": i.compact(i.card_header(alg="HS256")),
        "alg ES384": i.compact(i.card_header(alg="ES384")),
        "alg ES256K": i.compact(i.card_header(alg="ES256K")),
        "alg es256": i.compact(i.card_header(alg="es256")),
        "alg missing": header.replace('"alg":"ES256",', ""),
        "alg a list": header.replace('"ES256"', '["ES256"]'),
        "alg twice": header.replace('"alg"', '"alg":"none","alg"'),
        "alg twice, last none": header[:-1] + ',"alg":"none"}',
        "typ missing": header.replace('"typ":"dc+sd-jwt",', ""),
        "typ null": header.replace('"dc+sd-jwt"', "null"),
        "kid missing": header.replace(',"kid":"26a"', ""),
        "kid of two characters": header.replace("26a", "26"),
        "kid of five characters": header.replace("26a", "26abc"),
        "kid in capitals": header.replace("26a", "26A"),
        "kid a number": header.replace('"26a"', "261"),
        "kid with a line end": header.replace("26a", "26a\\n"),
        "kid with full-width digits": header.replace("26a", "２６a"),
        "kid empty": header.replace("26a", ""),
        "kid a path": header.replace("26a", "../"),
        "crit": header[:-1] + ',"crit":[]}',
        "b64": header[:-1] + ',"b64":false}',
        "jwk": header[:-1] + ',"jwk":' + i.compact(i.STRANGER.jwk) + "}",
        "jku": header[:-1] + ',"jku":"https://evil.example"}',
        "x5c": header[:-1] + ',"x5c":[]}',
        "cty": header[:-1] + ',"cty":"x"}',
        "order typ, alg": '{"typ":"dc+sd-jwt","alg":"ES256","kid":"26a"}',
        "a space": header.replace(",", ", "),
        "an escape": header.replace("26a", "\\u0032\\u0036a"),
        "a list": "[]",
        "not JSON": "x",
        "cut short": header[:-1],
    }.items():
        assert text != header, name
        v.refused(f"header: {name}", i.packed(i.wallet(header=text)))


def _packed_or_token(token):
    """Digits where the token fits into them, else the token."""
    digits = i.packed(token)
    return digits if not any(b"\n" in part for part in i.parts_of(token)[1]) and len(digits) <= 2000 else token
