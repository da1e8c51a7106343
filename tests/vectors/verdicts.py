"""Vectors for the verdict on a code, good and bad, and for the way between token and digits."""

import zlib
from hashlib import sha256

import issuer as i
import lists
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

DAY = 86_400
FAMILY = ("Jānis Bērziņš", "Anna Bērziņa", "Kārlis Bērziņš", "Līga Bērziņa")
TWO = ("Jānis Bērziņš", "Anna Bērziņa")


class Vectors:
    """Collects vectors; what is not said is the ordinary: now, the good key list, a list fetched ten seconds ago."""

    def __init__(self):
        self.found = []

    def add(
        self,
        name,
        text,
        verdict,
        reason=None,
        *,
        names=None,
        print_=False,
        as_of=None,
        now=i.NOW,
        keys="good",
        status="fresh",
        status_age=10,
        asked=None,
    ):
        told = verdict in ("valid", "valid_as_of", "annulled") or (verdict == "cannot_tell" and reason == "status")
        self.found.append(
            {
                "name": name,
                "text": text,
                "now": now,
                "keys": keys,
                "status": status,
                "status_age": status_age if status else None,
                "asked": asked,
                "expect": {
                    "verdict": verdict,
                    "reason": reason,
                    "names": list(names or TWO) if told else [],
                    "print": print_ if told else False,
                    "as_of": as_of,
                },
            }
        )

    def both(self, name, token, verdict, reason=None, **context):
        self.add(f"{name} (digits)", i.packed(token), verdict, reason, **context)
        self.add(f"{name} (token)", token, verdict, reason, **context)

    def refused(self, name, text, reason="not-ours", **context):
        self.add(name, text, "not_valid", reason, **context)


def document():
    v = Vectors()
    for part in (
        _valid,
        _ages,
        _lists,
        _card_time,
        _proof_time,
        _challenge,
        _keys,
        _forged,
        _issuer_signed,
        _form,
        _names,
        _downgrade,
        _proof,
        _signatures,
        _digits,
        _tokens,
        _order,
    ):
        part(v)
    names = [vector["name"] for vector in v.found]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    good = i.packed(i.wallet())
    return {
        "key_lists": lists.key_lists(),
        "status_lists": lists.status_lists(),
        "verdicts": v.found,
        "prefixes": [
            {"name": "every truncation of a wallet code", "text": good, "reason": "not-ours"},
            {"name": "every truncation of a printed code", "text": i.packed(i.printed()), "reason": "not-ours"},
        ],
    }


def _valid(v):
    v.both("valid: a wallet card", i.wallet(), "valid")
    v.both("valid: a printed card", i.printed(), "valid", print_=True)
    for count in (1, 3, 4, 6):
        names = (*FAMILY, "Mārtiņš Bērziņš", "Elīza Bērziņa")[:count]
        v.both(f"valid: {count} names", i.wallet(i.claims(names)), "valid", names=names)
        v.add(
            f"valid: {count} names in print",
            i.packed(i.printed(i.claims(names, printed=True))),
            "valid",
            names=names,
            print_=True,
        )
    for name, text in {
        "sixty letters": "Ā" * 60,
        "sixty letters outside the BMP": "𐍈" * 60,
        "one letter": "Ž",
        "quotes and backslashes": 'An"na \\ Bērziņa "\\"',
        "an emoji": "Jānis 👨",
        "Arabic": "محمد",
        "Han": "王小明",
        "markup, shown as text": "<b>Jānis</b>&amp;",
        "an address, shown as text": "https://evil.example",
        "a no-break space": "Anna\u00a0Bērziņa",
        "spaces at both ends": " Anna ",
        "a combining mark that has no composed form": "x\u0304",
        "a private-use letter": "A\ue000",
        "a variation selector": "A\ufe0f",
        "tilde, dot and LF's letters": "~.\\n",
        "slash": "A/B",
        "Unicode that JSON may escape": "é€𝄞",
    }.items():
        v.both(f"valid: a name of {name}", i.wallet(i.claims((text,))), "valid", names=(text,))
    v.both("valid: a high s in the issuer's signature", i.high_s(_unproved()) + i.proof(i.high_s(_unproved())), "valid")
    v.both("valid: a high s in the proof", i.high_s(i.wallet(), 1), "valid")
    v.both("valid: a high s in print", i.high_s(i.printed()), "valid", print_=True)
    v.add("valid: index 0", i.packed(i.wallet(i.claims(idx=0))), "valid")
    v.add("valid: the last index", i.packed(i.wallet(i.claims(idx=i.LIST_BITS - 1))), "valid")
    v.add("valid: every other card annulled", i.packed(i.wallet()), "valid", status="all-annulled-but-mine")
    v.add("valid: the smallest list that holds the index", i.packed(i.wallet()), "valid", status="just-long-enough")
    v.add(
        "valid: a list numbered with nine digits",
        i.packed(i.wallet(_at(999_999_999))),
        "valid",
        status="number-nine-digits",
    )


