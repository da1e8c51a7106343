"""Vectors for reading the key list and the status list; and the lists that the verdicts are given."""

import zlib

from generator import issuer as i

DAY = 86_400


def key_lists():
    """Key lists by name, all signed by the root."""
    keys = i.working_keys
    other = [
        i.listed("26n", i.WALLET, "wallet", state="next"),
        i.listed("25r", i.WALLET, "wallet", state="retired"),
        i.listed("26bc", i.WALLET, "wallet"),
    ]
    late = i.listed("26w", i.WALLET, "wallet", nbf=i.NOW, exp=i.NOW + DAY)
    past = i.listed("25x", i.WALLET, "wallet", nbf=i.NOW - 90 * DAY, exp=i.NOW)
    bad = [
        i.listed("26c", i.WALLET, "wallet", state="compromised"),
        i.listed("25p", i.PRINT, "print", state="compromised"),
    ]
    return {
        "good": i.key_list(keys() + other + [late, past] + bad),
        "ends-now": i.key_list(iat=i.NOW - 60 * DAY, exp=i.NOW + 1),
        "other-issuer": i.key_list(iss="https://other.example"),
        "wallet-compromised": i.key_list(
            [i.listed("26a", i.WALLET, "wallet", state="compromised"), *keys()[1:]], version=4
        ),
        "without-print": i.key_list([keys()[0], keys()[2]]),
        "young": i.key_list(
            [
                i.listed(k, key, use, nbf=i.NOW)
                for k, key, use in (("26a", i.WALLET, "wallet"), ("26p", i.PRINT, "print"), ("26s", i.STATUS, "status"))
            ],
            iat=i.NOW,
        ),
    }


def status_lists():
    """Status lists by name; each is read with the key list `good` unless a vector says otherwise."""
    return {
        "fresh": i.status_list(),
        "mine-annulled": i.status_list((482_913,)),
        "mine-annulled-old": i.status_list((482_913,), iat=i.NOW - 3 * DAY),
        "ends-now": i.status_list(iat=i.NOW - DAY),
        "ends-in-a-second": i.status_list(iat=i.NOW - DAY + 1),
        "expired": i.status_list(iat=i.NOW - DAY - 1),
        "fifteen-minutes": i.status_list(iat=i.NOW - 900),
        "fifteen-minutes-and-one": i.status_list(iat=i.NOW - 901),
        "ahead-600": i.status_list(iat=i.NOW + 600),
        "ahead-601": i.status_list(iat=i.NOW + 601),
        "ahead-a-day": i.status_list(iat=i.NOW + DAY),
        "ahead-and-mine-annulled": i.status_list((482_913,), iat=i.NOW + 601),
        "another": i.status_list((482_913,), number=2),
        "short": i.status_list((), size=482_912),
        "just-long-enough": i.status_list((), size=482_920),
        "short-expired": i.status_list((), size=8, iat=i.NOW - 3 * DAY),
        "number-nine-digits": i.status_list((), number=999_999_999),
        "number-zero": i.status_list((), number="0"),
        "number-01": i.status_list((), number="01"),
        "number-ten-digits": i.status_list((), number=1_000_000_000),
        "all-annulled-but-mine": i.status_list(tuple(n for n in range(i.LIST_BITS) if n != 482_913)),
        "all-annulled": i.status_list(tuple(range(i.LIST_BITS))),
    }


