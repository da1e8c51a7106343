"""Digits that are no code, packings that are none, and tokens."""

import zlib

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from generator import issuer as i
from generator import lists
from generator.collect import FAMILY


def digits(v):
    token = i.wallet()
    good = i.packed(token)
    signatures, parts = i.parts_of(token)
    body = b"\n".join(parts)
    for name, packing in {
        "no compression": i.deflate(body, level=0),
        "fixed codes": i.deflate(body, strategy=zlib.Z_FIXED),
        "fast": i.deflate(body, level=1),
        "Huffman only": i.deflate(body, strategy=zlib.Z_HUFFMAN_ONLY),
        "no use of the dictionary": i.deflate(body, dictionary=None),
        "two blocks": _two_blocks(body),
        "an empty stored block before": b"\0\0\0\xff\xff" + i.deflate(body),
    }.items():
        digits = i.packed(token, packing=packing)
        if len(digits) <= 2000:
            v.add(f"packing: {name}", digits, "valid")
        else:
            v.refused(f"packing: {name} (over 2 000 digits)", digits)
    for count in (1, 2, 3, 6, 7, 50):
        v.add(f"packing: {count} bytes after the final block", i.packed(token, after=bytes(range(count))), "valid")
    v.add("packing: another token after the final block", i.packed(token, after=i.deflate(b"{}\n{}\n{}\n{}")), "valid")
    for name, digits in {
        "empty": "",
        "the prefix alone": "3301",
        "half a prefix": "33",
        "another kind": "34" + good[2:],
        "another version": "3302" + good[4:],
        "version 00": "3300" + good[4:],
        "no prefix": good[4:],
        "a digit before": "0" + good,
        "a digit after": good + "0",
        "a zero between": good[:4] + "0" + good[4:],
        "a space before": " " + good,
        "a space after": good + " ",
        "a space inside": good[:100] + " " + good[100:],
        "a line end after": good + "\n",
        "a carriage return after": good + "\r",
        "NUL after": good + "\0",
        "an underscore": good[:10] + "_" + good[11:],
        "a sign": good[:4] + "+" + good[5:],
        "a minus": good[:4] + "-" + good[5:],
        "a dot": good[:9] + "." + good[10:],
        "a letter": good[:40] + "a" + good[41:],
        "full-width digits": good.translate({48 + n: 0xFF10 + n for n in range(10)}),
        "one Arabic digit": good[:20] + chr(0x660 + int(good[20])) + good[21:],
        "one full-width digit": good[:20] + chr(0xFF10 + int(good[20])) + good[21:],
        "a superscript": good[:20] + "²" + good[21:],
        "as an address": "https://3plus.example/v#" + good,
        "SHC": "shc:/" + good,
        "twice": good + good,
        "twice with one prefix": good + good[4:],
        "2 001 digits": (good + "0" * 2000)[:2001],
        "zeros": "0" * 900,
        "nines": "9" * 900,
        "prefix and zeros": "3301" + "0" * 900,
        "prefix and nines": "3301" + "9" * 901,
        "first block too large": "3301" + str(256**7).zfill(17) + good[21:],
        "first block of nines": "3301" + "9" * 17 + good[21:],
        "last block too large": _last_too_large(token),
        "a block of one digit": good[: 4 + 17] + "0",
        "a block of two digits": good[: 4 + 17] + "00",
        "a block of four digits": good[: 4 + 17] + "0001",
        "a block of sixteen digits": good[: 4 + 17] + "0" * 16,
    }.items():
        v.refused(f"digits: {name}", digits)
    for count in (0, 3, 4, 255):
        v.refused(f"packing: n of {count}", i.packed(token, count=count))
    filled = {len(code): code for code in (i.packed(token, after=bytes(n)) for n in range(500))}
    v.add("digits: 1 998, the most that a reader takes and whole blocks allow", filled[1998], "valid")
    v.refused("digits: 2 001, and else as good", filled[2001])
    whole = next(code for code in (i.packed(token, after=bytes(n)) for n in range(7)) if (len(code) - 4) % 17 == 0)
    v.add("digits: whole blocks alone", whole, "valid")
    for stray in (
        "0",
        "00",
        "0001",
        "000001",
        "0000007",
        "000000000",
        "12345678901",
        "000000000000",
        "9" * 14,
        "0" * 16,
    ):
        v.refused(f"digits: whole blocks and {len(stray)} more digits", whole + stray)
    v.add("digits: whole blocks and a block of one byte", whole + "255", "valid")
    v.refused("digits: whole blocks and a block of one byte, too large", whole + "256")
    own, own_parts = i.parts_of(i.printed())
    for count in (3, 4):
        code = i.packed(signatures=own + [bytes(64)] * (count - 1), parts=[*own_parts, *[b"{}"] * (2 * count - 2)])
        v.refused(f"packing: a printed card among {count} signatures and {2 * count} parts", code)
    v.refused("packing: n of 1 with a wallet card", i.packed(None, count=1, signatures=[signatures[0]], parts=parts))
    v.refused("packing: n of 1, its two parts only", i.packed(None, signatures=[signatures[0]], parts=parts[:2]))
    v.refused("packing: n of 2 with two parts", i.packed(None, signatures=signatures, parts=parts[:2]))
    v.refused("packing: three parts", i.packed(None, signatures=signatures, parts=parts[:3]))
    v.refused("packing: five parts", i.packed(None, signatures=signatures, parts=[*parts, b"{}"]))
    v.refused("packing: a line end at the end", i.packed(None, signatures=signatures, parts=[*parts, b""]))
    v.refused("packing: a line end in front", i.packed(None, signatures=signatures, parts=[b"", *parts]))
    v.refused("packing: joined by CR LF", i.packed(None, signatures=signatures, packing=i.deflate(b"\r\n".join(parts))))
    v.refused("packing: joined by NUL", i.packed(None, signatures=signatures, packing=i.deflate(b"\0".join(parts))))
    v.refused("packing: no DEFLATE", i.packed(None, signatures=signatures, packing=b""))
    v.refused("packing: no signatures", "3301" + i.digits_of(b"\2"))
    v.refused("packing: half a signature", "3301" + i.digits_of(b"\2" + signatures[0][:30]))
    v.refused("packing: signatures alone", "3301" + i.digits_of(b"\2" + signatures[0] + signatures[1]))
    v.refused("packing: zlib around it", i.packed(None, signatures=signatures, packing=zlib.compress(body, 9)))
    v.refused(
        "packing: another dictionary",
        i.packed(None, signatures=signatures, packing=i.deflate(body, dictionary=bytes(reversed(i.DICTIONARY)))),
    )
    v.refused("packing: a reserved block type", i.packed(None, signatures=signatures, packing=b"\7" + i.deflate(body)))
    v.refused(
        "packing: a stored block whose lengths disagree",
        i.packed(None, signatures=signatures, packing=b"\1\5\0\0\0hello"),
    )
    v.refused("packing: not marked as final", i.packed(None, signatures=signatures, packing=_never_final(body)))
    for name, size in (("4 096 bytes", 4096), ("4 097 bytes", 4097), ("64 KB", 65_536), ("200 KB", 200_000)):
        v.refused(f"bomb: {name} of one letter", i.packed(None, signatures=signatures, parts=[b"a" * size]))
    v.refused(
        "bomb: a good code, then spaces up to 4 097 bytes",
        i.packed(None, signatures=signatures, parts=[*parts[:3], parts[3] + b" " * (4097 - len(body))]),
    )
    v.refused("bomb: four parts of brackets", i.packed(None, signatures=signatures, parts=[b"[" * 1000] * 4))