def _at(number):
    return i.claims(status={"status_list": {"idx": 482_913, "uri": f"{i.ORIGIN}/status/{number}"}})


def _unproved(payload=None, header=None, key=i.WALLET):
    return key.jws(header or i.card_header(), payload or i.claims()) + "~"


def _ages(v):
    code = i.packed(i.wallet())
    v.add("as of: list fetched fifteen minutes ago", code, "valid", status_age=900)
    v.add(
        "as of: list fetched fifteen minutes and a second ago", code, "valid_as_of", status_age=901, as_of=i.NOW - 901
    )
    v.add(
        "as of: list fetched nearly a day ago",
        code,
        "valid_as_of",
        status="ends-in-a-second",
        status_age=86_399,
        as_of=i.NOW - 86_399,
    )
    v.add("as of: an old list fetched again just now", code, "valid", status="fifteen-minutes-and-one", status_age=0)
    v.add("as of: age unknown, list fifteen minutes old", code, "valid", status="fifteen-minutes", status_age=None)
    v.add(
        "as of: age unknown, list fifteen minutes and a second old",
        code,
        "valid_as_of",
        status="fifteen-minutes-and-one",
        status_age=None,
        as_of=i.NOW - 901,
    )
    v.add("as of: age unknown, list from ten minutes ahead", code, "valid", status="ahead-600", status_age=None)
    v.add(
        "as of: a printed card", i.packed(i.printed()), "valid_as_of", status_age=3600, as_of=i.NOW - 3600, print_=True
    )


def _lists(v):
    for name, token, print_ in (("wallet", i.wallet(), False), ("print", i.printed(), True)):
        code = i.packed(token)
        v.add(f"{name}: no key list", code, "cannot_tell", "keys", keys=None, status=None)
        v.add(f"{name}: a key list of another issuer", code, "cannot_tell", "keys", keys="other-issuer", status=None)
        v.add(f"{name}: no status list", code, "cannot_tell", "status", status=None, print_=print_)
        v.add(
            f"{name}: the status list of another address",
            code,
            "cannot_tell",
            "status",
            status="another",
            print_=print_,
        )
        v.add(f"{name}: annulled", code, "annulled", "annulled", status="mine-annulled", print_=print_)
        v.add(
            f"{name}: annulled on a list three days old",
            code,
            "annulled",
            "annulled",
            status="mine-annulled-old",
            status_age=3 * DAY,
            print_=print_,
        )
        v.add(f"{name}: everything annulled", code, "annulled", "annulled", status="all-annulled", print_=print_)
        v.add(f"{name}: a list that ends now", code, "cannot_tell", "status", status="ends-now", print_=print_)
        v.add(f"{name}: a list that ends in a second", code, "valid", status="ends-in-a-second", print_=print_)
        v.add(f"{name}: a list past its end", code, "cannot_tell", "status", status="expired", print_=print_)
        v.add(
            f"{name}: a list past its end, fetched just now",
            code,
            "cannot_tell",
            "status",
            status="expired",
            status_age=0,
            print_=print_,
        )
        v.add(f"{name}: a clock ten minutes behind the list", code, "valid", status="ahead-600", print_=print_)
        v.add(
            f"{name}: a clock ten minutes and a second behind the list",
            code,
            "cannot_tell",
            "clock",
            status="ahead-601",
        )
        v.add(f"{name}: a clock a day behind the list", code, "cannot_tell", "clock", status="ahead-a-day")
        v.add(
            f"{name}: a clock behind a list that has it annulled",
            code,
            "cannot_tell",
            "clock",
            status="ahead-and-mine-annulled",
        )
        v.refused(f"{name}: index out of range", code, status="short")
        v.refused(f"{name}: index out of range of a list past its end", code, status="short-expired")
    v.add("key list in its last second", i.packed(i.wallet()), "valid", keys="ends-now")
    late = i.NOW + 1
    v.add("key list at its end", i.packed(i.wallet()), "cannot_tell", "keys", keys="ends-now", now=late)
    v.add(
        "annulled and key list at its end",
        i.packed(i.wallet()),
        "cannot_tell",
        "keys",
        keys="ends-now",
        status="mine-annulled",
        now=late,
    )
    v.add(
        "a till whose clock is behind the keys themselves",
        i.packed(i.wallet(iat=i.NOW)),
        "cannot_tell",
        "clock",
        keys="young",
        status="ahead-a-day",
        now=i.NOW - 700,
    )


