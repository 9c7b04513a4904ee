"""An early end of a contract: held money is released and refunded as agreed, to the cent, once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.contracts.models import Contract, Milestone
from market.contracts.proposals.actions import (
    MoneyStillHeld,
    ProposalOutdated,
    ProposalPending,
    SettleFirst,
    agree_proposal,
    ask_to_end,
    end_contract,
    refuse_proposal,
    withdraw_proposal,
)
from market.contracts.workroom.actions import MilestoneNotReady, TimeIsUp, request_refund
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Funding, Refund, Release
from market.payments.provider import reconciliation
from market.payments.refunds.summary import summarize_end
from market.payments.releases.actions import release_part
from tests.payments.story import SITE, assert_books_whole, funded, submit, usd
from tests.payments.story import contract as make_contract


@pytest.fixture
def held(provider) -> Milestone:
    """100 USD held, another milestone waiting."""
    return funded(provider, "100.00", "50.00")


def propose_end(milestone: Milestone, share: str, by=None):
    contract = milestone.contract
    return ask_to_end(by=by or contract.client, contract_id=contract.pk, shares={milestone.pk: Decimal(share)})


@pytest.mark.parametrize(
    ("share", "state", "kept"),
    [
        ("0.00", "refunded", "0.00"),
        ("33.33", "split", "1.67"),
        ("99.99", "split", "5.00"),
        ("100.00", "released", "5.00"),
    ],
)
def test_agreed_end_splits_the_held_money_to_the_cent(held, run_jobs, share, state, kept):
    contract, share_value = held.contract, Decimal(share)
    agree_proposal(by=contract.freelancer, proposal_id=propose_end(held, share).pk)
    run_jobs()
    held.refresh_from_db()
    assert (held.state, held.held_value) == (state, Decimal("0.00"))
    assert (held.released_value, held.refunded_value) == (share_value, Decimal("100.00") - share_value)
    assert sum(each.fee_value for each in Release.objects.all()) == Decimal(kept)
    assert Contract.objects.get(pk=contract.pk).state == "ended"
    assert contract.milestones.get(position=2).state == "lapsed"
    assert {each.reason for each in Release.objects.all()} <= {"ended"}
    assert {(each.reason, each.state) for each in Refund.objects.all()} <= {("ended", "succeeded")}
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_agreed_end_with_several_funded_milestones(provider, run_jobs):
    contract = make_contract("40.00", "60.00", "80.00")
    ids = list(contract.milestones.order_by("position").values_list("pk", flat=True))
    lead = fund_several(by=contract.client, contract_id=contract.pk, milestone_ids=ids[:2], site=SITE)
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.pk)
    first = contract.milestones.select_related("contract__client", "contract__freelancer").get(pk=ids[0])
    submit(first)
    shares = {ids[0]: Decimal("40.00"), ids[1]: Decimal("10.00")}
    proposal = ask_to_end(by=contract.freelancer, contract_id=contract.pk, shares=shares)
    agree_proposal(by=contract.client, proposal_id=proposal.pk)
    run_jobs()
    states = list(contract.milestones.order_by("position").values_list("state", flat=True))
    assert states == ["released", "split", "lapsed"]
    assert Refund.objects.get().amount == usd("52.50")
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_refused_or_withdrawn_end_moves_no_money(held):
    contract = held.contract
    refuse_proposal(by=contract.freelancer, proposal_id=propose_end(held, "10.00").pk)
    withdraw_proposal(by=contract.client, proposal_id=propose_end(held, "20.00").pk)
    held.refresh_from_db()
    assert (held.state, held.held_value) == ("funded", Decimal("100.00"))
    assert Contract.objects.get(pk=contract.pk).state == "active"
    kinds = Notification.objects.filter(kind__startswith="contract.end_").values_list("kind", flat=True)
    assert set(kinds) == {"contract.end_asked", "contract.end_refused", "contract.end_withdrawn"}


def test_end_needs_a_valid_share_for_each_held_milestone_only(held, omar):
    contract = held.contract
    with pytest.raises(MoneyStillHeld):
        ask_to_end(by=contract.client, contract_id=contract.pk, shares={})
    with pytest.raises(MoneyStillHeld):
        end_contract(by=contract.client, contract_id=contract.pk)
    for share in ("-0.01", "100.01"):
        with pytest.raises(Invalid) as refused:
            propose_end(held, share)
        assert list(refused.value.errors) == ["split.0.release"]
    second = contract.milestones.get(position=2)
    with pytest.raises(Invalid) as refused:
        ask_to_end(by=contract.client, contract_id=contract.pk, shares={held.pk: Decimal(1), second.pk: Decimal(1)})
    assert list(refused.value.errors) == ["split"]
    with pytest.raises(NotFound):
        propose_end(held, "10.00", by=omar)


def test_end_cannot_be_proposed_during_a_dispute(held):
    Milestone.objects.filter(pk=held.pk).update(state="disputed")
    with pytest.raises(SettleFirst):
        propose_end(held, "10.00")


def test_end_cannot_be_agreed_once_a_dispute_is_open(held):
    proposal = propose_end(held, "10.00")
    Milestone.objects.filter(pk=held.pk).update(state="disputed")
    with pytest.raises(MilestoneNotReady):
        agree_proposal(by=held.contract.freelancer, proposal_id=proposal.pk)


def test_end_is_outdated_when_the_held_amount_changed(held):
    contract = held.contract
    proposal = propose_end(held, "10.00")
    release_part(by=contract.client, milestone_id=held.pk, amount=usd("5.00"))
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=contract.freelancer, proposal_id=proposal.pk)
    held.refresh_from_db()
    assert held.held_value == Decimal("95.00")
    assert_books_whole()


def test_end_cannot_be_agreed_after_the_review_deadline(held):
    submit(held)
    proposal = propose_end(held, "10.00")
    Milestone.objects.filter(pk=held.pk).update(review_due_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(TimeIsUp):
        agree_proposal(by=held.contract.freelancer, proposal_id=proposal.pk)


def test_agreed_end_closes_an_open_refund_request(held):
    request_refund(by=held.contract.client, milestone_id=held.pk, reason="Late")
    agree_proposal(by=held.contract.freelancer, proposal_id=propose_end(held, "50.00").pk)
    held.refresh_from_db()
    assert (held.state, held.refund_due_at) == ("split", None)


def test_end_expires_the_open_checkout(provider, run_jobs):
    contract = make_contract("100.00")
    milestone = contract.milestones.get()
    funding = fund_several(by=contract.client, contract_id=contract.pk, milestone_ids=[milestone.pk], site=SITE)
    end_contract(by=contract.client, contract_id=contract.pk)
    end_contract(by=contract.freelancer, contract_id=contract.pk)
    run_jobs()
    funding.refresh_from_db()
    assert (funding.state, Funding.objects.count()) == ("expired", 1)
    assert Contract.objects.get(pk=contract.pk).state == "ended"


def test_end_contract_does_not_agree_to_a_pending_split(held):
    propose_end(held, "10.00")
    with pytest.raises(ProposalPending):
        end_contract(by=held.contract.freelancer, contract_id=held.contract_id)


def test_summary_equals_the_later_release_and_refund(held, run_jobs):
    contract = held.contract
    before = summarize_end(contract, {held.pk: Decimal("33.33")})
    assert (before.release, before.refund, before.fee_kept, before.fee_back) == (
        usd("33.33"),
        usd("66.67"),
        usd("1.67"),
        usd("3.33"),
    )
    assert (before.not_funded, before.held) == (usd("50.00"), usd("100.00"))
    agree_proposal(by=contract.freelancer, proposal_id=propose_end(held, "33.33").pk)
    assert Refund.objects.get().fee_value == Decimal("3.33")
    assert Release.objects.get().fee_value == Decimal("1.67")


def test_end_is_proposed_and_agreed_by_form(page, held):
    contract = held.contract
    client, freelancer = page(contract.client), page(contract.freelancer)
    path = f"/contracts/{contract.pk}/end/"
    assert "Ask to end the contract" in client.get(path).content.decode()
    field = f"release_{held.pk}"
    preview = client.post(path, {field: "33.33", "note": "", "count": "1"})
    assert (preview.status_code, "66.67" in preview.content.decode()) == (200, True)
    assert not contract.proposals.exists()
    wrong = client.post(path, {field: "100.01", "note": "Moving away"})
    assert (wrong.status_code, "Moving away" in wrong.content.decode()) == (400, True)
    assert client.post(path, {field: "abc"}).status_code == 400
    client.post(path, {field: "33.33", "note": "Moving away"})
    proposal = contract.proposals.get()
    for browser in (client, freelancer):
        assert "66.67" in browser.get(contract.get_absolute_url()).content.decode()
        assert browser.get(path).status_code == 200
    freelancer.post(f"/proposals/{proposal.pk}/agree/")
    assert "has ended" in freelancer.get(path).content.decode()
    assert Contract.objects.get(pk=contract.pk).state == "ended"
    assert_books_whole()
