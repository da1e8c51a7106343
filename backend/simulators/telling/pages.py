"""The mailbox as pages."""

from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.params import FromPath

from simulators import problem
from simulators.pages import page
from simulators.problem import Refused
from simulators.telling.mailbox import Mail, Mailbox
from simulators.telling.official import download
from simulators.telling.words import WORDS, language_of


def application(mailbox: Mailbox) -> Litestar:
    """The pages' program."""

    def find(number: int) -> Mail:
        mail = mailbox.find(number)
        if mail is None:
            raise Refused(404, "no-such-mail", "There is no such e-mail.")
        return mail

    @get("/")
    async def list_all(request: Request[Any, Any, Any]) -> Response[str]:
        language = language_of(request)
        return page("mailbox.html", {"language": language, "w": WORDS[language], "mails": mailbox.all()})

    @get("/{number:int}")
    async def one(request: Request[Any, Any, Any], number: FromPath[int]) -> Response[str]:
        language = language_of(request)
        return page("mail.html", {"language": language, "w": WORDS[language], "mail": find(number)})

    @get("/{number:int}/attachments/{place:int}")
    async def attachment(number: FromPath[int], place: FromPath[int]) -> Response[bytes]:
        files = find(number).attachments
        if not 0 <= place < len(files):
            raise Refused(404, "no-such-file", "There is no such file.")
        return download(files[place].name, files[place].data)

    return Litestar(
        [list_all, one, attachment],
        openapi_config=None,
        exception_handlers={Exception: problem.handle},
        logging_config=None,
    )