def _card_time(v):
    for name, exp, verdict in (
        ("a day to come", i.NOW - i.NOW % DAY + DAY, "valid"),
        ("today's start", i.NOW - i.NOW % DAY, "expired"),
        ("last year", i.NOW - i.NOW % DAY - 365 * DAY, "expired"),
        ("1970", 0, "expired"),
    ):
        for kind, token, print_ in (
            ("wallet", i.wallet(i.claims(exp=exp)), False),
            ("print", i.printed(i.claims(printed=True, exp=exp)), True),
        ):
            if verdict == "valid":
                v.add(f"exp: {name} ({kind})", i.packed(token), "valid", print_=print_)
            else:
                v.refused(f"exp: {name} ({kind})", i.packed(token), "expired")
    v.refused("exp: this very second", i.packed(i.wallet(iat=i.EXP)), "expired", now=i.EXP, status="ahead-a-day")
    v.add(
        "exp: a second before",
        i.packed(i.wallet(iat=i.EXP - 1)),
        "cannot_tell",
        "status",
        now=i.EXP - 1,
        status="fresh",
        status_age=None,
    )
    v.refused("exp: expired and annulled", i.packed(i.wallet(i.claims(exp=0))), "expired", status="mine-annulled")
    v.add("exp: in a thousand years", i.packed(i.wallet(i.claims(exp=DAY * 400_000))), "valid")
    v.add(
        "exp: the last whole day that JavaScript keeps",
        i.packed(i.wallet(i.claims(exp=2**53 - 1 - (2**53 - 1) % DAY))),
        "valid",
    )
    for off in (1, -1, 3600, 43_200):
        v.refused(f"exp: {off} seconds from a whole day", i.packed(i.wallet(i.claims(exp=i.EXP + off))))


def _proof_time(v):
    for ahead, reason in (
        (-86_400 * 365, "old-code"),
        (-3600, "old-code"),
        (-120, "old-code"),
        (-62, "old-code"),
        (-61, "old-code"),
        (-60, None),
        (-59, None),
        (0, None),
        (29, None),
        (30, None),
        (31, "phone-clock"),
        (61, "phone-clock"),
        (86_400 * 365, "phone-clock"),
    ):
        code = i.packed(i.wallet(iat=i.NOW + ahead))
        if reason:
            v.refused(f"proof: iat {ahead:+}", code, reason)
        else:
            v.add(f"proof: iat {ahead:+}", code, "valid")
    v.refused("proof: iat 0", i.packed(i.wallet(iat=0)), "old-code")
    v.refused("proof: iat 2⁵³ − 1", i.packed(i.wallet(iat=2**53 - 1)), "phone-clock")
    v.refused(
        "proof: old, and the card annulled", i.packed(i.wallet(iat=i.NOW - 61)), "old-code", status="mine-annulled"
    )
    v.refused("proof: old, and no status list", i.packed(i.wallet(iat=i.NOW - 61)), "old-code", status=None)