def key_list_reads():
    found = []

    def add(name, jws, expect, *, now=i.NOW, seen=None, root=None):
        found.append(
            {"name": name, "jws": jws, "now": now, "seen": seen, **({"root": root} if root else {}), "expect": expect}
        )

    good = i.key_list()
    head = {"alg": "ES256", "typ": "goda-keys+jwt", "kid": "root1"}
    add("good", good, "ok")
    add("good, one second before its end", good, "ok", now=i.NOW + 60 * DAY - 1)
    add("at its end", good, "refused", now=i.NOW + 60 * DAY)
    add("from the future: a clock that is behind must learn that it is", good, "ok", now=i.NOW - 400 * DAY)
    add("no keys at all", i.key_list([]), "ok")
    add("members in another order", i.ROOT.jws(head, dict(reversed(list(_payload().items())))), "ok")
    add("for ninety days", i.key_list(iat=i.NOW, exp=i.NOW + 90 * DAY), "ok")
    add("for ninety days and a second", i.key_list(iat=i.NOW, exp=i.NOW + 90 * DAY + 1), "refused")
    add("ends before it begins", i.key_list(iat=i.NOW + 10, exp=i.NOW + 5), "refused")
    add("the version already seen, same bytes", good, "ok", seen=good)
    add("the version already seen, other bytes", i.key_list(iat=i.NOW - DAY + 1), "refused", seen=good)
    add("a lower version", i.key_list(version=2), "refused", seen=good)
    add("a higher version", i.key_list(version=4), "ok", seen=good)
    add("signed by another root", i.key_list(root=i.STRANGER), "refused")
    add("signed by a card key", i.key_list(root=i.WALLET), "refused")
    add("another root is pinned", good, "refused", root={"kid": "root1", **i.STRANGER.jwk})
    add("another kid is pinned", good, "refused", root={"kid": "root2", **i.ROOT.jwk})
    for name, header in {
        "typ of another thing": {**head, "typ": "JWT"},
        "typ in other letters": {**head, "typ": "GODA-KEYS+JWT"},
        "typ with its prefix": {**head, "typ": "application/goda-keys+jwt"},
        "no typ": {"alg": "ES256", "kid": "root1"},
        "alg none": {**head, "alg": "none"},
        "alg HS256": {**head, "alg": "HS256"},
        "alg ES384": {**head, "alg": "ES384"},
        "another kid": {**head, "kid": "root2"},
        "no kid": {"alg": "ES256", "typ": "goda-keys+jwt"},
        "an unknown header member": {**head, "x": 1},
        "crit": {**head, "crit": ["exp"]},
        "jwk in the header": {**head, "jwk": i.ROOT.jwk},
        "kid twice": '{"alg":"ES256","typ":"goda-keys+jwt","kid":"x","kid":"root1"}',
        "header is a list": "[]",
        "header is not JSON": "{",
    }.items():
        add(f"header: {name}", i.key_list(header=header), "refused")
    one = i.working_keys()[0]
    for name, keys in {
        "kid twice": [one, i.listed("26a", i.PRINT, "print")],
        "kid of two characters": [{**one, "kid": "26"}],
        "kid of five characters": [{**one, "kid": "26abc"}],
        "kid in capitals": [{**one, "kid": "26A"}],
        "unknown use": [{**one, "use": "sig"}],
        "unknown state": [{**one, "state": "lost"}],
        "no state": [{member: one[member] for member in one if member != "state"}],
        "a further member": [{**one, "alg": "ES256"}],
        "jwk.use": [{**one, "jwk": {**i.WALLET.jwk, "use": "sig"}}],
        "a private key": [{**one, "jwk": {**i.WALLET.jwk, "d": i.WALLET.jwk["x"]}}],
        "crv P-384": [{**one, "jwk": {**i.WALLET.jwk, "crv": "P-384"}}],
        "kty OKP": [{**one, "jwk": {**i.WALLET.jwk, "kty": "OKP"}}],
        "x padded": [{**one, "jwk": {**i.WALLET.jwk, "x": i.WALLET.jwk["x"] + "="}}],
        "x not canonical": [{**one, "jwk": {**i.WALLET.jwk, "x": other_ending(i.WALLET.jwk["x"])}}],
        "x of 31 bytes": [{**one, "jwk": {**i.WALLET.jwk, "x": i.b64(bytes(31))}}],
        "a point that is not on the curve": [{**one, "jwk": {**i.WALLET.jwk, "y": i.WALLET.jwk["x"]}}],
        "nbf as text": [{**one, "nbf": "1"}],
        "exp as a float": [{**one, "exp": 1.5}],
        "a key that is a list": [[]],
    }.items():
        add(f"keys: {name}", i.key_list(keys), "refused")
    payload = i.compact(_payload())
    for name, text in {
        "version missing": i.compact(_payload(version=None)),
        "iss missing": i.compact(_payload(iss=None)),
        "a further member": i.compact(_payload(jku="https://x.example")),
        "version as text": i.compact(_payload(version="3")),
        "version negative": i.compact(_payload(version=-1)),
        "version true": i.compact(_payload(version=True)),
        "version over 2⁵³": i.compact(_payload(version=2**53)),
        "version 3.0": payload.replace('"version":3', '"version":3.0'),
        "version 3e0": payload.replace('"version":3', '"version":3e0'),
        "exp NaN": payload.replace(f'"exp":{i.NOW + 60 * DAY}', '"exp":NaN'),
        "exp twice": payload.replace('"version":3', f'"exp":{i.NOW + 1},"version":3'),
        "cut short": payload[:-1],
        "text after the end": payload + "{}",
        "keys an object": i.compact(_payload(keys={})),
        "null": "null",
        "nested a thousand deep": "[" * 1000 + "]" * 1000,
        "nested twenty thousand deep": "[" * 20_000,
    }.items():
        add(f"payload: {name}", i.ROOT.jws(head, text), "refused")
    add("payload: invalid UTF-8", i.ROOT.jws(head, payload.encode().replace(b"3plus", b"3\xffplus")), "refused")
    add("payload: a byte order mark", i.ROOT.jws(head, b"\xef\xbb\xbf" + payload.encode()), "refused")
    h, p, s = good.split(".")
    for name, text in {
        "empty": "",
        "one dot": f"{h}.{p}",
        "three dots": f"{good}.",
        "no signature": f"{h}.{p}.",
        "a tilde": good + "~",
        "a line end": good + "\n",
        "a space before": " " + good,
        "padded signature": good + "==",
        "signature in standard base64": f"{h}.{p}.{'+' + s[1:]}",
        "signature not canonical": f"{h}.{p}.{other_ending(s)}",
        "signature of 63 bytes": f"{h}.{p}.{i.b64(i.unb64(s)[:63])}",
        "signature of 65 bytes": f"{h}.{p}.{i.b64(i.unb64(s) + bytes(1))}",
        "signature of zeros": f"{h}.{p}.{i.b64(bytes(64))}",
        "signature flipped": f"{h}.{p}.{i.b64(bytes([i.unb64(s)[0] ^ 1]) + i.unb64(s)[1:])}",
        "longer than 65 536": f"{h}.{p}{'A' * 65_536}.{s}",
    }.items():
        add(f"text: {name}", text, "refused")
    return found


