"""How a vector for a verdict is written down."""

from generator import issuer as i

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