def _other_s(credential):
    """The credential with the other of the two values of s: as rightly signed, but another text."""
    head, _, signature = credential[:-1].rpartition(".")
    raw = i.unb64(signature)
    return f"{head}.{i.b64(raw[:32] + (i.N - int.from_bytes(raw[32:], 'big')).to_bytes(32, 'big'))}~"


def _challenge(v):
    for name, typed, asked, good in (
        ("two digits", "42", "42", True),
        ("three digits", "042", "042", True),
        ("zeros", "00", "00", True),
        ("typed, but this till did not ask", "42", None, True),
        ("other digits", "43", "42", False),
        ("two of three", "42", "042", False),
        ("three for two", "042", "42", False),
        ("none typed", None, "42", False),
        ("turned round", "24", "42", False),
    ):
        code = i.packed(i.wallet(value=i.nonce(challenge=typed)))
        if good:
            v.add(f"challenge: {name}", code, "valid", asked=asked)
        else:
            v.refused(f"challenge: {name}", code, "old-code", asked=asked)
    v.refused(
        "challenge: missing and the phone's clock ahead", i.packed(i.wallet(iat=i.NOW + 31)), "phone-clock", asked="42"
    )
    v.add("challenge: a printed card cannot answer", i.packed(i.printed()), "valid", print_=True, asked="42")


def _keys(v):
    w, p = i.WALLET, i.PRINT
    for name, kid in (
        ("next", "26n"),
        ("retired", "25r"),
        ("of four characters", "26bc"),
        ("in force from this second", "26w"),
    ):
        v.add(f"key: {name}", i.packed(i.wallet(header=i.card_header(kid))), "valid")
    for name, header, key in (
        ("unknown", i.card_header("zzz"), w),
        ("past its end since this second", i.card_header("25x"), w),
        ("compromised", i.card_header("26c"), w),
        ("the print key", i.card_header("26p"), p),
        ("the status key", i.card_header("26s"), i.STATUS),
        ("named as print, signed by wallet", i.card_header("26p"), w),
    ):
        v.refused(f"key: {name}, for a wallet card", i.packed(i.wallet(header=header, key=key)))
    for name, header, key in (
        ("the wallet key", i.card_header("26a"), w),
        ("the status key", i.card_header("26s"), i.STATUS),
        ("compromised", i.card_header("25p"), p),
        ("unknown", i.card_header("25q"), p),
    ):
        v.refused(f"key: {name}, for a printed card", i.packed(i.printed(header=header, key=key)))
    v.refused("key: not yet in force", i.packed(i.wallet(header=i.card_header("26w"), iat=i.NOW - 1)), now=i.NOW - 1)
    v.add(
        "key: in force for another second",
        i.packed(i.wallet(header=i.card_header("25x"), iat=i.NOW - 1)),
        "valid",
        now=i.NOW - 1,
    )
    v.refused("key: marked compromised in a newer list", i.packed(i.wallet()), keys="wallet-compromised")
    v.refused("key: gone from the list", i.packed(i.printed()), keys="without-print")
    v.add(
        "key: a print card lives on while the wallet key is compromised",
        i.packed(i.printed()),
        "valid",
        keys="wallet-compromised",
        print_=True,
    )
    v.refused("key: of a stranger under our key's name", i.packed(i.wallet(key=i.STRANGER)), "forged")
    v.refused("key: of a stranger under our print key's name", i.packed(i.printed(key=i.STRANGER)), "forged")
    v.refused("key: the root", i.packed(i.wallet(header=i.card_header("root"), key=i.ROOT)))
    v.refused("key: the phone signs its own card", i.packed(i.wallet(key=i.PHONE)), "forged")


