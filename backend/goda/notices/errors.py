"""What can be wrong with what a family or a clerk asks of notices."""

from goda.kernel.errors import Invalid, NotFound
from goda.kernel.i18n import N_


class NoSuchMessage(NotFound):
    """No such message, or another person's."""

    code = "no-such-message"
    title = N_("There is no such message.")
    advice = N_("Open the list of messages again.")


class PushAddressRefused(Invalid):
    """The address that a browser gave is no public push service's."""

    code = "push-address-refused"
    title = N_("This browser cannot be told of messages.")
    advice = N_("You will see them when you open the wallet.")