def _last_too_large(token):
    good = i.packed(token)
    last = (len(good) - 4) % 17
    return good[:-last] + "9" * last if last else good[:-17] + "9" * 17


def _two_blocks(body):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, i.DICTIONARY)
    return packer.compress(body[:200]) + packer.flush(zlib.Z_FULL_FLUSH) + packer.compress(body[200:]) + packer.flush()


def _never_final(body):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, i.DICTIONARY)
    return packer.compress(body) + packer.flush(zlib.Z_SYNC_FLUSH)


def tokens(v):
    token = i.wallet()
    jwt, proof = token.split("~")
    h, p, s = jwt.split(".")
    kh, kp, ks = proof.split(".")
    for name, text in {
        "no tilde": jwt,
        "two tildes": f"{jwt}~~{proof}",
        "a tilde at the end": token + "~",
        "a disclosure": f"{jwt}~{i.b64(b'[1,2]')}~{proof}",
        "a space before": " " + token,
        "a space after": token + " ",
        "a line end": token + "\n",
        "a carriage return": token + "\r",
        "NUL": token + "\0",
        "header padded": f"{h}=.{p}.{s}~{proof}",
        "payload padded": f"{h}.{p}==.{s}~{proof}",
        "standard base64": token.replace("-", "+").replace("_", "/") if "-" in token or "_" in token else "+" + token,
        "signature not canonical": f"{h}.{p}.{lists.other_ending(s)}~{i.proof(f'{h}.{p}.{lists.other_ending(s)}~')}",
        "proof's signature not canonical": f"{jwt}~{kh}.{kp}.{lists.other_ending(ks)}",
        "signature of 63 bytes": f"{h}.{p}.{i.b64(i.unb64(s)[:63])}~{proof}",
        "signature of 65 bytes": f"{h}.{p}.{i.b64(i.unb64(s) + bytes(1))}~{proof}",
        "signature in DER": f"{h}.{p}.{i.b64(_der(i.unb64(s)))}~{proof}",
        "no signature": f"{h}.{p}.~{proof}",
        "no proof signature": f"{jwt}~{kh}.{kp}.",
        "two parts": f"{h}.{p}~{proof}",
        "four parts": f"{h}.{p}.{s}.{s}~{proof}",
        "an empty header": f".{p}.{s}~{proof}",
        "an empty payload": f"{h}..{s}~{proof}",
        "dots alone": "..~..",
        "a tilde alone": "~",
        "an address before": "https://3plus.example/v#" + token,
        "openid4vp": "openid4vp://?" + token,
        "letters outside ASCII": token.replace(token[30], "ā", 1),
        "longer than 8 192": f"{h}.{p}{'A' * 8192}.{s}~{proof}",
        "a very long tail": token + "A" * 20_000,
        "words": "Derīga",
        "an address": "https://evil.example/valid",
        "JSON": '{"verdict":"valid"}',
        "markup": "<script>alert(1)</script>",
        "personal code": "010180-15097",
        "EAN-13": "4750123456789",
        "a vCard": "BEGIN:VCARD",
        "the key list": i.key_list(),
        "the key list and a tilde": i.key_list() + "~",
    }.items():
        v.refused(f"token: {name}", text)
    paper = i.printed()
    v.refused("token: a printed card without its tilde", paper[:-1])
    v.refused("token: a printed card with two tildes", paper + "~")
    v.refused("token: a printed card, a tilde and a space", paper + " ")
    wide = i.claims(tuple("𐍈" * 60 for _ in range(6)))
    assert len(i.packed(i.wallet(wide))) <= 2000
    v.both(
        "valid: six names of sixty letters outside the BMP",
        i.wallet(wide),
        "valid",
        names=tuple("𐍈" * 60 for _ in range(6)),
    )
    large = i.compact(i.claims())[:-1] + " " * 3900 + "}"
    v.refused("token: parts over 4 096 bytes", i.wallet(large))