def _payload(**changes):
    members = {
        "iss": i.ORIGIN,
        "iat": i.NOW - DAY,
        "exp": i.NOW + 60 * DAY,
        "version": 3,
        "keys": i.working_keys(),
        **changes,
    }
    return {member: content for member, content in members.items() if content is not None}


def other_ending(text):
    """The same bytes in base64url that is not canonical: a bit that should be zero is set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


def status_list_reads():
    found = []

    def add(name, jwt, expect, *, now=i.NOW, seen=None, uri=f"{i.ORIGIN}/status/1", keys=None):
        found.append(
            {
                "name": name,
                "jwt": jwt,
                "uri": uri,
                "now": now,
                "seen": seen,
                **({"keys": keys} if keys else {}),
                "expect": expect,
            }
        )

    good = i.status_list((0, 7, 8, 1000, i.LIST_BITS - 1))
    head = {"alg": "ES256", "typ": "statuslist+jwt", "kid": "26s"}
    add(
        "good",
        good,
        {
            "size": i.LIST_BITS,
            "annulled": [0, 7, 8, 1000, i.LIST_BITS - 1],
            "not_annulled": [1, 6, 9, 999, 1001, i.LIST_BITS - 2],
        },
    )
    add(
        "the example of Token Status List 4.1",
        i.status_list(lst="eNrbuRgAAhcBXQ"),
        {"size": 16, "annulled": [0, 3, 4, 5, 7, 8, 9, 13, 15], "not_annulled": [1, 2, 6, 10, 11, 12, 14]},
    )
    add(
        "expired: it still says what was annulled",
        i.status_list((5,), iat=i.NOW - 30 * DAY),
        {"size": i.LIST_BITS, "annulled": [5], "not_annulled": [4]},
    )
    add(
        "from the future: a clock that is behind must learn that it is",
        i.status_list((5,), iat=i.NOW + 30 * DAY),
        {"size": i.LIST_BITS, "annulled": [5], "not_annulled": [4]},
    )
    add("same as the one seen", good, {"size": i.LIST_BITS, "annulled": [0], "not_annulled": [1]}, seen=good)
    add(
        "newer than the one seen",
        i.status_list(iat=i.NOW - 59),
        {"size": i.LIST_BITS, "annulled": [7], "not_annulled": [1]},
        seen=good,
    )
    add("older than the one seen", i.status_list(iat=i.NOW - 61), "refused", seen=good)
    add("the key list is past its end", good, "refused", now=i.NOW + 60 * DAY)
    add("of another address", good, "refused", uri=f"{i.ORIGIN}/status/2")
    add("signed by a wallet key", i.status_list(key=i.WALLET, header={**head, "kid": "26a"}), "refused")
    add("signed by a wallet key under the status key's name", i.status_list(key=i.WALLET), "refused")
    add("signed by the root", i.status_list(key=i.ROOT, header={**head, "kid": "root1"}), "refused")
    add("signed by a stranger", i.status_list(key=i.STRANGER), "refused")
    listed = i.listed
    add(
        "status key compromised",
        good,
        "refused",
        keys=i.key_list([listed("26s", i.STATUS, "status", state="compromised")]),
    )
    add(
        "status key retired",
        good,
        {"size": i.LIST_BITS, "annulled": [0], "not_annulled": [1]},
        keys=i.key_list([listed("26s", i.STATUS, "status", state="retired")]),
    )
    add(
        "status key not yet in force when the list was made",
        good,
        "refused",
        keys=i.key_list([listed("26s", i.STATUS, "status", nbf=i.NOW - 59)]),
    )
    add(
        "status key in force since the list was made",
        good,
        {"size": i.LIST_BITS, "annulled": [0], "not_annulled": [1]},
        keys=i.key_list([listed("26s", i.STATUS, "status", nbf=i.NOW - 60)]),
    )
    add(
        "status key past its end when the list was made",
        good,
        "refused",
        keys=i.key_list([listed("26s", i.STATUS, "status", exp=i.NOW - 60)]),
    )
    add(
        "status key past its end since then",
        good,
        {"size": i.LIST_BITS, "annulled": [0], "not_annulled": [1]},
        keys=i.key_list([listed("26s", i.STATUS, "status", exp=i.NOW - 59)]),
    )
    for name, header in {
        "typ JWT": {**head, "typ": "JWT"},
        "no typ": {"alg": "ES256", "kid": "26s"},
        "typ of a key list": {**head, "typ": "goda-keys+jwt"},
        "alg none": {**head, "alg": "none"},
        "no kid": {"alg": "ES256", "typ": "statuslist+jwt"},
        "a further member": {**head, "x5c": []},
        "unknown kid": {**head, "kid": "26z"},
        "typ twice": '{"alg":"ES256","typ":"JWT","typ":"statuslist+jwt","kid":"26s"}',
    }.items():
        add(f"header: {name}", i.status_list(header=header), "refused")
    for name, changes in {
        "sub missing": {"sub": None},
        "iat missing": {"iat": None, "exp": i.NOW + DAY},
        "exp missing": {"exp": None},
        "ttl missing": {"ttl": None},
        "status_list missing": {"status_list": None},
        "a further member": {"aud": "x"},
        "iat as text": {"iat": "1", "exp": i.NOW},
        "iat negative": {"iat": -5, "exp": i.NOW},
        "for a day and a second": {"exp": i.NOW - 60 + DAY + 1},
        "ends as it begins": {"exp": i.NOW - 60},
        "bits 2": {"status_list": {"bits": 2, "lst": "eNrbuRgAAhcBXQ"}},
        "bits missing": {"status_list": {"lst": "eNrbuRgAAhcBXQ"}},
        "aggregation_uri": {"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ", "aggregation_uri": "x"}},
        "lst padded": {"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ=="}},
        "lst not canonical": {"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXR"}},
        "lst empty": {"status_list": {"bits": 1, "lst": ""}},
        "lst not zlib": {"status_list": {"bits": 1, "lst": i.b64(b"hello there")}},
        "lst of no bits": {"status_list": {"bits": 1, "lst": i.b64(zlib.compress(b""))}},
        "lst cut short": {"status_list": {"bits": 1, "lst": i.b64(zlib.compress(i.bits((1, 2, 3)))[:-9])}},
        "lst over 2²⁰ entries": {"status_list": {"bits": 1, "lst": i.b64(zlib.compress(bytes(131_073)))}},
        "lst a bomb of 64 MB": {"status_list": {"bits": 1, "lst": i.b64(zlib.compress(bytes(64 << 20)))}},
        "lst a number": {"status_list": {"bits": 1, "lst": 5}},
        "status_list a list": {"status_list": []},
    }.items():
        add(f"payload: {name}", i.status_list(**changes), "refused")
    h, p, s = good.split(".")
    for name, text in {
        "empty": "",
        "no signature": f"{h}.{p}.",
        "signature flipped": f"{h}.{p}.{i.b64(i.unb64(s)[:63] + bytes([i.unb64(s)[63] ^ 1]))}",
        "cut short": good[:-1],
        "a line end": good + "\n",
    }.items():
        add(f"text: {name}", text, "refused")
    return found


def document():
    return {"keys": i.key_list(), "key_list_reads": key_list_reads(), "status_list_reads": status_list_reads()}
