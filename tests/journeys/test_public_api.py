"""The whole journey by a client that knows only the published interface: HTTP, the socket, the sandbox."""

import asyncio
import json
import uuid
from decimal import Decimal

import httpx
import pytest
import websockets

from tests.journeys.people import Person, advance, money, post_job, sign_up


@pytest.fixture(scope="module")
def graduate(served) -> Person:
    """A new graduate: signed up, certificate claimed, profile published."""
    person = sign_up(served, "Nadia")
    wrong = person.post("certificates/claim/", {"serial": "AIAA-DEMO-0005", "claim_code": "claim-9999"}, 400)
    assert wrong["code"] == "claim_refused"
    numbers = (f"{number:04}" for number in range(5, 0, -1))
    claims = ({"serial": f"AIAA-DEMO-{each}", "claim_code": f"claim-{each}"} for each in numbers)
    assert any(person.send("POST", "certificates/claim/", json=claim).is_success for claim in claims)
    patched = person.send(
        "PATCH", "me/profile/", json={"headline_en": "Clean data, on time", "story_en": "I type fast."}
    )
    assert patched.status_code == 200, patched.text
    published = person.send("PATCH", "me/profile/", json={"state": "published"})
    assert published.status_code == 200, published.text
    return person


def test_from_certificate_to_payout_over_the_api(served, graduate):
    client = sign_up(served, "Peter")
    contract = make_contract(served, client, graduate)
    asyncio.run(exchange_messages(served, client, graduate, contract["conversation"]))
    first, second = contract["milestones"]

    fund(client, first["id"], decline_first=True)
    assert milestone_state(client, contract["id"], 0) == "funded"
    deliver_twice(client, graduate, first["id"])
    released = client.post(f"milestones/{first['id']}/approve/", **{"Idempotency-Key": "once"})
    assert (released["state"], released["released"]) == ("released", money("45.00"))
    assert client.post(f"milestones/{first['id']}/approve/", **{"Idempotency-Key": "once"}) == released
    assert balance(graduate)["clearing"] == money("45.00")

    fund(client, second["id"])
    graduate.post(f"milestones/{second['id']}/submit/", {"note": "The rest.", "files": []})
    advance(served, "P14D")  # automatic approval
    assert milestone_state(client, contract["id"], 1) == "released"
    assert graduate.get(f"contracts/{contract['id']}/")["state"] == "completed"
    advance(served, "P5D")
    assert balance(graduate)["payable"] == money("80.00")
    pay_out(served, graduate)
    assert balance(graduate)["paid_out"] == money("80.00")


def make_contract(served: str, client: Person, graduate: Person) -> dict:
    """Job, invalid bid, bid, counteroffer, contract."""
    job = client.post("jobs/", {
        "title": "Type 300 invoices into a sheet", "description": "Scanned invoices, one sheet.",
        "topic": "data-entry", "skills": [], "duration_days": 7, "visibility": "all",
        "budget_min": money("50.00"), "budget_max": money("120.00"),
    })  # fmt: skip
    assert client.post(f"jobs/{job['id']}/publish/")["state"] == "open"
    listed = httpx.get(served + "/api/v1/jobs/", params={"q": "invoices"}).json()["results"]
    assert job["id"] in [each["id"] for each in listed]
    offer = {"amount": money("90.00"), "days": 5, "cover_letter": "I typed ten thousand."}
    invalid = {**offer, "milestones": [{"title": "All", "amount": money("80.005"), "days": 5}]}
    assert "milestones.0.amount" in graduate.post(f"jobs/{job['id']}/bids/", invalid, 400)["errors"]
    bid = graduate.post(f"jobs/{job['id']}/bids/", {**offer, "milestones": halves("50.00", "40.00")})
    terms = {"amount": money("80.00"), "days": 5, "milestones": halves("45.00", "35.00")}
    client.post(f"bids/{bid['id']}/propose-terms/", terms)
    contract = graduate.post(f"bids/{bid['id']}/accept/")
    assert contract["state"] == "active"
    return contract


def halves(first: str, second: str) -> list[dict]:
    return [
        {"title": "First half", "amount": money(first), "days": 3},
        {"title": "Second half", "amount": money(second), "days": 2},
    ]


def deliver_twice(client: Person, graduate: Person, milestone: int) -> None:
    graduate.post(f"milestones/{milestone}/submit/", {"note": "Here are 150.", "files": [upload(graduate)]})
    client.post(f"milestones/{milestone}/request-changes/", {"note": "Dates as 2026-11-24, please."})
    graduate.post(f"milestones/{milestone}/submit/", {"note": "Done.", "files": []})


def pay_out(served: str, graduate: Person) -> None:
    httpx.post(graduate.post("me/payout-account/")["onboarding_url"], data={"outcome": "complete"})
    advance(served, "PT0S")
    graduate.post("me/payouts/")
    advance(served, "P5D")
    assert graduate.get("me/payouts/")["results"][0]["state"] in ("paid", "paid_out")


