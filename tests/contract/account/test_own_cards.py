"""Cards by right of who is signed in: one's own and one's children's, on this phone without a code (R-98, D-4)."""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from goda.audit import SYSTEM
from goda.cards.model import MOST_PHONES, IssueCard
from goda.db.jobs import Worker
from goda.kernel.personal_code import parse
from goda.people.model import Document, Identity, KeptMember

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)


class Phone:
    """A phone's key, and its proofs for calls that carry the session too."""

    def __init__(self, browser) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec

        self.browser = browser
        self.key = ec.generate_private_key(ec.SECP256R1())

    async def take_up(self, card, name: str = "Annas telefons", **other: str):
        import base64
        import json
        import secrets

        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        def b64(data: bytes) -> str:
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        path = f"/wallet/me/cards/{card}/phone"
        nonce = (await self.browser.ask("POST", "/wallet/nonces")).json()["nonce"]
        point = self.key.public_key().public_numbers()
        x, y = (b64(value.to_bytes(32, "big")) for value in (point.x, point.y))
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}
        claims = {
            "jti": b64(secrets.token_bytes(16)), "htm": "POST", "htu": f"http://localhost:8000{path}", "iat": 1,
            "nonce": nonce,
        } | other  # fmt: skip
        signed = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
        r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(SHA256())))
        proof = f"{signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
        return await self.browser.ask("POST", path, {"deviceName": name}, dpop=proof)


class Household:
    """A family on record with its cards: two parents, a child of eight, one of eighteen, each with a card."""

    def __init__(self, house, state) -> None:
        self.house, self.state = house, state
        self.family = uuid4()
        self.cards: dict[str, UUID] = {}

    async def settle(self) -> "Household":
        """Parents are people of the state's side, so that they can sign in."""
        self.codes = {"mother": self.state.applicant("three-children"), "father": self.state.applicant("debtor")}
        self.persons = {name: await self._person(code) for name, code in self.codes.items()}
        self.persons["child"] = await self._person("399990-00015", date(2018, 5, 4))
        self.persons["grown"] = await self._person("399990-00023", TODAY.replace(year=2008))
        places = {"mother": "applicant", "father": "spouse", "child": "child", "grown": "child"}
        document = Document(kind="application", number="1", date=TODAY, issuer="SIF")
        async with self.house.audit.work(SYSTEM, "grant") as work:
            members = [KeptMember(person=self.persons[name], role=role) for name, role in places.items()]  # type: ignore[arg-type]
            await self.house.people.keep_family(work, self.family, members, document)
        for name, person in self.persons.items():
            self.cards[name] = await self.card(person)
        return self

    async def card(self, holder: UUID, valid_from: date = TODAY, family: UUID | None = None) -> UUID:
        to = valid_from + timedelta(days=300)
        new = IssueCard(
            family=family or self.family, holder=holder, names=("Zane Bērziņa",), valid_from=valid_from, valid_to=to,
            proposal=to,
        )  # fmt: skip
        return (await self.house.cards.issue(SYSTEM, new)).id

    async def _person(self, code: str, born: date | None = None) -> UUID:
        identity = Identity(codes=(parse(code),), given="Zane", surname="Bērziņa", born=born)
        return (await self.house.people.identify(SYSTEM, identity)).id


@pytest.fixture
async def household(house, state) -> Household:
    return await Household(house, state).settle()


@pytest.fixture
async def mother(browser, household):
    await browser.sign_in(household.codes["mother"])
    return browser


async def listed(browser) -> dict[str, bool]:
    answer = await browser.ask("GET", "/wallet/me/cards")
    assert answer.status_code == 200, answer.text
    return {one["card"]["id"]: one["mine"] for one in answer.json()["cards"]}


async def test_a_parent_sees_their_own_card_and_the_childs_not_the_spouses_and_not_the_grown_childs(mother, household):
    cards = household.cards
    assert await listed(mother) == {str(cards["mother"]): True, str(cards["child"]): False}


async def test_the_spouse_sees_theirs_and_the_childs(new_browser, household):
    father = new_browser()
    await father.sign_in(household.codes["father"])
    assert await listed(father) == {str(household.cards["father"]): True, str(household.cards["child"]): False}


