"""Documents on the wire: one file of a form in, an attachment out, for whichever door gives and takes them."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import UploadFile

from goda.documents.errors import DocumentEmpty
from goda.documents.model import Document
from goda.documents.names import disposition
from goda.kernel.errors import Invalid
from goda.web.errors import UnsupportedMedia

FIELD = "file"


async def received(request: Request[Any, Any, Any]) -> tuple[str, bytes]:
    """Name and bytes of the file in a multipart form; neither has been looked at. Raises `UnsupportedMedia`, `Invalid` under `file`."""
    if request.content_type[0] != "multipart/form-data":
        raise UnsupportedMedia
    form = await request.form()
    files = form.getall(FIELD, [])
    try:
        if len(files) != 1 or not isinstance(files[0], UploadFile):
            raise Invalid({FIELD: DocumentEmpty()})
        return files[0].filename, await files[0].read()
    finally:
        await form.close()


def attachment(document: Document, data: bytes) -> Response[bytes]:
    """The document as a file to keep: never shown in our own name, whatever stands in it."""
    headers = {
        "content-disposition": disposition(document.name),
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "no-store",
    }
    return Response(data, media_type=document.media_type, headers=headers)
