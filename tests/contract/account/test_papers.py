"""What a family adds on paper: three kinds by content, ten of 5 MiB, out again only as a file to keep (R-68, security.md)."""

from io import BytesIO

import pytest
from PIL import Image

from goda.documents.model import BYTES

pytestmark = pytest.mark.anyio


def png(color: int = 0, side: int = 8) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), (color, 20, 40)).save(out, "PNG")
    return out.getvalue()


def jpeg(side: int = 64) -> bytes:
    out = BytesIO()
    Image.effect_noise((side, side), 60).save(out, "JPEG")
    return out.getvalue()


def pdf(filler: int = 0) -> bytes:
    from fpdf import FPDF

    made = FPDF()
    made.add_page()
    made.set_font("Helvetica")
    made.cell(text=f"Izzina {filler}")
    return bytes(made.output())


@pytest.fixture
async def application(browser, state) -> str:
    await browser.sign_in(state.applicant("student-abroad-with-certificate"))
    answer = await browser.ask("POST", "/wallet/applications", {"renewal": False})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def upload(browser, application: str, data: bytes, name: str = "izziņa.pdf", **more):
    return await browser.http.post(
        f"/wallet/applications/{application}/documents", files={"file": (name, data, "text/html")},
        headers={"accept": "application/json", "sec-fetch-site": "same-origin"} | more,
    )  # fmt: skip


async def test_each_kind_is_known_by_its_content_whatever_it_is_called(browser, application):
    for data, kind in ((pdf(), "pdf"), (jpeg(), "jpeg"), (png(), "png")):
        answer = await upload(browser, application, data, "bilde.exe")
        assert answer.status_code == 201, answer.text
        last = answer.json()["documents"][-1]
        assert (last["kind"], last["size"]) == (kind, len(data))
        assert last["name"] == f"bilde.exe{'.jpg' if kind == 'jpeg' else '.' + kind}"


async def test_it_comes_back_as_a_file_to_keep(browser, application):
    data = pdf()
    made = (await upload(browser, application, data, "Skolas izziņa.pdf")).json()["documents"][0]
    answer = await browser.get(f"/wallet/applications/{application}/documents/{made['id']}", accept="*/*")
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Skolas_izzina.pdf\"; filename*=UTF-8''Skolas%20izzi%C5%86a.pdf"
    )
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def refusal(answer) -> tuple[int, str, list[str]]:
    said = answer.json()
    return answer.status_code, said["code"], [one["code"] for one in said.get("fields", [])]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b"<!doctype html><script>alert(1)</script>", "document-of-another-kind"),
        (b"%PDF-1.7\nonly the beginning", "document-damaged"),
        (b"\xff\xd8\xff\xe0 no picture", "document-damaged"),
        (png()[:-20], "document-damaged"),
        (b"%PDF-1.7" + bytes(BYTES), "document-too-large"),
    ],
    ids=["empty", "html", "half a PDF", "no JPEG", "half a PNG", "too large"],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_is_wrong_with_a_file_is_said_under_its_field(browser, application, data, code):
    assert refusal(await upload(browser, application, data)) == (422, "invalid", [code])
    assert (await browser.ask("GET", f"/wallet/applications/{application}/documents")).json() == {"documents": []}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_form_that_is_none_is_refused_and_breaks_nothing(browser, application):
    path = f"/wallet/applications/{application}/documents"
    plain = {"accept": "application/json", "sec-fetch-site": "same-origin"}

    async def post(content: bytes, kind: str) -> int:
        return (await browser.http.post(path, content=content, headers=plain | {"content-type": kind})).status_code

    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + png() + b"\r\n"
    assert await post(part + b"--x--\r\n", "multipart/form-data; boundary=x") == 201
    assert await post(part, "multipart/form-data; boundary=x") == 400, "never ended"
    assert await post(b"", "multipart/form-data; boundary=x") == 422
    assert await post(b"garbage", "multipart/form-data; boundary=x") == 400
    assert await post(part + b"--x--\r\n", "multipart/form-data") == 422, "no boundary"
    assert await post(part + b"--x--\r\n", "multipart/form-data; boundary=y") == 400, "another boundary"
    assert await post(part + part + b"--x--\r\n", "multipart/form-data; boundary=x") == 422, "two files"
    words = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nwords\r\n--x--\r\n'
    assert await post(words, "multipart/form-data; boundary=x") == 422, "words, no file"
    other = part.replace(b'name="file"', b'name="other"')
    assert await post(other + b"--x--\r\n", "multipart/form-data; boundary=x") == 422, "under another name"
    assert await post(part * 100 + b"--x--\r\n", "multipart/form-data; boundary=x") == 400, "too many parts"
    assert await post(b"%PDF-1.7", "application/pdf") == 415, "no form"
    assert await post(b"{}", "application/json") == 415, "JSON"
    assert await post(bytes(BYTES + 17 * 1024), "multipart/form-data; boundary=x") == 413
    assert await post(bytes(BYTES + 3 * 1024 * 1024), "multipart/form-data; boundary=x") == 413


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_file_is_taken_where_documents_are_taken_and_nowhere_else(browser, application):
    for path in ("/wallet/sign-out", f"/wallet/applications/{application}/contact", "/wallet/applications"):
        answer = await browser.http.post(
            path, files={"file": ("a.png", png())},
            headers={"accept": "application/json", "sec-fetch-site": "same-origin"},
        )  # fmt: skip
        assert answer.status_code == 415, path