async def test_the_card_appears_on_the_phone_without_a_code(mother, household):
    answer = await Phone(mother).take_up(household.cards["mother"])
    assert answer.status_code == 201, answer.text
    issued = answer.json()
    assert issued["card"]["id"] == str(household.cards["mother"])
    assert issued["credential"].endswith("~")
    assert issued["device"]["name"] == "Annas telefons"
    assert answer.headers["dpop-nonce"]


async def test_the_same_phone_again_gets_the_same_again_also_when_it_asks_many_times_at_once(mother, household):
    phone = Phone(mother)
    first = (await phone.take_up(household.cards["mother"])).json()
    again = await asyncio.gather(*(phone.take_up(household.cards["mother"]) for _ in range(5)))
    assert {one.status_code for one in again} == {201}
    assert {one.json()["credential"] for one in again} == {first["credential"]}
    fresh = Phone(mother)
    at_once = await asyncio.gather(*(fresh.take_up(household.cards["child"]) for _ in range(5)))
    assert len({one.json()["device"]["id"] for one in at_once}) == 1


async def test_a_childs_card_goes_on_the_parents_phone(mother, household):
    answer = await Phone(mother).take_up(household.cards["child"])
    assert (answer.status_code, answer.json()["card"]["id"]) == (201, str(household.cards["child"]))


