"""A message reaches its family: always in their own list, and by the way they chose, whatever the services do meanwhile (R-17, R-19)."""

import base64
import json
from datetime import timedelta

import pytest

from goda.audit import SYSTEM, Ground
from goda.db import jobs
from goda.kernel.ids import new_id
from goda.notices import texts
from goda.notices.delivery import TRY_FOR
from goda.notices.errors import NoSuchMessage
from goda.notices.model import KINDS
from goda.notices.service import DELIVER

pytestmark = pytest.mark.anyio
SECRET_WORDS = ("invalid", "disab", "parād", "debt", "UGF")


async def test_a_message_is_in_the_list_and_in_the_mailbox(post, outside):
    person = await post.person()
    await post.contact(person)
    message = await post.send(person)
    await post.worker.drain()
    (mail,) = outside.mails
    assert mail["recipients"] == ["ada@example.lv"]
    assert mail["subject"] == "Jūsu iesniegums par ģimenes karti"
    assert "3P-2026-000123" in mail["text"]
    assert "2026. gada 22. decembrim" in mail["text"]
    assert mail["language"] == "lv"
    assert mail["text"].split("\n\n")[0] in mail["html"]
    (told,) = await post.notices.messages(await post.actor(person), person, "en")
    assert (told.id, told.read) == (message, False)
    assert told.title == "We have your application"
    assert "22 December 2026" in " ".join(told.text)
    assert await post.stand(person) == [("email", "sent", None)]


async def test_in_english_the_state_s_language_stands_below(post, outside):
    person = await post.person()
    await post.contact(person, language="en")
    await post.send(person)
    await post.worker.drain()
    (mail,) = outside.mails
    assert mail["language"] == "en"
    assert mail["text"].index("We have your application") < mail["text"].index("Jūsu iesniegums ir saņemts")


async def test_a_decision_goes_with_its_paper(post, outside):
    person, decision = await post.person(), new_id()
    await post.contact(person)
    post.papers[decision] = b"%PDF-1.7 the decision"
    params = {"number": "L-2026-000007", "contest_by": "2026-12-22"}
    await post.send(person, "refused", params=params, decision=decision)
    await post.worker.drain()
    (mail,) = outside.mails
    (paper,) = mail["attachments"]
    assert (paper["name"], paper["mediaType"]) == ("lemums-L-2026-000007.pdf", "application/pdf")
    assert base64.b64decode(paper["data"]) == b"%PDF-1.7 the decision"
    assert mail["subject"] == "Lēmums par Jūsu iesniegumu"


async def test_a_paper_that_is_not_made_yet_is_waited_for(post, outside):
    person, decision = await post.person(), new_id()
    await post.contact(person)
    await post.send(person, "granted", params={"number": "L-2026-000007"}, decision=decision)
    await post.worker.drain()
    assert outside.mails == []
    assert await post.stand(person) == [("email", "waiting", "paper-missing")]
    post.papers[decision] = b"%PDF-1.7"
    post.clock.advance(timedelta(minutes=1))
    await post.worker.drain()
    assert await post.stand(person) == [("email", "sent", None)]


async def test_what_goes_wrong_here_is_shown_and_tried_again(post, outside):
    person, decision = await post.person(), new_id()
    await post.contact(person)
    post.papers[decision] = 7  # no PDF
    await post.send(person, "granted", params={"number": "L-2026-000007"}, decision=decision)
    await post.worker.drain()
    assert await post.stand(person) == [("email", "waiting", "failed")]
    post.papers[decision] = b"%PDF-1.7"
    post.clock.advance(timedelta(minutes=1))
    await post.worker.drain()
    assert await post.stand(person) == [("email", "sent", None)]


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_outside_speaks_of_health_or_debts_nor_repeats_what_a_clerk_wrote(kind):
    params = {"what": "Iesniedziet invaliditātes apliecību", "number": "3P-1", "until": "2026-12-01"}
    for language in ("lv", "en"):
        outer = texts.subject(kind, language) + texts.title(kind, language)
        outer += " ".join(texts.paragraphs(kind, language, params, inside=False))
        assert not any(word.lower() in outer.lower() for word in SECRET_WORDS)
        assert texts.paragraphs(kind, language, {}, inside=True) is not None
    if "{what}" in texts.WORDS[kind].paragraphs:
        assert params["what"] in texts.paragraphs(kind, "lv", params, inside=True)


async def test_a_server_that_says_later_is_asked_later(post, outside):
    person = await post.person()
    await post.contact(person)
    outside.mail_fault("busy", times=2)
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("email", "waiting", "busy")]
    for minutes, stand in ((1, ("email", "waiting", "busy")), (2, ("email", "sent", None))):
        post.clock.advance(timedelta(minutes=minutes))
        await post.worker.drain()
        assert await post.stand(person) == [stand]
    assert len(outside.mails) == 1


