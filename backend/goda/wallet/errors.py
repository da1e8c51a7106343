"""What can be wrong with a phone's proof, beside what can be wrong with its card (`goda.cards.errors`)."""

from goda.kernel.errors import Conflict, GodaError
from goda.kernel.i18n import N_


class ProofInvalid(GodaError):
    """No DPoP proof, or one that is not exactly for this request. Which of its parts is wrong is not told."""

    code = "proof-invalid"
    status = 401
    title = N_("The phone did not prove that it holds its key.")
    advice = N_("Open the card again. If this stays, activate it anew.")

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"www-authenticate": 'DPoP error="invalid_dpop_proof", algs="ES256"'}


class ProofUsed(ProofInvalid):
    """The same proof has come before (RFC 9449, 11.1)."""

    code = "proof-used"
    title = N_("This request has been made already.")
    advice = N_("Make it anew.")


class UseNonce(GodaError):
    """The proof holds but for its nonce: the answer's `DPoP-Nonce` is for the next try (RFC 9449, 8)."""

    code = "use-nonce"
    status = 401
    title = N_("The request took too long.")
    advice = N_("It is made again by itself.")

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.headers = {"dpop-nonce": nonce, "www-authenticate": 'DPoP error="use_dpop_nonce", algs="ES256"'}


class NoDocumentsNow(Conflict):
    """The application is not in a state in which its family adds or takes back documents."""

    code = "no-documents-now"
    title = N_("Documents can not be changed now.")
    advice = N_(
        "Look at where your application stands. While the fund works on it, documents can be added but not removed."
    )