async def test_an_eleventh_document_is_refused(browser, application):
    for number in range(10):
        assert (await upload(browser, application, png(number))).status_code == 201
    assert refusal(await upload(browser, application, png(11)))[:2] == (409, "documents-full")
    assert (await upload(browser, application, png(3))).status_code == 201, "one of the ten once more is no eleventh"
    listed = (await browser.ask("GET", f"/wallet/applications/{application}/documents")).json()["documents"]
    assert len(listed) == 10
    await browser.ask("DELETE", f"/wallet/applications/{application}/documents/{listed[0]['id']}")
    assert (await upload(browser, application, png(11))).status_code == 201


async def test_nobody_else_sees_adds_reads_or_removes_a_familys_documents(browser, new_browser, application, state):
    made = (await upload(browser, application, png())).json()["documents"][0]["id"]
    nobody, stranger = new_browser(), new_browser()
    await stranger.sign_in(state.applicant("debtor"))
    base = f"/wallet/applications/{application}/documents"
    for other, status in ((nobody, 401), (stranger, 404)):
        assert (await other.ask("GET", base)).status_code == status
        assert (await other.ask("GET", f"{base}/{made}")).status_code == status
        assert (await other.ask("DELETE", f"{base}/{made}")).status_code == status
        assert (await upload(other, application, png(1))).status_code == status
    own = (await stranger.ask("POST", "/wallet/applications", {"renewal": False})).json()["id"]
    borrowed = f"/wallet/applications/{own}/documents/{made}"
    assert (await stranger.ask("GET", borrowed)).status_code == 404, "by way of one's own application neither"
    assert (await stranger.ask("DELETE", borrowed)).status_code == 404
    assert len((await browser.ask("GET", base)).json()["documents"]) == 1


async def test_documents_of_a_withdrawn_application_stay_as_they_are(browser, application):
    made = (await upload(browser, application, png())).json()["documents"][0]["id"]
    assert (await browser.ask("POST", f"/wallet/applications/{application}/withdrawal")).status_code == 200
    assert refusal(await upload(browser, application, png(1)))[:2] == (409, "no-documents-now")
    gone = await browser.ask("DELETE", f"/wallet/applications/{application}/documents/{made}")
    assert refusal(gone)[:2] == (409, "no-documents-now")
    assert (await browser.get(f"/wallet/applications/{application}/documents/{made}", "*/*")).content == png()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_another_sites_form_cannot_add_a_document(browser, application):
    answer = await upload(browser, application, png(), **{"sec-fetch-site": "cross-site"})
    assert refusal(answer)[:2] == (403, "cross-origin")
