"""Where messages to families arrive: e-mail, e-address, push, and what can be switched wrong with each."""

import smtplib
import time
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest


def mail(state: Any, **more: Any) -> None:
    parts = urlsplit(state.told["smtp"])
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "fonds@example.lv", "ada@example.lv", "Lēmums <b>"
    letter.set_content("Pirmā rinda\n\nOtrā")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../lē mums.pdf")
    with smtplib.SMTP(parts.hostname, parts.port, timeout=5) as client:
        client.send_message(letter)


@pytest.fixture
def box(program: Any) -> Any:
    yield program
    program.control("DELETE", "/mailbox")


def test_an_e_mail_is_shown_in_both_languages_and_its_file_is_for_saving_only(box: Any) -> None:
    mail(box)
    (told,) = box.control("GET", "/mailbox")["mails"]
    for language, word in (("lv", "Pastkastīte"), ("en", "Mailbox")):
        page = box.http.get(f"{box.told['mailbox']}?lang={language}").text
        assert word in page
        assert "Lēmums &lt;b&gt;" in page
    page = box.http.get(f"{box.told['mailbox']}/{told['id']}").text
    assert "Pirmā rinda" in page
    file = box.http.get(f"{box.told['mailbox']}/{told['id']}/attachments/0")
    assert file.content == b"%PDF-1.7"
    assert file.headers["content-disposition"] == 'attachment; filename=".._l__mums.pdf"'
    assert file.headers["x-content-type-options"] == "nosniff"
    assert box.http.get(f"{box.told['mailbox']}/{told['id']}/attachments/1").status_code == 404
    assert box.http.get(f"{box.told['mailbox']}/999").status_code == 404


def test_the_mail_server_can_refuse_be_busy_or_slow(box: Any) -> None:
    for kind, code in (("refuse", 550), ("busy", 451)):
        box.control("PUT", "/mailbox/fault", {"kind": kind, "times": 1})
        with pytest.raises((smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)) as refused:
            mail(box)
        assert str(code) in str(refused.value)
        mail(box)
    box.control("PUT", "/mailbox/fault", {"kind": "slow", "seconds": 0.3, "times": 1})
    began = time.monotonic()
    mail(box)
    assert time.monotonic() - began >= 0.3
    assert len(box.control("GET", "/mailbox")["mails"]) == 3


def test_a_reset_empties_everything(changed: Any) -> None:
    mail(changed)
    changed.control("POST", "/resets", {})
    assert changed.control("GET", "/mailbox")["mails"] == []
    assert changed.control("GET", "/eaddress") == changed.control("GET", "/push") == []


def official(state: Any, **more: Any) -> Any:
    one = state.client("goda-eaddress")
    asked = {"grant_type": "client_credentials", "scope": "e-address"}
    token = state.http.post(state.told["token"], data=asked, auth=(one["id"], one["secret"])).json()["access_token"]
    message = {"id": "1", "personalCode": "399010-00007", "subject": "Lēmums", "text": ["Viens"]} | more
    return state.http.post(
        f"{state.told['eaddress']}/v1/messages", json=message, headers={"authorization": f"Bearer {token}"}
    )


def test_the_e_address_takes_a_message_once_where_the_account_is_active(changed: Any) -> None:
    changed.control("PUT", "/eaddress/accounts/399010-00007", {"active": True})
    assert [official(changed).status_code for _ in range(2)] == [201, 201]
    assert len(changed.control("GET", "/eaddress")) == 1
    assert "Viens" in changed.http.get(changed.told["eaddress"]).text
    changed.control("PUT", "/eaddress/accounts/399010-00007", {"active": False})
    refused = official(changed, id="2")
    assert (refused.status_code, refused.json()["code"]) == (409, "account-not-active")
    assert official(changed, attachments=[{"name": "x", "data": "?"}]).status_code == 422


def test_the_e_address_needs_its_own_token(state: Any) -> None:
    headers = state.bearer("fpr")
    message = {"id": "1", "personalCode": "399010-00007", "subject": "x", "text": ["y"]}
    address = f"{state.told['eaddress']}/v1/messages"
    assert state.http.post(address, json=message).status_code == 401
    assert state.http.post(address, json=message, headers=headers).status_code == 403


@pytest.mark.parametrize("authorization", ["", "vapid t=a.b.c, k=AAAA", "Bearer x", "vapid t=a.b.c, k=" + "A" * 87])
def test_a_push_without_a_good_token_is_refused(state: Any, authorization: str) -> None:
    answer = state.http.post(f"{state.told['push']}/1", headers={"authorization": authorization, "ttl": "60"})
    assert answer.status_code in {401, 403}
    assert state.control("GET", "/push") == []
