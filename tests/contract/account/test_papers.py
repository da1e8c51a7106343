"""What a family adds on paper: three kinds by content, ten of 5 MiB, out again only as a file to keep (R-68, security.md)."""

import asyncio
from io import BytesIO
from uuid import UUID, uuid4

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