@pytest.mark.parametrize("whose", ["father", "grown"])
async def test_a_card_that_is_somebody_elses_does_not_exist(mother, household, whose):
    for answer in (
        await Phone(mother).take_up(household.cards[whose]),
        await mother.ask("POST", f"/wallet/me/cards/{household.cards[whose]}/code"),
        await mother.ask("POST", f"/wallet/me/cards/{uuid4()}/code"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-card")


async def test_a_stranger_reaches_nothing(new_browser, household, state):
    stranger = new_browser()
    await stranger.sign_in(state.applicant("one-parent"))
    assert await listed(stranger) == {}
    for card in household.cards.values():
        assert (await Phone(stranger).take_up(card)).status_code == 404


async def test_the_same_child_in_another_family_is_reached_by_that_familys_parents_only(mother, household):
    """A child of two families: each parent reaches the card of their own."""
    elsewhere = await household.card(household.persons["child"], family=uuid4())
    assert str(elsewhere) not in await listed(mother)
    assert (await Phone(mother).take_up(elsewhere)).status_code == 404


async def test_a_child_who_turns_eighteen_is_their_own_from_that_day(mother, household, clock, state):
    clock.set(clock.now().replace(year=2026, month=11, day=22))
    card = household.cards["child"]
    assert str(card) in await listed(mother)
    await household.house.people.identify(
        SYSTEM, Identity(codes=(parse("399990-00015"),), given="Zane", surname="Bērziņa", born=TODAY.replace(year=2008))
    )
    assert str(card) not in await listed(mother)


async def test_without_a_session_or_without_a_proof_there_is_nothing(new_browser, mother, household):
    card = household.cards["mother"]
    assert (await Phone(new_browser()).take_up(card)).json()["code"] == "sign-in-needed"
    plain = await mother.ask("POST", f"/wallet/me/cards/{card}/phone", {"deviceName": "x"})
    assert (plain.status_code, plain.json()["code"]) == (401, "proof-invalid")
    other = await Phone(mother).take_up(card, htu="http://localhost:8000/wallet/renewals")
    assert other.json()["code"] == "proof-invalid"
    assert (await Phone(mother).take_up(card, "   ")).status_code == 422


async def test_a_key_holds_one_card(mother, household):
    phone = Phone(mother)
    await phone.take_up(household.cards["mother"])
    answer = await phone.take_up(household.cards["child"])
    assert (answer.status_code, answer.json()["code"]) == (409, "key-taken")


async def test_a_removed_phone_does_not_come_back_by_itself(mother, household, house):
    phone = Phone(mother)
    issued = (await phone.take_up(household.cards["mother"])).json()
    life = await house.cards.life(SYSTEM, household.cards["mother"])
    await house.cards.annul_credential(SYSTEM, life.credentials[0].id, "lost")
    answer = await phone.take_up(household.cards["mother"])
    assert (answer.status_code, answer.json()["code"]) == (403, "device-removed")
    fresh = await Phone(mother).take_up(household.cards["mother"])
    assert fresh.json()["device"]["id"] != issued["device"]["id"]


async def test_an_annulled_card_is_not_signed_and_one_that_has_not_begun_waits_on_the_phone(mother, household, house):
    later = await household.card(household.persons["mother"], TODAY + timedelta(days=30))
    assert str(later) in await listed(mother), "it takes over: seen already"
    waiting = (await Phone(mother).take_up(later)).json()
    assert (waiting["credential"], waiting["card"]["validFrom"]) == ("", str(TODAY + timedelta(days=30)))
    await house.cards.annul(SYSTEM, household.cards["mother"], "error")
    assert str(household.cards["mother"]) not in await listed(mother)
    answer = await Phone(mother).take_up(household.cards["mother"])
    assert (answer.status_code, answer.json()["code"]) == (409, "card-annulled")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_card_is_on_ten_phones_at_most(mother, household, clock):
    for number in range(MOST_PHONES):
        clock.advance(timedelta(seconds=30))
        assert (await Phone(mother).take_up(household.cards["mother"], f"Telefons {number}")).status_code == 201
    answer = await Phone(mother).take_up(household.cards["mother"])
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-phones")


async def test_a_code_for_the_childs_own_phone_is_the_same_while_it_lives(mother, household, house):
    path = f"/wallet/me/cards/{household.cards['child']}/code"
    first = await mother.ask("POST", path)
    assert first.status_code == 201, first.text
    assert first.json() == (await mother.ask("POST", path)).json()
    assert first.json()["expires"] == "2026-12-22T12:00:00Z"
    life = await house.cards.life(SYSTEM, household.cards["child"])
    assert [one.code for one in life.activations] == [first.json()["code"]]


async def test_each_taking_up_is_on_record_in_the_persons_name(mother, household, house):
    await Phone(mother).take_up(household.cards["child"])
    await mother.ask("POST", f"/wallet/me/cards/{household.cards['child']}/code")
    rows = await house.db.rows("SELECT body FROM audit_record ORDER BY position")
    text = [bytes(row["body"]).decode() for row in rows]
    mine = [one for one in text if f'"id":"{household.persons["mother"]}"' in one and '"kind":"person"' in one]
    for action in ("device.take-up", "activation.make"):
        assert any(f'"action":"{action}"' in one for one in mine), action


async def _ended(house, card: UUID):
    """The card once the job has run: on SQLite the server's own worker may have taken it first."""
    async with asyncio.timeout(20):
        while True:
            await Worker(house.db, house.decisions.jobs(), house.clock).drain()
            found = (await house.cards.life(SYSTEM, card)).card
            if found.state != "valid":
                return found
            await asyncio.sleep(0.05)


async def test_a_holder_gives_their_card_up_and_nobody_elses(mother, household, house):
    """R-56: the holder's own wish needs nobody at the fund; the spouse's and the child's card are not the mother's to end."""
    for other in ("father", "grown"):
        refused = await mother.ask("DELETE", f"/wallet/me/cards/{household.cards[other]}")
        assert refused.status_code in {403, 404}, refused.text
    answer = await mother.ask("DELETE", f"/wallet/me/cards/{household.cards['mother']}")
    assert answer.status_code == 202, answer.text
    ended = await _ended(house, household.cards["mother"])
    assert (ended.state, ended.cause) == ("annulled", "holder-wish")
    assert (await house.cards.life(SYSTEM, household.cards["father"])).card.state == "valid"
    again = await mother.ask("DELETE", f"/wallet/me/cards/{household.cards['mother']}")
    assert again.status_code == 409, again.text


async def test_nobody_gives_a_card_up_without_being_signed_in(browser, household):
    answer = await browser.ask("DELETE", f"/wallet/me/cards/{household.cards['mother']}")
    assert answer.status_code == 401, answer.text
