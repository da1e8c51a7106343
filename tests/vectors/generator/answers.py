"""Valid cards, the lists a till holds, and which answer comes first where two would hold."""

from generator import issuer as i
from generator import lists
from generator.collect import DAY, FAMILY


def valid(v):
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
    v.both(
        "valid: a high s in the issuer's signature", i.high_s(i.unproved()) + i.proof(i.high_s(i.unproved())), "valid"
    )
    v.both("valid: a high s in the proof", i.high_s(i.wallet(), 1), "valid")
    v.both("valid: a high s in print", i.high_s(i.printed()), "valid", print_=True)
    v.add("valid: index 0", i.packed(i.wallet(i.claims(idx=0))), "valid")
    v.add("valid: the last index", i.packed(i.wallet(i.claims(idx=i.LIST_BITS - 1))), "valid")
    v.add("valid: every other card annulled", i.packed(i.wallet()), "valid", status="all-annulled-but-mine")
    v.add("valid: the smallest list that holds the index", i.packed(i.wallet()), "valid", status="just-long-enough")
    v.add(
        "valid: a list numbered with nine digits",
        i.packed(i.wallet(at(999_999_999))),
        "valid",
        status="number-nine-digits",
    )


def at(number):
    return i.claims(status={"status_list": {"idx": 482_913, "uri": f"{i.ORIGIN}/status/{number}"}})


def ages(v):
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


def held_lists(v):
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


def order(v):
    """Which answer comes first where two would hold."""
    v.refused("order: not ours before no key list", "3301", keys=None, status=None)
    v.refused("order: form before no key list", i.packed(i.wallet(i.compact(i.claims()) + " ")), keys=None, status=None)
    v.refused("order: names before no key list", i.packed(i.wallet(i.claims(("An\u202ena",)))), keys=None, status=None)
    v.refused("order: downgrade before no key list", i.packed(i.unproved()), keys=None, status=None)
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
    odd = {**i.PHONE.jwk, "kty": "RSA"}
    bent = {**i.PHONE.jwk, "x": lists.other_ending(i.PHONE.jwk["x"])}
    off = {**i.PHONE.jwk, "y": i.PHONE.jwk["x"]}
    for name, token in (
        ("sd_hash's form", i.wallet(sd_hash="x")),
        ("the nonce's form", i.wallet(value="x")),
        ("another alg", i.wallet(header=i.card_header(alg="none"))),
        ("the kid's form", i.wallet(header=i.card_header(kid="A"))),
    ):
        v.refused(f"order: {name} before no key list", i.packed(token), keys=None, status=None)
    for name, jwk in (
        ("another kind of key", odd),
        ("a key that is not canonical", bent),
        ("a point off the curve", off),
    ):
        code = i.packed(i.wallet(i.claims(cnf={"jwk": jwk})))
        v.add(f"order: no key list before {name}", code, "cannot_tell", "keys", keys=None, status=None)
        v.refused(
            f"order: forged before {name}", i.packed(i.wallet(i.claims(cnf={"jwk": jwk}), key=i.STRANGER)), "forged"
        )
        v.refused(f"order: expired before {name}", i.packed(i.wallet(i.claims(exp=0, cnf={"jwk": jwk}))), "expired")
    code = i.packed(i.wallet(aud="x"))
    v.add("order: no key list before another aud", code, "cannot_tell", "keys", keys=None, status=None)
