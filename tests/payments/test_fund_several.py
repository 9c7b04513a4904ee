"""Several milestones paid with one Checkout: each is held by itself, and what nobody waits for any more goes back."""

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
from market.payments.refunds.actions import give_refund, send_refund
from market.payments.releases.actions import approve_milestone
from tests.payments.story import SITE, assert_books_whole, checkout, contract, pay, submit, usd


def ids(made) -> list[int]:
    return list(made.milestones.order_by("position").values_list("pk", flat=True))


def together(made, count: int | None = None) -> Funding:
    return fund_several(by=made.client, contract_id=made.pk, milestone_ids=ids(made)[:count], site=SITE)


def states(made) -> list[tuple[str, Decimal]]:
    return list(made.milestones.order_by("position").values_list("state", "held_value"))


@pytest.fixture
def made(provider):
    return contract("40.00", "60.10", "99.99")


def test_each_is_held_by_itself(provider, made):
    lead = together(made)
    assert together(made).pk == lead.pk
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.others.first().pk)
    assert states(made) == [("funded", Decimal("40.00")), ("funded", Decimal("60.10")), ("funded", Decimal("99.99"))]
    assert LedgerTransaction.objects.filter(kind="funding").count() == 3
    fundings = Funding.objects.order_by("pk")
    assert {each.charge_id for each in fundings} == {fundings[0].charge_id}
    kept = stripe.retrieve_payment(fundings[0].payment_intent_id).fee
    assert sum(each.provider_fee_value for each in fundings) == kept
    assert sum(each.charge.amount for each in fundings) == Decimal("210.10")
    assert_books_whole()
    assert reconciliation.balance_differences() == []
    settle_funding(funding_id=lead.pk)
    assert states(made)[0] == ("funded", Decimal("40.00"))