def _der(raw):
    return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def wire_document():
    """Token ⇄ digits: `packed` unpacks to `token`; a `token` of null does not unpack."""
    found = []
    long = i.wallet(i.claims(tuple("𐍈" * 60 for _ in range(6))))
    for name, token in (
        ("a wallet card", i.wallet()),
        ("a printed card", i.printed()),
        ("four names with one surname", i.wallet(i.claims(FAMILY))),
        ("six long names", long),
        ("not a card at all, but a token", f"{i.WALLET.jws('{}', '[]')}~"),
        ("text that is not JSON", i.WALLET.jws("x", "y") + "~" + i.PHONE.jws("z", "ž")),
    ):
        found.append({"name": name, "digits": i.packed(token), "token": token})
    token = i.wallet()
    found.append({"name": "bytes after the final block", "digits": i.packed(token, after=b"abc"), "token": token})
    found.append(
        {
            "name": "fixed codes",
            "digits": i.packed(token, packing=i.deflate(b"\n".join(i.parts_of(token)[1]), strategy=zlib.Z_FIXED)),
            "token": token,
        }
    )
    found.append(
        {
            "name": "parts of 4 096 bytes",
            "digits": i.packed(signatures=[bytes(64)], parts=[b"a" * 4000, b"b" * 95]),
            "token": f"{i.b64(b'a' * 4000)}.{i.b64(b'b' * 95)}.{i.b64(bytes(64))}~",
        }
    )
    found.append(
        {
            "name": "parts of 4 097 bytes",
            "digits": i.packed(signatures=[bytes(64)], parts=[b"a" * 4000, b"b" * 96]),
            "token": None,
        }
    )
    blocks = [
        {"bytes": (bytes([value]) * count).hex(), "digits": i.digits_of(bytes([value]) * count)}
        for count in range(1, 15)
        for value in (0, 1, 0x7F, 0xFF)
    ]
    return {"unpack": found, "blocks": blocks}
