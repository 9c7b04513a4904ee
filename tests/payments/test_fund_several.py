"""Several milestones paid with one Checkout: each is held on its own, late payments are refunded."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.contracts.models import Milestone
from market.contracts.proposals.actions import agree_proposal, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.workroom.actions import MilestoneNotReady, NotTheClient
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound, ProviderUnavailable
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.payments.funding.actions import FundingRefused, FundingReplaced, NotItsTurn, fund_milestone, fund_several
from market.payments.funding.checkout_actions import close_checkouts, record_checkout, settle_funding
from market.payments.models import Funding, LedgerTransaction, Refund
from market.payments.provider import reconciliation, stripe
from market.payments.provider.actions import sweep_events
from market.payments.provider.types import Checkout
from market.payments.refunds.actions import give_refund, send_refund
from market.payments.releases.actions import approve_milestone
from tests.payments.story import SITE, assert_books_whole, checkout, pay, submit, usd
from tests.payments.story import contract as make_contract


def milestone_ids(contract) -> list[int]:
    return list(contract.milestones.order_by("position").values_list("pk", flat=True))


def open_joint_checkout(contract, count: int | None = None) -> Funding:
    return fund_several(
        by=contract.client, contract_id=contract.pk, milestone_ids=milestone_ids(contract)[:count], site=SITE
    )


def milestone_states(contract) -> list[tuple[str, Decimal]]:
    return list(contract.milestones.order_by("position").values_list("state", "held_value"))


@pytest.fixture
def contract(provider):
    return make_contract("40.00", "60.10", "99.99")


def test_joint_payment_holds_each_milestone_separately(provider, contract):
    lead = open_joint_checkout(contract)
    assert open_joint_checkout(contract).pk == lead.pk
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.others.first().pk)
    assert milestone_states(contract) == [
        ("funded", Decimal("40.00")),
        ("funded", Decimal("60.10")),
        ("funded", Decimal("99.99")),
    ]
    assert LedgerTransaction.objects.filter(kind="funding").count() == 3
    fundings = Funding.objects.order_by("pk")
    assert {each.charge_id for each in fundings} == {fundings[0].charge_id}
    provider_fee = stripe.retrieve_payment(fundings[0].payment_id).fee
    assert sum(each.provider_fee_value for each in fundings) == provider_fee
    assert sum(each.charge.amount for each in fundings) == Decimal("210.10")
    assert_books_whole()
    assert reconciliation.balance_differences() == []
    settle_funding(funding_id=lead.pk)
    assert milestone_states(contract)[0] == ("funded", Decimal("40.00"))


def test_joint_payment_sets_consecutive_work_deadlines(provider, contract):
    provider.pay(open_joint_checkout(contract).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    first, second, third = contract.milestones.order_by("position")
    assert second.work_due_at == first.work_due_at + timedelta(days=second.days)
    assert third.work_due_at == second.work_due_at + timedelta(days=third.days)


def test_joint_payment_sends_one_notification_and_one_receipt(provider, contract):
    provider.pay(open_joint_checkout(contract).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    kinds = list(Notification.objects.filter(kind__in=["contract.funded", "funding.receipts"]).values_list("kind"))
    assert sorted(kinds) == [("contract.funded",), ("funding.receipts",)]
    (entry,) = AuditEntry.objects.filter(code="contract.funded")  # it stands in the contract's log
    assert '"count": ' in entry.facts["said"]
    assert not Notification.objects.filter(kind__in=["milestone.funded", "funding.receipt"]).exists()


def test_jointly_funded_milestones_end_independently(provider, contract, run_jobs):
    provider.pay(open_joint_checkout(contract).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    first, second, third = contract.milestones.order_by("position")
    approve_milestone(by=contract.client, milestone_id=submit(first).pk)
    give_refund(by=contract.freelancer, milestone_id=second.pk)
    run_jobs()
    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == ("succeeded", usd("63.11"))
    assert [state for state, _held in milestone_states(contract)] == ["released", "refunded", "funded"]
    assert third.funding_due_at is None
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_payment_for_a_lapsed_milestone_is_refunded(provider, contract, run_jobs):
    lead = open_joint_checkout(contract, 2)
    provider.pay(lead.checkout_url)
    second = contract.milestones.get(position=2)
    Milestone.objects.filter(pk=second.pk).update(state="lapsed", ended_at=clock.now())
    settle_funding(funding_id=lead.pk)
    run_jobs()
    assert milestone_states(contract)[:2] == [("funded", Decimal("40.00")), ("lapsed", Decimal("0.00"))]
    refund = Refund.objects.get()
    assert (refund.reason, refund.state, refund.amount) == ("late_payment", "succeeded", usd("63.11"))
    assert Notification.objects.filter(kind="funding.receipt").count() == 1
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_payment_is_refunded_in_full_when_all_milestones_lapsed(provider, contract, run_jobs):
    lead = open_joint_checkout(contract, 2)
    provider.pay(lead.checkout_url)
    contract.milestones.update(state="lapsed", ended_at=clock.now())
    settle_funding(funding_id=lead.pk)
    run_jobs()
    assert Refund.objects.filter(reason="late_payment", state="succeeded").count() == 2
    assert_books_whole()


def test_agreed_change_of_amount_expires_the_open_checkout(provider, contract, run_jobs):
    lead = open_joint_checkout(contract, 2)
    second = contract.milestones.get(position=2)
    proposal = propose_change(
        by=contract.client,
        contract_id=contract.pk,
        wishes=[Wish(second.pk, second.title, Decimal("70.00"), second.days)],
    )
    agree_proposal(by=contract.freelancer, proposal_id=proposal.pk)
    run_jobs()
    assert set(Funding.objects.values_list("state", flat=True)) == {"expired"}
    fresh = open_joint_checkout(contract, 2)
    assert fresh.pk != lead.pk
    provider.pay(fresh.checkout_url)
    settle_funding(funding_id=fresh.pk)
    assert milestone_states(contract)[1] == ("funded", Decimal("70.00"))
    assert_books_whole()


def test_payment_of_an_outdated_amount_is_refunded(provider, contract, run_jobs):
    lead = checkout(contract.milestones.get(position=1))
    provider.pay(lead.checkout_url)
    Milestone.objects.filter(pk=lead.milestone_id).update(amount_value=Decimal("41.00"))
    settle_funding(funding_id=lead.pk)
    run_jobs()
    assert milestone_states(contract)[0] == ("awaiting_funding", Decimal("0.00"))
    assert Refund.objects.get().state == "succeeded"
    assert pay(provider, contract.milestones.get(position=1)).held_value == Decimal("41.00")
    assert_books_whole()


def test_another_choice_of_milestones_replaces_the_open_checkout(provider, contract):
    alone = checkout(contract.milestones.get(position=1))
    two = open_joint_checkout(contract, 2)
    three = open_joint_checkout(contract)
    again = fund_milestone(by=contract.client, milestone_id=milestone_ids(contract)[0], site=SITE)
    alone.refresh_from_db()
    two.refresh_from_db()
    three.refresh_from_db()
    assert [each.state for each in (alone, two, three, again)] == ["expired", "expired", "expired", "open"]
    assert Funding.objects.filter(state="open").count() == 1


def test_paid_checkout_is_not_replaced_by_another_choice(provider, contract):
    two = open_joint_checkout(contract, 2)
    provider.pay(two.checkout_url)
    with pytest.raises(MilestoneNotReady):
        open_joint_checkout(contract)
    assert [state for state, _held in milestone_states(contract)] == ["funded", "funded", "awaiting_funding"]


def test_joint_funding_needs_the_next_milestones_in_order(provider, contract, omar):
    first, second, third = milestone_ids(contract)
    for chosen in ([first, third], [second, third]):
        with pytest.raises(NotItsTurn):
            fund_several(by=contract.client, contract_id=contract.pk, milestone_ids=chosen, site=SITE)
    other = make_contract("30.00")
    for chosen in ([], [first, milestone_ids(other)[0]], [first, 987654]):
        with pytest.raises(Invalid):
            fund_several(by=contract.client, contract_id=contract.pk, milestone_ids=chosen, site=SITE)
    with pytest.raises(NotTheClient):
        fund_several(by=contract.freelancer, contract_id=contract.pk, milestone_ids=[first, second], site=SITE)
    with pytest.raises(NotFound):
        fund_several(by=omar, contract_id=contract.pk, milestone_ids=[first, second], site=SITE)


def test_joint_payment_is_settled_when_every_webhook_is_lost(provider, contract, travel):
    provider.plan("drop", times=5)
    provider.pay(open_joint_checkout(contract).checkout_url)
    travel(timedelta(minutes=1))
    assert {state for state, _held in milestone_states(contract)} == {"funded"}
    assert sweep_events(back=timedelta(days=1)) >= 0


def test_lost_provider_response_is_retried_and_the_checkout_expires(provider, contract, travel):
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        open_joint_checkout(contract)
    lead = open_joint_checkout(contract)
    assert lead.checkout_url
    travel(timedelta(days=1, hours=1))
    assert set(Funding.objects.values_list("state", flat=True)) == {"expired"}


def test_checkout_without_a_session_is_settled_by_its_webhook(provider, contract, run_jobs):
    lead = open_joint_checkout(contract)
    provider.pay(lead.checkout_url)
    Funding.objects.update(checkout_id=None, checkout_url="", state="pending")
    provider.deliver()
    run_jobs()
    assert {state for state, _held in milestone_states(contract)} == {"funded"}
    assert_books_whole()


def test_pending_checkout_is_replaced_by_another_choice(provider, contract):
    open_joint_checkout(contract, 2)
    Funding.objects.update(checkout_id=None, checkout_url="", state="pending")
    lead = open_joint_checkout(contract)
    assert list(Funding.objects.order_by("pk").values_list("state", flat=True)) == ["failed"] * 2 + ["open"] * 3
    assert lead.others.count() == 2


def test_checkout_of_a_replaced_funding_is_not_recorded(provider, contract, monkeypatch):
    """A race: while the provider creates the Checkout, the client chooses other milestones in another window."""
    create_checkout = stripe.create_checkout

    def replaced_meanwhile(order):
        page = create_checkout(order)
        Funding.objects.filter(state="pending").update(state="failed")
        return page

    monkeypatch.setattr(stripe, "create_checkout", replaced_meanwhile)
    with pytest.raises(FundingReplaced):
        open_joint_checkout(contract)
    funding = Funding.objects.order_by("pk").first()
    page = Checkout("cs_late", "http://x", "open", False, "", usd(1), str(funding.pk))
    assert record_checkout(funding_id=funding.pk, page=page).state == "failed"


def test_refused_joint_checkout_fails_every_funding(provider, contract):
    contract.milestones.update(amount_value=Decimal("0.05"))
    with pytest.raises(FundingRefused):
        open_joint_checkout(contract)
    assert set(Funding.objects.values_list("state", flat=True)) == {"failed"}


def test_refunds_of_one_charge_stay_distinct_after_idempotency_keys_expire(provider, contract, monkeypatch):
    provider.pay(open_joint_checkout(contract).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    for milestone in contract.milestones.order_by("position")[:2]:
        give_refund(by=contract.freelancer, milestone_id=milestone.pk)
    first, second = Refund.objects.order_by("pk")
    send_refund(refund_id=first.pk)
    clock._offset = timedelta(hours=30)
    send_refund(refund_id=second.pk)
    assert Refund.objects.filter(state="succeeded").count() == 2
    assert len(set(Refund.objects.values_list("refund_id", flat=True))) == 2


def test_closing_checkouts_without_an_open_one_does_nothing(contract):
    close_checkouts(contract.milestones.first())


def test_joint_funding_by_form(provider, page, contract):
    html = page(contract.client).get(contract.get_absolute_url()).content.decode()
    choice = ",".join(str(pk) for pk in milestone_ids(contract))
    assert f'value="{choice}"' in html
    response = page(contract.client).post(f"/contracts/{contract.pk}/fund/", {"milestones": choice})
    provider.pay(response["Location"])
    return_page = page(contract.client).get(f"/milestones/{milestone_ids(contract)[0]}/funded/", follow=True)
    assert "Your payment arrived" in return_page.content.decode()
    for invalid in ("9" * 5000, "9" * 30, "x"):
        refused = page(contract.client).post(f"/contracts/{contract.pk}/fund/", {"milestones": invalid}, follow=True)
    assert refused.redirect_chain[0][0] == contract.get_absolute_url()
    assert "Fund several" not in refused.content.decode()


def test_return_page_shows_the_total_charge(provider, page, contract):
    open_joint_checkout(contract)
    html = page(contract.client).get(f"/milestones/{milestone_ids(contract)[0]}/funded/").content.decode()
    assert "210.10" in html
