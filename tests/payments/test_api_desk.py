"""The operators' money desk in the API: balances, and proposals from one operator to another."""

from market.payments.desk.reconciliation_actions import reconcile_balances
from tests import make
from tests.payments.story import funded

WHY = "The provider keeps its fees from the balance."


def test_operators_read_balances_and_decide_on_proposals(provider, pavel, farida, api, monkeypatch):
    monkeypatch.setattr("market.accounts.mixins.require_second_factor", lambda user: None)
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