async def test_a_server_that_is_gone_is_tried_for_three_days_and_then_a_letter_waits(post, outside, closed_port):
    post = post.with_settings(outside.settings(smtp=f"smtp+plain://localhost:{closed_port}"))
    person = await post.person()
    await post.contact(person, postal="Brīvības iela 1\nRīga")
    await post.send(person)
    tries = 0
    while (await post.stand(person))[0][1] == "waiting":
        tries += await post.worker.drain()
        post.clock.advance(timedelta(hours=1))
        assert tries < 200
    assert await post.stand(person) == [("email", "given-up", "unreachable"), ("letter", "waiting", None)]
    first, second = await post.notices.deliveries(person=person)
    assert first.instead == second.id
    assert first.tried_at - first.made_at >= TRY_FOR
    (letter,) = await post.notices.letters_waiting()
    assert (letter.id, letter.person, letter.kind) == (second.id, person, "received")


async def test_an_address_that_is_refused_goes_by_letter_at_once(post, outside):
    person = await post.person()
    await post.contact(person, postal="Brīvības iela 1\nRīga")
    outside.mail_fault("refuse")
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("email", "given-up", "refused"), ("letter", "waiting", None)]


async def test_without_another_way_it_is_given_up_and_stands_in_the_list(post, outside):
    person = await post.person()
    await post.contact(person)
    outside.mail_fault("refuse")
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("email", "given-up", "refused")]
    assert len(await post.notices.messages(await post.actor(person), person, "lv")) == 1


@pytest.mark.parametrize("address", ["no-at", "a@b\r\nBcc: x@y.lv", "two@a.lv, three@b.lv", "@", "x@"])
async def test_an_address_that_is_none_is_given_up_and_writes_to_nobody(post, outside, address):
    person = await post.person()
    await post.contact(person, email=address)
    await post.send(person)
    await post.worker.drain()
    assert outside.mails == []
    assert await post.stand(person) == [("email", "given-up", "refused")]


async def test_a_server_without_encryption_gets_nothing(post, outside):
    plain = outside.told["smtp"].replace("smtp+plain", "smtp")
    post = post.with_settings(outside.settings(smtp=plain))
    person = await post.person()
    await post.contact(person)
    await post.send(person)
    await post.worker.drain()
    assert outside.mails == []
    assert (await post.stand(person))[0][1] == "waiting"


async def test_a_certificate_that_nobody_should_trust_is_not_trusted(post, outside):
    port = outside.told["untrusted"].rpartition(":")[2]
    post = post.with_settings(outside.settings(smtp=f"smtps://localhost:{port}"))
    person = await post.person()
    await post.contact(person)
    await post.send(person)
    await post.worker.drain()
    assert (await post.stand(person))[0][1:] == ("waiting", "unreachable")


async def test_a_way_that_is_switched_off_gives_way_to_the_next(post, outside):
    post = post.with_settings(outside.settings(smtp=""))
    person = await post.person()
    await post.contact(person, postal="Brīvības iela 1\nRīga")
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("email", "given-up", "off"), ("letter", "waiting", None)]


# The official e-address


async def test_the_official_address_gets_text_and_paper(post, outside):
    person, decision = await post.person(), new_id()
    await post.contact(person, channel="e-address", e_address=True)
    outside.account("32000000017", active=True)
    post.papers[decision] = b"%PDF-1.7"
    await post.send(person, "granted", params={"number": "L-2026-000007"}, decision=decision)
    await post.worker.drain()
    (arrived,) = outside.official
    assert arrived["message"]["personalCode"] == "32000000017"
    assert arrived["message"]["attachments"][0]["name"] == "lemums-L-2026-000007.pdf"
    assert await post.stand(person) == [("e-address", "sent", None)]


async def test_an_account_that_is_not_active_leads_to_e_mail_and_then_to_a_letter(post, outside):
    person = await post.person()
    await post.contact(person, channel="e-address", e_address=True, postal="Brīvības iela 1\nRīga")
    outside.account("32000000017", active=False)
    outside.mail_fault("refuse")
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [
        ("e-address", "given-up", "account-not-active"),
        ("email", "given-up", "refused"),
        ("letter", "waiting", None),
    ]