def _swap(token, change):
    """The token with its credential's payload changed and the issuer's signature left; proved anew by the phone."""
    head, payload, signature = token.split("~")[0].split(".")
    text = i.unb64(payload).decode()
    changed = change(text)
    assert changed != text
    credential = f"{head}.{i.b64(changed.encode())}.{signature}~"
    return credential + (i.proof(credential) if not token.endswith("~") else "")


def _forged(v):
    changes = {
        "iss": lambda t: t.replace(f'"iss":"{i.ORIGIN}"', '"iss":"https://4plus.example"'),
        "vct": lambda t: t.replace("/vct/1", "/vct/2"),
        "vct to print": lambda t: t.replace("/vct/1", "/vct/print-1"),
        "exp a day on": lambda t: t.replace(str(i.EXP), str(i.EXP + DAY)),
        "exp a second on": lambda t: t.replace(str(i.EXP), str(i.EXP + 1)),
        "idx": lambda t: t.replace("482913", "482914"),
        "idx to one out of range": lambda t: t.replace("482913", "48291300"),
        "uri": lambda t: t.replace("/status/1", "/status/2"),
        "names, one letter": lambda t: t.replace("Jānis", "Jānes"),
        "names, turned round": lambda t: t.replace('"Jānis Bērziņš","Anna Bērziņa"', '"Anna Bērziņa","Jānis Bērziņš"'),
        "names, one more": lambda t: t.replace('"Anna Bērziņa"', '"Anna Bērziņa","Eva"'),
        "names, one less": lambda t: t.replace(',"Anna Bērziņa"', ""),
        "the phone's key": lambda t: t.replace(i.PHONE.jwk["x"], i.STRANGER.jwk["x"]).replace(
            i.PHONE.jwk["y"], i.STRANGER.jwk["y"]
        ),
    }
    for name, change in changes.items():
        v.both(f"forged: {name}", _swap(i.wallet(), change), "not_valid", "forged")
        if "phone" not in name and "to print" not in name:
            back = (lambda c: lambda t: c(t.replace(str(i.PRINT_EXP), str(i.EXP)).replace("/vct/print-1", "/vct/1")))(
                change
            )
            v.refused(f"forged in print: {name}", i.packed(_swap(i.printed(), back)), "forged")
    head, rest = i.wallet().split(".", 1)
    for name, header in {
        "typ": i.card_header(typ="vc+sd-jwt"),
        "kid": i.card_header("26bc"),
        "kid to a retired one": i.card_header("25r"),
    }.items():
        credential = f"{i.b64(i.compact(header).encode())}.{rest.split('~')[0]}~"
        v.both(f"forged: {name}", credential + i.proof(credential), "not_valid", "forged")
    other = i.wallet(i.claims(idx=5))
    v.refused("forged: the signature of another card", i.packed(_swap_signature(i.wallet(), other)), "forged")
    v.refused(
        "forged: the proof's signature as the issuer's",
        i.packed(None, signatures=list(reversed(i.parts_of(i.wallet())[0])), parts=i.parts_of(i.wallet())[1]),
        "forged",
    )


def _swap_signature(token, other):
    credential = token.split("~")[0].rpartition(".")[0] + "." + other.split("~")[0].rpartition(".")[2] + "~"
    return credential + i.proof(credential)


def _issuer_signed(v):
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
    v.refused("uri: zero, though such a list is held", i.packed(i.wallet(_at("0"))), status="number-zero")
    v.refused("uri: a leading zero, though such a list is held", i.packed(i.wallet(_at("01"))), status="number-01")
    v.refused(
        "uri: ten digits, though such a list is held",
        i.packed(i.wallet(_at(1_000_000_000))),
        status="number-ten-digits",
    )
    far = i.claims(idx=2**53 - 1)
    v.refused("idx: 2⁵³ − 1", i.packed(i.wallet(far)))
    v.refused("idx: one more than the list has", i.packed(i.wallet(i.claims(idx=i.LIST_BITS))))
    v.refused("idx: the list's size in print", i.packed(i.printed(i.claims(printed=True, idx=i.LIST_BITS))))
    v.add("idx: out of range, and no list is held", i.packed(i.wallet(far)), "cannot_tell", "status", status=None)


