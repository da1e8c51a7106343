"""What can be wrong with a request before any feature has seen it, as errors with a stable code."""

from http import HTTPStatus

from goda.kernel.errors import GodaError
from goda.kernel.i18n import N_


class BadRequest(GodaError):
    """The request line, headers or address are not HTTP as we speak it."""

    code = "bad-request"
    status = HTTPStatus.BAD_REQUEST
    title = N_("The request could not be understood.")
    advice = N_("Check the address and the headers.")


class MalformedBody(GodaError):
    """Not UTF-8, not JSON, a member twice, NUL, or a lone surrogate."""

    code = "malformed-body"
    status = HTTPStatus.BAD_REQUEST
    title = N_("The body could not be read.")
    advice = N_("Send UTF-8 JSON in which each member stands once.")


class TooDeep(GodaError):
    """JSON nested deeper than `limits.JSON_DEPTH`."""

    code = "too-deep"
    status = HTTPStatus.BAD_REQUEST
    title = N_("The body is nested too deeply.")
    advice = N_("Send at most 32 levels.")


class NoSuchPage(GodaError):
    """No route has this address."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND
    title = N_("There is nothing at this address.")
    advice = N_("Check the address.")


class MethodNotAllowed(GodaError):
    """The address exists, the method does not."""

    code = "method-not-allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    title = N_("This address does not answer to that method.")
    advice = N_("See the Allow header for the methods it knows.")


class SignInNeeded(GodaError):
    """No session, or one that has ended."""

    code = "sign-in-needed"
    status = HTTPStatus.UNAUTHORIZED
    title = N_("Sign in first.")
    advice = N_("Your session has ended or was never opened.")


class NotAllowed(GodaError):
    """Signed in, without the right to this."""

    code = "not-allowed"
    status = HTTPStatus.FORBIDDEN
    title = N_("This is not open to you.")
    advice = N_("Ask someone whose role allows it.")


class CrossOrigin(GodaError):
    """A state-changing request that another site caused (security.md: Origin and Sec-Fetch-Site)."""

    code = "cross-origin"
    status = HTTPStatus.FORBIDDEN
    title = N_("The request came from another site.")
    advice = N_("Open the page at its own address and try again.")


class FormExpired(GodaError):
    """The form's token does not belong to this session."""

    code = "form-expired"
    status = HTTPStatus.FORBIDDEN
    title = N_("This form is no longer valid.")
    advice = N_("Load the page again and send the form once more.")


class TooSlow(GodaError):
    """The body did not arrive within `limits.BODY_SECONDS`."""

    code = "too-slow"
    status = HTTPStatus.REQUEST_TIMEOUT
    title = N_("The request took too long to arrive.")
    advice = N_("Try again on a better connection.")


class TooLarge(GodaError):
    """The body is over the limit for its kind."""

    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = N_("The request is too large.")
    advice = N_("Send less.")


class UnsupportedMedia(GodaError):
    """A body that is not of the kind this address reads."""

    code = "unsupported-media-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = N_("This kind of content is not read here.")
    advice = N_("Send JSON with Content-Type: application/json.")


class HeadersTooLarge(GodaError):
    """More than `limits.HEADER_BYTES` of headers."""

    code = "headers-too-large"
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    title = N_("The headers are too large.")
    advice = N_("Send fewer or shorter headers.")


class FieldUnusable(GodaError):
    """One member is missing, unknown, or not of the form that the address asks for."""

    code = "field-unusable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = N_("This value cannot be used.")
    advice = N_("See the description of this address for what it takes.")


class Trouble(GodaError):
    """Our fault. Says nothing about the inside."""

    code = "internal"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = N_("Something went wrong on our side.")
    advice = N_("Try again. If it happens once more, tell us the request number.")


class Overloaded(GodaError):
    """The handler did not finish within `limits.HANDLER_SECONDS`."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = N_("The service is busy.")
    advice = N_("Try again in a moment.")
