"""An early end: what is held is released and refunded as agreed, to the cent, once."""

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
from tests.payments.story import SITE, assert_books_whole, contract, funded, submit, usd


@pytest.fixture
def held(provider) -> Milestone:
    """100 USD held, another milestone waiting."""
    return funded(provider, "100.00", "50.00")


def asked(milestone: Milestone, share: str, by=None):
    made = milestone.contract
    return ask_to_end(by=by or made.client, contract_id=made.pk, shares={milestone.pk: Decimal(share)})


@pytest.mark.parametrize(
    ("share", "state", "kept"),
    [
        ("0.00", "refunded", "0.00"),
        ("33.33", "split", "1.67"),
        ("99.99", "split", "5.00"),
        ("100.00", "released", "5.00"),
    ],
)
def test_the_money_goes_as_agreed(held, run_jobs, share, state, kept):
    made, share_value = held.contract, Decimal(share)
    agree_proposal(by=made.freelancer, proposal_id=asked(held, share).pk)
    run_jobs()
    held.refresh_from_db()
    assert (held.state, held.held_value) == (state, Decimal("0.00"))
    assert (held.released_value, held.refunded_value) == (share_value, Decimal("100.00") - share_value)
    assert sum(each.fee_value for each in Release.objects.all()) == Decimal(kept)
    assert Contract.objects.get(pk=made.pk).state == "ended"
    assert made.milestones.get(position=2).state == "lapsed"
    assert {each.reason for each in Release.objects.all()} <= {"ended"}
    assert {(each.reason, each.state) for each in Refund.objects.all()} <= {("ended", "succeeded")}
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_several_that_hold_money(provider, run_jobs):
    made = contract("40.00", "60.00", "80.00")
    ids = list(made.milestones.order_by("position").values_list("pk", flat=True))
    lead = fund_several(by=made.client, contract_id=made.pk, milestone_ids=ids[:2], site=SITE)
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.pk)
    first = made.milestones.select_related("contract__client", "contract__freelancer").get(pk=ids[0])
    submit(first)
    shares = {ids[0]: Decimal("40.00"), ids[1]: Decimal("10.00")}
    proposal = ask_to_end(by=made.freelancer, contract_id=made.pk, shares=shares)
    agree_proposal(by=made.client, proposal_id=proposal.pk)
    run_jobs()
    states = list(made.milestones.order_by("position").values_list("state", flat=True))
    assert states == ["released", "split", "lapsed"]
    assert Refund.objects.get().amount == usd("52.50")
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_nothing_moves_before_and_after_a_refusal(held):
    made = held.contract
    refuse_proposal(by=made.freelancer, proposal_id=asked(held, "10.00").pk)
    withdraw_proposal(by=made.client, proposal_id=asked(held, "20.00").pk)
    held.refresh_from_db()
    assert (held.state, held.held_value) == ("funded", Decimal("100.00"))
    assert Contract.objects.get(pk=made.pk).state == "active"
    kinds = Notification.objects.filter(kind__startswith="contract.end_").values_list("kind", flat=True)
    assert set(kinds) == {"contract.end_asked", "contract.end_refused", "contract.end_withdrawn"}


def test_each_held_sum_is_named_and_not_more(held, omar):
    made = held.contract
    with pytest.raises(MoneyStillHeld):
        ask_to_end(by=made.client, contract_id=made.pk, shares={})
    with pytest.raises(MoneyStillHeld):
        end_contract(by=made.client, contract_id=made.pk)
    for share in ("-0.01", "100.01"):
        with pytest.raises(Invalid) as refused:
            asked(held, share)
        assert list(refused.value.errors) == ["split.0.release"]
    second = made.milestones.get(position=2)
    with pytest.raises(Invalid) as refused:
        ask_to_end(by=made.client, contract_id=made.pk, shares={held.pk: Decimal(1), second.pk: Decimal(1)})
    assert list(refused.value.errors) == ["split"]
    with pytest.raises(NotFound):
        asked(held, "10.00", by=omar)


