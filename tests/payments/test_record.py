"""The record of a contract (every transaction with key and hash) and its log: for the contract's parties only."""

from datetime import timedelta

from market.payments.ledger import postings
from market.payments.models import LedgerTransaction
from market.payments.payouts.actions import request_payout
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import approve_milestone
from market.payments.statements.record import movements_of
from tests.payments.story import contract as make_contract
from tests.payments.story import payable, submitted


def test_every_transaction_has_its_key_and_hash(provider):
    milestone = submitted(provider, "100.00")
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    for person, kinds, fee in (
        (milestone.contract.client, ["funding", "release"], "5.00"),
        (milestone.contract.freelancer, ["funding", "release"], "0.00"),
    ):
        entries = movements_of(milestone.contract, person)
        assert [each.kind for each in entries] == kinds
        assert {each.milestone for each in entries} == {milestone.pk}
        assert f"{entries[0].fee.amount:.2f}" == fee
    stored = LedgerTransaction.objects.get(key=entries[0].key)
    assert (entries[0].hash, entries[0].block) == (bytes(stored.content_hash).hex(), None)


def test_record_is_shown_to_both_parties_and_404_for_outsiders(page, api, omar, provider):
    milestone = submitted(provider, "100.00")
    contract = milestone.contract
    for person in (contract.client, contract.freelancer):
        html = page(person).get(f"/contracts/{contract.pk}/record/").content.decode()
        (entry,) = api(person).get(f"/api/v1/contracts/{contract.pk}/record/").json()
        assert entry["key"] in html
        assert entry["amount"] == {"amount": "100.00", "currency": "USD"}
    assert page(omar).get(f"/contracts/{contract.pk}/record/").status_code == 404
    postings.seal_ledger()


def test_record_without_transactions_says_so(page, carla, farida):
    contract = make_contract("100.00")
    assert "No money has moved yet." in page(carla).get(f"/contracts/{contract.pk}/record/").content.decode()


def test_record_says_by_what_both_see_that_it_is_done(page, carla, farida):
    contract = make_contract("100.00")
    contract.milestones.update(done_when="Three ideas as PDF.")
    assert "Three ideas as PDF." in page(carla).get(f"/contracts/{contract.pk}/record/").content.decode()


def log_entries(api, person, contract) -> list[tuple[str, int | None]]:
    entries = api(person).get(f"/api/v1/contracts/{contract.pk}/log/").json()["results"]
    return [(each["what"], each["milestone"]) for each in reversed(entries)]


def test_log_shows_payouts_to_the_freelancer_only(api, page, provider, travel, run_jobs):
    """The freelancer reads of payouts; the client reads of refunds (see the next test)."""
    release = payable(provider, travel, "100.00")
    contract, pk = release.milestone.contract, release.milestone_id
    client, freelancer = contract.client, contract.freelancer
    request_payout(by=freelancer)
    run_jobs()
    travel(timedelta(days=10))
    shared = ["contract.started", "milestone.funded", "milestone.submitted", "milestone.released_approved"]
    freelancer_only = ["release.cleared", "release.payout_requested", "release.paid_out"]
    assert [what for what, _of in log_entries(api, client, contract)] == shared
    assert log_entries(api, freelancer, contract)[-3:] == [(what, pk) for what in freelancer_only]
    html = page(freelancer).get(f"/contracts/{contract.pk}/log/").content.decode()
    assert "$100.00 of “Part 1” has arrived at the bank." in html


def test_log_shows_a_sent_refund_to_the_client_only(api, provider, run_jobs):
    milestone = submitted(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    latest = [
        log_entries(api, who, milestone.contract)[-1][0]
        for who in (milestone.contract.client, milestone.contract.freelancer)
    ]
    assert latest == ["refund.sent", "milestone.refunded_given"]