def _form(v):
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
    signatures, parts = i.parts_of(token)
    digits = i.packed(token)
    return digits if not any(b"\n" in part for part in parts) and len(digits) <= 2000 else token


def _names(v):
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


def _downgrade(v):
    credential = _unproved()
    v.both("downgrade: a wallet card without its proof", credential, "not_valid", "not-ours")
    v.both(
        "downgrade: a wallet card without proof, signed by the print key",
        _unproved(header=i.card_header("26p"), key=i.PRINT),
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
    v.both("downgrade: wallet claims without cnf, no proof", _unproved(i.claims(cnf=None)), "not_valid", "not-ours")
    v.both(
        "downgrade: wallet claims without cnf, with a proof",
        _unproved(i.claims(cnf=None)) + i.proof(_unproved(i.claims(cnf=None))),
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


def _proof(v):
    credential = _unproved()
    other = _unproved(i.claims(idx=5))
    good = {
        "iat": i.NOW - 5,
        "aud": f"{i.ORIGIN}/verify",
        "nonce": i.nonce(),
        "sd_hash": i.b64(sha256(credential.encode()).digest()),
    }
    text = i.compact(good)
    v.refused("proof: of another phone", i.packed(i.wallet(holder=i.STRANGER)))
    v.refused("proof: of the issuer", i.packed(i.wallet(holder=i.WALLET)))
    v.refused("proof: over another card", i.packed(credential + i.proof(other)))
    v.refused("proof: sd_hash without the tilde", i.packed(credential + i.proof(credential[:-1])))
    v.refused("proof: sd_hash of nothing", i.packed(credential + i.proof("")))
    v.refused(
        "proof: the other s in the card, the hash of this one", i.packed(_other_s(credential) + i.proof(credential))
    )
    for name, aud in {
        "another origin": "https://other.example/verify",
        "the origin alone": i.ORIGIN,
        "a slash after": f"{i.ORIGIN}/verify/",
        "a till of its own": f"{i.ORIGIN}/verify?till=1",
        "the page it was shown at": "https://till.example/verify",
        "empty": "",
    }.items():
        v.refused(f"proof: aud {name}", i.packed(i.wallet(aud=aud)))
    for name, value in {
        "ten characters": i.nonce()[:10],
        "twelve characters": i.nonce() + "A",
        "not canonical": lists.other_ending(i.nonce()),
        "padded": i.nonce() + "=",
        "standard base64": "+" + i.nonce()[1:],
        "empty": "",
        "one digit": "4." + i.nonce(),
        "four digits": "0042." + i.nonce(),
        "a letter before the dot": "4a." + i.nonce(),
        "a dot without digits": "." + i.nonce(),
        "two dots": "42.." + i.nonce(),
        "Arabic digits": "٤٢." + i.nonce(),
        "digits alone": "42.",
        "a line end": i.nonce() + "\n",
    }.items():
        v.refused(f"proof: nonce of {name}", i.packed(i.wallet(text=i.compact({**good, "nonce": value}))))
    for name, value in {
        "padded": good["sd_hash"] + "=",
        "not canonical": lists.other_ending(good["sd_hash"]),
        "hexadecimal": "ab" * 32,
        "short": good["sd_hash"][:40],
        "empty": "",
    }.items():
        v.refused(f"proof: sd_hash {name}", i.packed(i.wallet(text=i.compact({**good, "sd_hash": value}))))
    for name, changed in {
        "a space": text.replace(",", ", ", 1),
        "a further member": text[:-1] + ',"x":1}',
        "exp": text[:-1] + ',"exp":9999999999}',
        "iat missing": i.compact({m: good[m] for m in ("aud", "nonce", "sd_hash")}),
        "aud missing": i.compact({m: good[m] for m in ("iat", "nonce", "sd_hash")}),
        "nonce missing": i.compact({m: good[m] for m in ("iat", "aud", "sd_hash")}),
        "sd_hash missing": i.compact({m: good[m] for m in ("iat", "aud", "nonce")}),
        "another order": i.compact(dict(reversed(good.items()))),
        "iat twice": text.replace('"iat"', '"iat":1,"iat"'),
        "iat a float": text.replace(str(i.NOW - 5), f"{i.NOW - 5}.5"),
        "iat .0": text.replace(str(i.NOW - 5), f"{i.NOW - 5}.0"),
        "iat as text": text.replace(str(i.NOW - 5), f'"{i.NOW - 5}"'),
        "iat negative": text.replace(str(i.NOW - 5), "-5"),
        "iat null": text.replace(str(i.NOW - 5), "null"),
        "iat 2⁵³": text.replace(str(i.NOW - 5), "9007199254740992"),
        "aud a list": text.replace(f'"{i.ORIGIN}/verify"', f'["{i.ORIGIN}/verify"]'),
        "aud twice": text.replace('"aud"', '"aud":"x","aud"'),
        "nonce a number": text.replace(f'"{i.nonce()}"', "1"),
        "an escaped letter": text.replace("verify", "\\u0076erify"),
        "an empty object": "{}",
        "a list": "[]",
        "cut short": text[:-1],
        "nested deep": "[" * 3000,
        "a byte order mark": "\ufeff" + text,
    }.items():
        v.refused(f"proof: {name}", i.packed(i.wallet(text=changed)))
    for name, header in {
        "typ JWT": '{"alg":"ES256","typ":"JWT"}',
        "typ of a card": '{"alg":"ES256","typ":"dc+sd-jwt"}',
        "typ in capitals": '{"alg":"ES256","typ":"KB+JWT"}',
        "typ empty": '{"alg":"ES256","typ":""}',
        "no typ": '{"alg":"ES256"}',
        "alg none": '{"alg":"none","typ":"kb+jwt"}',
        "alg ES384": '{"alg":"ES384","typ":"kb+jwt"}',
        "no alg": '{"typ":"kb+jwt"}',
        "another order": '{"typ":"kb+jwt","alg":"ES256"}',
        "kid": '{"alg":"ES256","typ":"kb+jwt","kid":"26a"}',
        "jwk": '{"alg":"ES256","typ":"kb+jwt","jwk":' + i.compact(i.STRANGER.jwk) + "}",
        "a space": '{"alg": "ES256","typ":"kb+jwt"}',
        "typ twice": '{"alg":"ES256","typ":"JWT","typ":"kb+jwt"}',
    }.items():
        v.refused(f"proof header: {name}", i.packed(credential + i.proof(credential, header=header)))


def _signatures(v):
    """Every byte of both signatures in turn, one bit of it flipped; and signatures that are none."""
    token = i.wallet()
    signatures, parts = i.parts_of(token)
    for at in range(64):
        issuer = _flip(signatures[0], at, 1 << at % 8)
        v.refused(
            f"flipped: bit {at % 8} of byte {at} of the issuer's signature",
            i.packed(signatures=[issuer, signatures[1]], parts=parts),
            "forged",
        )
        v.refused(
            f"flipped: bit {at % 8} of byte {at} of the proof's signature",
            i.packed(signatures=[signatures[0], _flip(signatures[1], at, 1 << at % 8)], parts=parts),
        )
    own, own_parts = i.parts_of(i.printed())
    for at in range(0, 64, 4):
        v.refused(
            f"flipped: byte {at} of a printed card's signature",
            i.packed(signatures=[_flip(own[0], at, 0x80)], parts=own_parts),
            "forged",
        )
    n = i.N.to_bytes(32, "big")
    for name, raw in {
        "zeros": bytes(64),
        "r zero": bytes(32) + signatures[0][32:],
        "s zero": signatures[0][:32] + bytes(32),
        "r of n": n + signatures[0][32:],
        "s of n": signatures[0][:32] + n,
        "all ones": b"\xff" * 64,
        "one and one": (bytes(31) + b"\1") * 2,
        "r and s turned round": signatures[0][32:] + signatures[0][:32],
    }.items():
        v.refused(f"signature: {name}", i.packed(signatures=[raw, signatures[1]], parts=parts), "forged")
        v.refused(f"proof's signature: {name}", i.packed(signatures=[signatures[0], raw], parts=parts))


def _flip(raw, at, bit):
    return raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]


def _digits(v):
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


def _two_blocks(body):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, i.DICTIONARY)
    return packer.compress(body[:200]) + packer.flush(zlib.Z_FULL_FLUSH) + packer.compress(body[200:]) + packer.flush()