def fund(client: Person, milestone: int, decline_first: bool = False) -> None:
    address = client.post(f"milestones/{milestone}/fund/")["checkout_url"]
    assert client.post(f"milestones/{milestone}/fund/")["checkout_url"] == address
    if decline_first:
        assert httpx.post(address, data={"outcome": "decline"}).status_code < 400
    paid = httpx.post(address, data={"outcome": "succeed"})
    assert paid.status_code in (302, 303)
    advance(client.base, "PT0S")


def milestone_state(person: Person, contract: int, index: int) -> str:
    return person.get(f"contracts/{contract}/")["milestones"][index]["state"]


def balance(person: Person) -> dict:
    return next(each for each in person.get("me/balance/") if each["currency"] == "USD")


def upload(person: Person) -> str:
    response = person.send("POST", "uploads/", files={"file": ("invoices.csv", b"a,b\n1,2\n")})
    assert response.status_code == 201, response.text
    return response.json()["id"]


async def exchange_messages(base: str, client: Person, graduate: Person, conversation: int) -> None:
    """Both exchange messages over sockets; missed ones come by resume, in order, once."""
    async with await socket(base, client) as client_socket, await socket(base, graduate) as graduate_socket:
        client_id = str(uuid.uuid4())
        for _ in range(2):  # idempotent
            await client_socket.send(
                json.dumps(
                    {"type": "message.send", "conversation": conversation, "client_id": client_id, "text": "ঠিক আছে"}
                )
            )
        first, again = (
            await receive(client_socket, "message.acknowledged"),
            await receive(client_socket, "message.acknowledged"),
        )
        assert (first["id"], first["seq"]) == (again["id"], again["seq"])
        created = await receive(graduate_socket, "message.created")
        assert (created["message"]["text"], created["message"]["seq"]) == ("ঠিক আছে", first["seq"])
    client.post(
        f"conversations/{conversation}/messages/",
        {"client_id": str(uuid.uuid4()), "text": "While you were away", "files": []},
    )
    async with await socket(base, graduate) as graduate_socket:
        await graduate_socket.send(json.dumps({"type": "resume", "conversations": {str(conversation): first["seq"]}}))
        missed = await receive(graduate_socket, "message.created")
        assert (missed["message"]["text"], missed["message"]["seq"]) == ("While you were away", first["seq"] + 1)
        await receive(graduate_socket, "resumed")
    later = graduate.get(f"conversations/{conversation}/messages/", after_seq=first["seq"])["results"]
    assert [each["seq"] for each in later] == [first["seq"] + 1]


async def socket(base: str, person: Person):
    ticket = person.post("ws-ticket/")["ticket"]
    return websockets.connect(f"{base.replace('http', 'ws')}/ws/?ticket={ticket}")


async def receive(connection, kind: str) -> dict:
    async with asyncio.timeout(10):
        while True:
            frame = json.loads(await connection.recv())
            if frame["type"] == kind:
                return frame


def test_other_users_get_404_problem_details(served):
    omar = Person(served, "omar@demo.test")
    carla = Person(served, "carla@demo.test")
    contract = next(each for each in carla.get("contracts/")["results"] if each["freelancer"]["display_name"] != "Omar")
    for path in (f"contracts/{contract['id']}/", f"conversations/{contract['conversation']}/messages/"):
        response = omar.send("GET", path)
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    milestone = contract["milestones"][0]["id"]
    assert omar.send("POST", f"milestones/{milestone}/approve/").status_code == 404


def test_anonymous_can_verify_a_certificate(served):
    response = httpx.get(served + "/api/v1/certificates/AIAA-DEMO-0001/").json()
    assert response["state"] == "valid"
    assert set(response) >= {"state", "topic", "year"}
    assert "name" not in response


PROFILE = "id display_name headline topic skills district languages rate_from certificate url"
JOB = "id title summary topic skills budget_min budget_max bids published_at url"


def test_lists_have_the_documented_fields(served):
    bangla = {"accept-language": "bn"}
    people = httpx.get(served + "/api/v1/profiles/", params={"q": "ডাটা এন্ট্রি"}, headers=bangla).json()
    assert set(people["results"][0]) >= set(PROFILE.split())
    assert len(httpx.get(served + "/api/v1/profiles/").json()["results"]) == 20
    posted = post_job(Person(served, "carla@demo.test"), money("40.00"))  # demonstration jobs may have expired
    jobs = httpx.get(served + "/api/v1/jobs/", params={"ordering": "newest"}).json()
    assert set(jobs["results"][0]) >= set(JOB.split())
    assert len(jobs["results"]) <= 20
    budgets = {each["id"]: each["budget_min"] for each in jobs["results"]}
    assert Decimal(budgets[posted["id"]]["amount"]) == 40
