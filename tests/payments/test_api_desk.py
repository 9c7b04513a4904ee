"""The operators' money desk in the API: what its pages show, and proposals from one operator to another."""

from decimal import Decimal

import pytest

from market.payments.desk.reconciliation_actions import reconcile_balances
from market.payments.ledger import postings
from market.payments.models import Funding, LedgerAccount, LedgerTransaction
from tests import make
from tests.payments.story import funded, usd
from tests.payments.test_money_desk import parked_event

WHY = "The provider keeps its fees from the balance."
DESK = "/api/v1/desk/"


@pytest.fixture(autouse=True)
def second_factor(monkeypatch):
    """Operators have set one up."""
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)


def test_operators_read_the_ledger_row_by_row(provider, pavel, api):
    milestone, caller = funded(provider, "40.00"), api(pavel)
    for number in range(22):
        postings.post_capital(f"TT {number}", usd(number + 1))
    newest = caller.get(f"{DESK}transactions/").json()
    older = caller.get(f"{DESK}transactions/", {"before": newest["older"]}).json()
    assert [len(newest["results"]), older["older"]] == [20, None]
    assert {each["id"] for each in newest["results"]}.isdisjoint(each["id"] for each in older["results"])
    (row,) = caller.get(f"{DESK}transactions/", {"milestone": milestone.pk}).json()["results"]
    assert (row["name"], row["contract"]) == ("Payment by a client", milestone.contract_id)
    whole = caller.get(f"/api/v1/desk/transactions/{row['id']}/").json()
    assert whole["hash"] == LedgerTransaction.objects.get(pk=row["id"]).content_hash.hex()
    assert sum(Decimal(each["amount"]["amount"]) for each in whole["legs"]) == 0
    assert caller.get(f"{DESK}transactions/0/").status_code == 404
    account = LedgerAccount.objects.get(kind="capital", currency="USD")
    assert account.pk in [each["id"] for each in caller.get(f"{DESK}accounts/", {"kind": "capital"}).json()["results"]]
    page = caller.get(f"/api/v1/desk/accounts/{account.pk}/").json()
    after = caller.get(f"{DESK}accounts/{account.pk}/", {"before": page["older"]}).json()
    rest = account.entries.count() - 20  # of the first test with this stand-in, also what the site begins with
    assert [len(page["results"]), len(after["results"]), page["newer"], after["older"]] == [20, rest, None, None]
    assert caller.get(f"{DESK}accounts/{account.pk}/", {"after": after["newer"]}).json()["results"] == page["results"]
    assert caller.get(f"{DESK}accounts/", {"kind": "x"}).json()["errors"]
    assert caller.get(f"{DESK}transactions/", {"before": "x"}).json()["errors"]


def test_operators_search_and_take_files(provider, pavel, farida, api):
    milestone = funded(provider, "123.40")
    charge = Funding.objects.get(milestone=milestone).charge_id
    (result,) = api(pavel).get(f"{DESK}search/", {"q": charge}).json()
    assert (result["what"], result["kind"], result["amount"]["amount"]) == ("payment", "Payment", "129.57")
    in_bangla = api(pavel).get(f"{DESK}search/", {"q": charge}, headers={"accept-language": "bn"}).json()
    assert in_bangla[0]["kind"] == "পেমেন্ট"
    assert api(pavel).get(f"{DESK}search/").json() == []
    period = {"sheet": "transactions", "since": "2026-01-01", "until": "2027-12-31", "kind": "csv"}
    answer = api(pavel).get(f"{DESK}export/", period)
    assert answer["Cache-Control"] == "private, no-store"
    assert ",held," in b"".join(answer.streaming_content).decode()
    refused = api(pavel).get(f"{DESK}export/", period | {"until": "2020-01-01"}).json()
    assert (refused["code"], list(refused["errors"])) == ("invalid", ["until"])
    assert api(farida).get(f"{DESK}export/", period).status_code == 404


def test_operators_run_stopped_work_again(provider, pavel, api, run_jobs):
    event, other, caller = parked_event(), parked_event("charge.refunded"), api(pavel)
    work = caller.get(f"{DESK}stopped/").json()
    assert [each["id"] for each in work["events"]] == [event.pk, other.pk]
    assert {each["name"] for each in work["jobs"]} == {"Processing a message of a provider"}
    assert caller.get(f"{DESK}balances/").json()["stopped"] == 4
    assert caller.post(f"/api/v1/desk/stopped/events/{event.pk}/").json() == {"count": 1}
    assert caller.post(f"{DESK}stopped/events/replay/", {"kind": "charge.refunded"}).json() == {"count": 1}
    assert caller.get(f"{DESK}stopped/").json()["jobs"] == []
    assert caller.post(f"/api/v1/desk/stopped/jobs/{work['jobs'][0]['id']}/").status_code == 404
    task = {"task": work["jobs"][0]["task"]}
    assert caller.post(f"{DESK}stopped/jobs/retry/", task).json()["code"] == "not_found"
    assert caller.post(f"{DESK}reconcile/").status_code == 202
    run_jobs()
    assert caller.get(f"{DESK}balances/").json()["reconciliations"]


def test_operators_read_balances_and_decide_on_proposals(provider, pavel, farida, api):
    ola = make.make_person("Ola", roles=["operator"])
    funded(provider, "100.00")
    reconcile_balances()
    balances = api(pavel).get("/api/v1/desk/balances/").json()
    dollars = next(each for each in balances["currencies"] if each["currency"] == "USD")
    assert dollars["owed"] == {"amount": "105.00", "currency": "USD"}
    compared = next(each for each in balances["reconciliations"] if each["currency"] == "USD")
    assert compared["ours"] == compared["theirs"]
    assert api(farida).get("/api/v1/desk/balances/").status_code == 404

    def propose(amount: str) -> dict:
        values = {"amount": amount, "currency": "USD", "rail": "stripe"}
        return api(pavel).post("/api/v1/desk/proposals/", {"kind": "loss", "parameters": values, "reason": WHY}).json()

    first, second, third = propose("1"), propose("2"), propose("3")
    assert (first["kind"], first["state"], propose("1")["id"]) == ("loss", "open", first["id"])
    why = {"reason": "It came back on Monday."}
    refused = api(ola).post(f"/api/v1/desk/proposals/{first['id']}/refuse/", why).json()
    assert (refused["state"], refused["decided_by"]) == ("refused", ola.pk)
    assert api(pavel).post(f"/api/v1/desk/proposals/{second['id']}/approve/").json()["code"] == "same_person"
    assert api(ola).post(f"/api/v1/desk/proposals/{second['id']}/approve/").json()["state"] == "approved"
    assert api(pavel).post(f"/api/v1/desk/proposals/{third['id']}/withdraw/").json()["state"] == "withdrawn"
    assert api(ola).get("/api/v1/desk/proposals/").json()["count"] == 3
    assert propose("1.001")["errors"]