def _never_final(body):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, i.DICTIONARY)
    return packer.compress(body) + packer.flush(zlib.Z_SYNC_FLUSH)


def _last_too_large(token):
    good = i.packed(token)
    last = (len(good) - 4) % 17
    return good[:-last] + "9" * last if last else good[:-17] + "9" * 17


def _tokens(v):
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


def _order(v):
    """Which answer comes first where two would hold."""
    v.refused("order: not ours before no key list", "3301", keys=None, status=None)
    v.refused("order: form before no key list", i.packed(i.wallet(i.compact(i.claims()) + " ")), keys=None, status=None)
    v.refused("order: names before no key list", i.packed(i.wallet(i.claims(("An\u202ena",)))), keys=None, status=None)
    v.refused("order: downgrade before no key list", i.packed(_unproved()), keys=None, status=None)
    v.add(
        "order: no key list before a wrong typ",
        i.packed(i.wallet(header=i.card_header(typ="JWT"))),
        "cannot_tell",
        "keys",
        keys=None,
        status=None,
    )
    v.add(
        "order: no key list before a forged signature",
        i.packed(i.wallet(key=i.STRANGER)),
        "cannot_tell",
        "keys",
        keys=None,
        status=None,
    )
    v.add(
        "order: no key list before an expired card",
        i.packed(i.wallet(i.claims(exp=0))),
        "cannot_tell",
        "keys",
        keys=None,
        status=None,
    )
    v.add(
        "order: no key list before a clock behind",
        i.packed(i.wallet()),
        "cannot_tell",
        "keys",
        keys="other-issuer",
        status="ahead-601",
    )
    v.add(
        "order: a clock behind before a forged signature",
        i.packed(i.wallet(key=i.STRANGER)),
        "cannot_tell",
        "clock",
        status="ahead-601",
    )
    v.add(
        "order: a clock behind before an unknown key",
        i.packed(i.wallet(header=i.card_header("zzz"))),
        "cannot_tell",
        "clock",
        status="ahead-601",
    )
    v.refused(
        "order: the key's use before its signature", i.packed(i.wallet(header=i.card_header("26p"), key=i.STRANGER))
    )
    v.refused(
        "order: forged before another typ",
        i.packed(i.wallet(header=i.card_header(typ="JWT"), key=i.STRANGER)),
        "forged",
    )
    v.refused(
        "order: forged before another issuer",
        i.packed(i.wallet(i.claims(iss="https://other.example"), key=i.STRANGER)),
        "forged",
    )
    v.refused("order: forged before expired", i.packed(i.wallet(i.claims(exp=0), key=i.STRANGER)), "forged")
    v.refused("order: another issuer before expired", i.packed(i.wallet(i.claims(iss="https://other.example", exp=0))))
    v.refused("order: expired before a bad proof", i.packed(i.wallet(i.claims(exp=0), holder=i.STRANGER)), "expired")
    v.refused("order: a bad proof before an old one", i.packed(i.wallet(holder=i.STRANGER, iat=0)))
    v.refused("order: another aud before an old proof", i.packed(i.wallet(aud="x", iat=0)))
    v.refused("order: an old proof before the challenge", i.packed(i.wallet(iat=0)), "old-code", asked="42")
    v.refused("order: a bad proof before annulled", i.packed(i.wallet(holder=i.STRANGER)), status="mine-annulled")
    v.refused("order: forged before annulled", i.packed(i.wallet(key=i.STRANGER)), "forged", status="mine-annulled")
    v.refused(
        "order: the challenge before annulled", i.packed(i.wallet()), "old-code", asked="42", status="mine-annulled"
    )


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