def test_a_dispute_is_settled_first(held):
    Milestone.objects.filter(pk=held.pk).update(state="disputed")
    with pytest.raises(SettleFirst):
        asked(held, "10.00")


def test_a_dispute_that_began_meanwhile_stops_it(held):
    proposal = asked(held, "10.00")
    Milestone.objects.filter(pk=held.pk).update(state="disputed")
    with pytest.raises(MilestoneNotReady):
        agree_proposal(by=held.contract.freelancer, proposal_id=proposal.pk)


def test_other_sums_than_were_asked_for_are_not_moved(held):
    made = held.contract
    proposal = asked(held, "10.00")
    release_part(by=made.client, milestone_id=held.pk, amount=usd("5.00"))
    with pytest.raises(ProposalOutdated):
        agree_proposal(by=made.freelancer, proposal_id=proposal.pk)
    held.refresh_from_db()
    assert held.held_value == Decimal("95.00")
    assert_books_whole()


def test_what_silence_has_decided_stands(held):
    submit(held)
    proposal = asked(held, "10.00")
    Milestone.objects.filter(pk=held.pk).update(review_due_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(TimeIsUp):
        agree_proposal(by=held.contract.freelancer, proposal_id=proposal.pk)


def test_a_refund_that_is_asked_for_ends_with_it(held):
    request_refund(by=held.contract.client, milestone_id=held.pk, reason="Late")
    agree_proposal(by=held.contract.freelancer, proposal_id=asked(held, "50.00").pk)
    held.refresh_from_db()
    assert (held.state, held.refund_due_at) == ("split", None)


def test_an_open_page_of_what_lapses_is_closed(provider, run_jobs):
    made = contract("100.00")
    milestone = made.milestones.get()
    from_page = fund_several(by=made.client, contract_id=made.pk, milestone_ids=[milestone.pk], site=SITE)
    end_contract(by=made.client, contract_id=made.pk)
    end_contract(by=made.freelancer, contract_id=made.pk)
    run_jobs()
    from_page.refresh_from_db()
    assert (from_page.state, Funding.objects.count()) == ("expired", 1)
    assert Contract.objects.get(pk=made.pk).state == "ended"


def test_the_short_way_does_not_agree_to_a_split(held):
    asked(held, "10.00")
    with pytest.raises(ProposalPending):
        end_contract(by=held.contract.freelancer, contract_id=held.contract_id)


def test_the_summary_says_what_will_be(held, run_jobs):
    made = held.contract
    before = summarize_end(made, {held.pk: Decimal("33.33")})
    assert (before.release, before.refund, before.fee_kept, before.fee_back) == (
        usd("33.33"),
        usd("66.67"),
        usd("1.67"),
        usd("3.33"),
    )
    assert (before.not_funded, before.held) == (usd("50.00"), usd("100.00"))
    agree_proposal(by=made.freelancer, proposal_id=asked(held, "33.33").pk)
    assert Refund.objects.get().fee_value == Decimal("3.33")
    assert Release.objects.get().fee_value == Decimal("1.67")


def test_by_page(page, held):
    made = held.contract
    client, she = page(made.client), page(made.freelancer)
    address = f"/contracts/{made.pk}/end/"
    assert "Ask to end the contract" in client.get(address).content.decode()
    field = f"release_{held.pk}"
    counted = client.post(address, {field: "33.33", "note": "", "count": "1"})
    assert (counted.status_code, "66.67" in counted.content.decode()) == (200, True)
    assert not made.proposals.exists()
    wrong = client.post(address, {field: "100.01", "note": "Moving away"})
    assert (wrong.status_code, "Moving away" in wrong.content.decode()) == (400, True)
    assert client.post(address, {field: "abc"}).status_code == 400
    client.post(address, {field: "33.33", "note": "Moving away"})
    asking = made.proposals.get()
    for browser in (client, she):
        assert "66.67" in browser.get(made.get_absolute_url()).content.decode()
        assert browser.get(address).status_code == 200
    she.post(f"/proposals/{asking.pk}/agree/")
    assert "has ended" in she.get(address).content.decode()
    assert Contract.objects.get(pk=made.pk).state == "ended"
    assert_books_whole()
