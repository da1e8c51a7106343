"""The card's end, the proof's moment, the till's challenge, and the life of keys."""

from generator import issuer as i
from generator.collect import DAY


def card_time(v):
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


def proof_time(v):
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


def challenge(v):
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


def keys(v):
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