async def test_a_service_in_trouble_is_tried_again(post, outside):
    person = await post.person()
    await post.contact(person, channel="e-address")
    outside.account("32000000017", active=True)
    outside.control("PUT", "/eaddress/trouble", {"on": True})
    await post.send(person)
    await post.worker.drain()
    assert await post.stand(person) == [("e-address", "waiting", "busy")]
    outside.control("PUT", "/eaddress/trouble", {"on": False})
    post.clock.advance(timedelta(minutes=1))
    await post.worker.drain()
    assert await post.stand(person) == [("e-address", "sent", None)]


# Once


async def test_the_same_message_is_sent_once(post, outside):
    person, about = await post.person(), new_id()
    await post.contact(person)
    for _ in range(3):
        assert await post.send(person, id=about) == about
    await post.worker.drain()
    assert len(outside.mails) == 1
    assert len(await post.notices.messages(await post.actor(person), person, "lv")) == 1


async def test_a_delivery_taken_twice_goes_once_and_keeps_one_id(post, outside):
    person = await post.person()
    await post.contact(person)
    await post.send(person)
    (delivery,) = await post.notices.deliveries(person=person)
    async with post.db.transaction():
        await jobs.enqueue(DELIVER, {"delivery": str(delivery.id)}, post.clock.now())
    await post.worker.drain()
    (mail,) = outside.mails
    assert mail["messageId"] == f"<{delivery.id}@fonds.example>"


async def test_what_is_rolled_back_is_not_sent(post, outside):
    person = await post.person()
    await post.contact(person)
    with pytest.raises(ZeroDivisionError):
        async with post.audit.work(SYSTEM, Ground.GRANT) as work:
            await post.notices.send(work, person, "received", {})
            raise ZeroDivisionError
    await post.worker.drain()
    assert outside.mails == []
    assert await post.stand(person) == []


async def test_nothing_personal_stands_in_jobs_logs_or_the_database(post, outside, caplog):
    person = await post.person()
    await post.contact(person, phone="+37120000001", postal="Slepenā iela 7")
    outside.mail_fault("busy", times=1)
    with caplog.at_level(0):
        await post.send(person, "asked", params={"what": "Slepens jautājums", "number": "3P-1"})
        rows = await post.db.rows("SELECT payload FROM job")
        await post.worker.drain()
    assert [json.loads(row["payload"]).keys() for row in rows] == [{"delivery"}]
    kept = [bytes(row["sealed"]) for row in await post.db.rows("SELECT sealed FROM contact")]
    kept += [bytes(row["params"]) for row in await post.db.rows("SELECT params FROM message")]
    told = caplog.text.encode() + b"".join(kept)
    for secret in ("ada@example", "Slepen", "2000000", "32000000017"):
        assert secret.encode() not in told


# The family's own list


async def test_another_person_s_messages_are_nobody_s(post):
    person, other = await post.person(), await post.person("320000-00025", "Jānis", "Kalns")
    message = await post.send(person)
    mine, theirs = await post.actor(person), await post.actor(other)
    assert await post.notices.messages(theirs, other, "lv") == ()
    with pytest.raises(NoSuchMessage):
        await post.notices.messages(theirs, person, "lv")
    with pytest.raises(NoSuchMessage):
        await post.notices.read(theirs, message)
    await post.notices.read(mine, message)
    assert [one.read for one in await post.notices.messages(mine, person, "lv")] == [True]


async def test_a_letter_says_everything_and_is_posted_once(post):
    person, decision = await post.person(), new_id()
    await post.contact(person, channel="post", postal="Brīvības iela 1\nRīga", email="")
    await post.send(person, "asked", params={"what": "Atsūtiet izziņu.", "until": "2026-12-01"}, decision=decision)
    (waiting,) = await post.notices.letters_waiting()
    async with post.audit.work(SYSTEM, Ground.SERVE) as work:
        letter = await post.notices.letter(work, waiting.id)
        await post.notices.posted(work, waiting.id)
        await post.notices.posted(work, waiting.id)
    assert (letter.person, letter.postal, letter.decision) == (person, "Brīvības iela 1\nRīga", decision)
    assert letter.text[0] == "Atsūtiet izziņu."
    assert await post.notices.letters_waiting() == ()
    assert await post.stand(person) == [("letter", "sent", None)]


async def test_two_records_of_one_person_have_their_messages_together(post):
    kept, gone = await post.person(), await post.person("320000-00025", "Āda", "Kalna")
    await post.contact(gone)
    await post.send(gone)
    async with post.audit.work(SYSTEM, Ground.GRANT) as work:
        await post.notices.rehome(kept, gone)
        work.record("test")
    assert len(await post.notices.messages(await post.actor(kept), kept, "lv")) == 1
    assert (await post.notices.contact(kept)).email == "ada@example.lv"
    assert await post.notices.contact(gone) is None