def test_their_days_follow_one_another(provider, made):
    provider.pay(together(made).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    first, second, third = made.milestones.order_by("position")
    assert second.work_due_at == first.work_due_at + timedelta(days=second.days)
    assert third.work_due_at == second.work_due_at + timedelta(days=third.days)


def test_one_piece_of_news_for_all(provider, made):
    provider.pay(together(made).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    kinds = list(Notification.objects.filter(kind__in=["contract.funded", "funding.receipts"]).values_list("kind"))
    assert sorted(kinds) == [("contract.funded",), ("funding.receipts",)]
    (entry,) = AuditEntry.objects.filter(code="contract.funded")  # it stands in the contract's log
    assert '"count": ' in entry.facts["said"]
    assert not Notification.objects.filter(kind__in=["milestone.funded", "funding.receipt"]).exists()


def test_each_goes_its_own_way(provider, made, run_jobs):
    provider.pay(together(made).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    first, second, third = made.milestones.order_by("position")
    approve_milestone(by=made.client, milestone_id=submit(first).pk)
    give_refund(by=made.freelancer, milestone_id=second.pk)
    run_jobs()
    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == ("succeeded", usd("63.11"))
    assert [state for state, _held in states(made)] == ["released", "refunded", "funded"]
    assert third.funding_due_at is None
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_what_lapsed_meanwhile_goes_back_at_once(provider, made, run_jobs):
    lead = together(made, 2)
    provider.pay(lead.checkout_url)
    second = made.milestones.get(position=2)
    Milestone.objects.filter(pk=second.pk).update(state="lapsed", ended_at=clock.now())
    settle_funding(funding_id=lead.pk)
    run_jobs()
    assert states(made)[:2] == [("funded", Decimal("40.00")), ("lapsed", Decimal("0.00"))]
    refund = Refund.objects.get()
    assert (refund.reason, refund.state, refund.amount) == ("late_payment", "succeeded", usd("63.11"))
    assert Notification.objects.filter(kind="funding.receipt").count() == 1
    assert_books_whole()
    assert reconciliation.balance_differences() == []


def test_all_of_it_goes_back_when_nothing_waits(provider, made, run_jobs):
    lead = together(made, 2)
    provider.pay(lead.checkout_url)
    made.milestones.update(state="lapsed", ended_at=clock.now())
    settle_funding(funding_id=lead.pk)
    run_jobs()
    assert Refund.objects.filter(reason="late_payment", state="succeeded").count() == 2
    assert_books_whole()


def test_another_amount_agreed_meanwhile_closes_the_page(provider, made, run_jobs):
    lead = together(made, 2)
    second = made.milestones.get(position=2)
    asked = propose_change(
        by=made.client, contract_id=made.pk, wishes=[Wish(second.pk, second.title, Decimal("70.00"), second.days)]
    )
    agree_proposal(by=made.freelancer, proposal_id=asked.pk)
    run_jobs()
    assert set(Funding.objects.values_list("state", flat=True)) == {"expired"}
    fresh = together(made, 2)
    assert fresh.pk != lead.pk
    provider.pay(fresh.checkout_url)
    settle_funding(funding_id=fresh.pk)
    assert states(made)[1] == ("funded", Decimal("70.00"))
    assert_books_whole()


def test_the_old_amount_paid_at_the_last_moment_goes_back(provider, made, run_jobs):
    lead = checkout(made.milestones.get(position=1))
    provider.pay(lead.checkout_url)
    Milestone.objects.filter(pk=lead.milestone_id).update(amount_value=Decimal("41.00"))
    settle_funding(funding_id=lead.pk)
    run_jobs()
    assert states(made)[0] == ("awaiting_funding", Decimal("0.00"))
    assert Refund.objects.get().state == "succeeded"
    assert pay(provider, made.milestones.get(position=1)).held_value == Decimal("41.00")
    assert_books_whole()


def test_another_choice_replaces_the_open_page(provider, made):
    alone = checkout(made.milestones.get(position=1))
    two = together(made, 2)
    three = together(made)
    again = fund_milestone(by=made.client, milestone_id=ids(made)[0], site=SITE)
    alone.refresh_from_db()
    two.refresh_from_db()
    three.refresh_from_db()
    assert [each.state for each in (alone, two, three, again)] == ["expired", "expired", "expired", "open"]
    assert Funding.objects.filter(state="open").count() == 1


def test_what_was_paid_while_another_choice_was_made_is_not_paid_twice(provider, made):
    two = together(made, 2)
    provider.pay(two.checkout_url)
    with pytest.raises(MilestoneNotReady):
        together(made)
    assert [state for state, _held in states(made)] == ["funded", "funded", "awaiting_funding"]


def test_only_the_next_ones_without_a_gap(provider, made, omar):
    first, second, third = ids(made)
    for chosen in ([first, third], [second, third]):
        with pytest.raises(NotItsTurn):
            fund_several(by=made.client, contract_id=made.pk, milestone_ids=chosen, site=SITE)
    other = contract("30.00")
    for chosen in ([], [first, ids(other)[0]], [first, 987654]):
        with pytest.raises(Invalid):
            fund_several(by=made.client, contract_id=made.pk, milestone_ids=chosen, site=SITE)
    with pytest.raises(NotTheClient):
        fund_several(by=made.freelancer, contract_id=made.pk, milestone_ids=[first, second], site=SITE)
    with pytest.raises(NotFound):
        fund_several(by=omar, contract_id=made.pk, milestone_ids=[first, second], site=SITE)


def test_every_webhook_lost_it_is_found_by_the_checks(provider, made, travel):
    provider.plan("drop", times=5)
    provider.pay(together(made).checkout_url)
    travel(timedelta(minutes=1))
    assert {state for state, _held in states(made)} == {"funded"}
    assert sweep_events(back=timedelta(days=1)) >= 0


def test_a_lost_answer_and_an_expired_page(provider, made, travel):
    provider.plan("lost_answer")
    with pytest.raises(ProviderUnavailable):
        together(made)
    lead = together(made)
    assert lead.checkout_url
    travel(timedelta(days=1, hours=1))
    assert set(Funding.objects.values_list("state", flat=True)) == {"expired"}


def test_a_page_that_nobody_got_is_adopted_by_its_news(provider, made, run_jobs):
    lead = together(made)
    provider.pay(lead.checkout_url)
    Funding.objects.update(session_id=None, checkout_url="", state="pending")
    provider.deliver()
    run_jobs()
    assert {state for state, _held in states(made)} == {"funded"}
    assert_books_whole()


def test_a_pending_one_for_others_gives_way(provider, made):
    together(made, 2)
    Funding.objects.update(session_id=None, checkout_url="", state="pending")
    lead = together(made)
    assert list(Funding.objects.order_by("pk").values_list("state", flat=True)) == ["failed"] * 2 + ["open"] * 3
    assert lead.others.count() == 2


def test_a_page_made_for_what_gave_way_is_not_shown(provider, made, monkeypatch):
    """While the provider made the page, the client chose others in another window."""
    real = stripe.create_checkout

    def slow(order):
        page = real(order)
        Funding.objects.filter(state="pending").update(state="failed")
        return page

    monkeypatch.setattr(stripe, "create_checkout", slow)
    with pytest.raises(FundingReplaced):
        together(made)
    found = Funding.objects.order_by("pk").first()
    page = stripe.Checkout("cs_late", "http://x", "open", False, "", usd(1), str(found.pk))
    assert record_checkout(funding_id=found.pk, page=page).state == "failed"


def test_what_the_provider_refuses_charges_nothing(provider, made):
    made.milestones.update(amount_value=Decimal("0.05"))
    with pytest.raises(FundingRefused):
        together(made)
    assert set(Funding.objects.values_list("state", flat=True)) == {"failed"}


def test_refunds_of_one_charge_are_told_apart_after_the_keys_are_forgotten(provider, made, monkeypatch):
    provider.pay(together(made).checkout_url)
    settle_funding(funding_id=Funding.objects.first().pk)
    for milestone in made.milestones.order_by("position")[:2]:
        give_refund(by=made.freelancer, milestone_id=milestone.pk)
    first, second = Refund.objects.order_by("pk")
    send_refund(refund_id=first.pk)
    clock._offset = timedelta(hours=30)
    send_refund(refund_id=second.pk)
    assert Refund.objects.filter(state="succeeded").count() == 2
    assert len(set(Refund.objects.values_list("refund_id", flat=True))) == 2


def test_nothing_is_closed_where_nothing_is_open(made):
    close_checkouts(made.milestones.first())


def test_by_page(provider, page, made):
    text = page(made.client).get(made.get_absolute_url()).content.decode()
    chosen = ",".join(str(pk) for pk in ids(made))
    assert f'value="{chosen}"' in text
    answer = page(made.client).post(f"/contracts/{made.pk}/fund/", {"milestones": chosen})
    provider.pay(answer["Location"])
    done = page(made.client).get(f"/milestones/{ids(made)[0]}/funded/", follow=True)
    assert "Your payment arrived" in done.content.decode()
    for odd in ("9" * 5000, "9" * 30, "x"):
        refused = page(made.client).post(f"/contracts/{made.pk}/fund/", {"milestones": odd}, follow=True)
    assert refused.redirect_chain[0][0] == made.get_absolute_url()
    assert "Fund several" not in refused.content.decode()


def test_the_page_back_says_what_all_of_it_costs(provider, page, made):
    together(made)
    text = page(made.client).get(f"/milestones/{ids(made)[0]}/funded/").content.decode()
    assert "210.10" in text
