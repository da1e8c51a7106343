"""The keys that sign ID tokens: one signs, those before it stay listed so that what they signed still verifies."""

from typing import Any, Final

from joserfc.jwk import ECKey

LISTED: Final = 3
ALGORITHM: Final = "ES256"


class Keys:
    """The key set; the first one signs."""

    def __init__(self) -> None:
        self._keys: list[ECKey] = []
        self.rotate()

    @property
    def signing(self) -> ECKey:
        """The key that signs now."""
        return self._keys[0]

    def rotate(self) -> None:
        """Sign with a new key from now on."""
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM})
        key.ensure_kid()
        self._keys = [key, *self._keys][:LISTED]

    def public(self) -> dict[str, Any]:
        """The JWKS."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}
