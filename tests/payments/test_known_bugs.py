"""Bugs that other marketplaces and payment systems had. Each test bears the bug's name, and shows that we have it not.

Races of the same kinds stand in tests/concurrency, with real commits.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.privacy.actions import CannotLeaveYet, close_account
from market.contracts.proposals.actions import OwnProposal, agree_proposal, ask_to_end
from market.core.base.errors import DomainError
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.offer_actions import OwnOffer, accept_offer, offer_split
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, LedgerTransaction, Payout, ProviderEvent, Refund
from market.payments.payouts.actions import MoreThanPayable, NothingToPayOut, PayoutAccountNotReady, request_payout
from market.payments.payouts.onboarding_actions import start_onboarding, sync_payout_account
from market.payments.provider import stripe
from market.payments.provider.actions import process_event
from market.payments.queries import balances_of
from market.payments.refunds.actions import agree_refund, give_refund, refund_held, send_refund
from market.payments.releases.actions import MoreThanHeld, approve_milestone, release_part
from market.sandbox.models import Fault, Session, Transfer
from tests import make
from tests.payments.story import (
    SITE,
    assert_books_whole,
    checkout,
    contract,
    first,
    funded,
    pay,
    payable,
    released,
    submit,
    submitted,
    usd,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _whole_books():
    yield
    assert_books_whole()


def by_freelancer(milestone):
    return {"by": milestone.contract.freelancer, "milestone_id": milestone.pk}


def by_client(milestone):
    return {"by": milestone.contract.client, "milestone_id": milestone.pk}


def test_hold_ignored_in_the_balance_check(provider, travel):
    """What is held or clears counts for no payout, and what is payable for no release."""
    release = payable(provider, travel, "100.00")
    held = funded(provider, "70.00", client=release.milestone.contract.client, freelancer=release.freelancer)
    with pytest.raises(MoreThanPayable):
        request_payout(by=release.freelancer, amount=usd("100.01"))
    with pytest.raises(MoreThanHeld):
        release_part(**by_client(held), amount=usd("70.01"))
    release_part(**by_client(held), amount=usd("69.00"))
    with pytest.raises(MoreThanPayable):
        request_payout(by=release.freelancer, amount=usd("169.00"))


def test_rejected_hold_committed(provider, travel):
    """A payment that was declined holds nothing, whoever asks, and in whichever order."""
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    provider.click(funding.checkout_url, "decline")
    settle_funding(funding_id=funding.pk)
    for act in (approve_milestone, give_refund):
        with pytest.raises(DomainError):
            act(**(by_client if act is approve_milestone else by_freelancer)(milestone))
    travel(timedelta(days=2))
    funding.refresh_from_db()
    assert funding.state == "expired"
    assert not LedgerTransaction.objects.filter(milestone=milestone).exists()


def test_void_twice(provider):
    """A page that is given up twice is given up once, and the one after it stays."""
    milestone = first(contract("100.00"))
    old = checkout(milestone)
    for _time in range(2):
        assert settle_funding(funding_id=old.pk, closing=True).state == "expired"
    now = checkout(milestone)
    settle_funding(funding_id=old.pk, closing=True)
    now.refresh_from_db()
    assert now.state == "open"
    assert list(Session.objects.order_by("seq").values_list("status", flat=True)) == ["expired", "open"]


def test_refund_applied_twice(provider, run_jobs):
    """By both ways, by a lost answer, by jobs that run twice and by its notifications."""
    milestone = funded(provider, "100.00")
    provider.plan("lost_answer")
    give_refund(**by_freelancer(milestone))
    with pytest.raises(DomainError):
        agree_refund(**by_freelancer(milestone))
    refund = Refund.objects.get()
    with pytest.raises(DomainError):
        send_refund(refund_id=refund.pk)
    run_jobs()
    for _time in range(2):
        send_refund(refund_id=refund.pk)
        for event in ProviderEvent.objects.all():
            process_event(event_pk=event.pk)
    assert len(provider.events("refund.created")) == 1
    assert LedgerTransaction.objects.filter(kind__startswith="refund").count() == 2


def test_concurrent_partial_releases_beyond_the_hold(provider):
    """One after the other, each as if it saw all that was held; at once: tests/concurrency/test_money."""
    milestone = funded(provider, "100.00")
    release_part(**by_client(milestone), amount=usd("60.00"))
    with pytest.raises(MoreThanHeld):
        release_part(**by_client(milestone), amount=usd("60.00"))
    milestone.refresh_from_db()
    assert (milestone.held_value, milestone.released_value) == (40, 60)


def test_late_payment_after_void(provider, monkeypatch, run_jobs):
    """The client pays in the moment in which the milestone lapses: all of it goes back, with the fee."""
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    type(milestone).objects.filter(pk=milestone.pk).update(state="lapsed", funding_due_at=None)
    real = stripe.retrieve_checkout

    def paid_after_the_look(key):
        page = real(key)
        provider.pay(funding.checkout_url)
        return page

    monkeypatch.setattr(stripe, "retrieve_checkout", paid_after_the_look)
    settle_funding(funding_id=funding.pk)
    run_jobs()
    refund = Refund.objects.get()
    milestone.refresh_from_db()
    assert (refund.reason, refund.state, refund.amount, milestone.held_value) == (
        "late_payment",
        "succeeded",
        usd("105.00"),
        0,
    )


def test_refund_after_full_payout(provider, travel, run_jobs):
    """Nothing is held any more, so nothing of the hold goes back."""
    release = payable(provider, travel, "100.00")
    request_payout(by=release.freelancer)
    run_jobs()
    travel(timedelta(days=10))
    milestone = release.milestone
    milestone.refresh_from_db()
    with pytest.raises(DomainError):
        give_refund(**by_freelancer(milestone))
    with pytest.raises(DomainError):
        refund_held(milestone, Refund.Reason.GIVEN, by=None)
    assert not Refund.objects.exists()


def test_double_payment_then_refund_invalidates_the_order(provider, sslcommerz, run_jobs):
    """What was paid a second time goes back, and the milestone stays funded by the first."""
    milestone = first(contract("20000.00", currency="BDT"))
    funding = fund_milestone(by=milestone.contract.client, milestone_id=milestone.pk, site=SITE, rail="sslcommerz")
    provider.click(funding.checkout_url, "pay_twice")
    settle_funding(funding_id=funding.pk)
    run_jobs()
    milestone.refresh_from_db()
    assert (milestone.state, milestone.held_value) == ("funded", 20000)
    assert Refund.objects.get().reason == "late_payment"
    approve_milestone(**by_client(submit(milestone)))
    assert milestone.releases.get().amount_value == 20000


def test_paid_but_shown_failed(provider, page, run_jobs):
    """The client comes back before anybody has notified us, and while the provider is away."""
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    provider.plan("api_error", times=9)
    browser = page(milestone.contract.client)
    waiting = browser.get(f"/milestones/{milestone.pk}/funded/")
    assert (waiting.status_code, waiting["Refresh"]) == (200, "3")
    text = waiting.content.decode().lower()
    assert "failed" not in text
    assert "nothing was charged" not in text
    assert provider.deliver()
    Fault.objects.all().delete()
    run_jobs()
    assert browser.get(f"/milestones/{milestone.pk}/funded/").status_code == 302


def test_own_offer_accepted_by_its_maker(provider):
    """Neither the end of a contract nor the split of a dispute."""
    milestone = submitted(provider, "100.00")
    people = milestone.contract.client, milestone.contract.freelancer
    proposal = ask_to_end(by=people[0], contract_id=milestone.contract_id, shares={milestone.pk: Decimal("1.00")})
    with pytest.raises(OwnProposal):
        agree_proposal(by=people[0], proposal_id=proposal.pk)
    content = StatementContent("It is not what we agreed.")
    dispute = open_dispute(by=people[0], milestone_id=milestone.pk, claim=usd("60"), content=content)
    offer = offer_split(by=people[0], dispute_id=dispute.pk, to_freelancer=usd("1.00"))
    with pytest.raises(OwnOffer):
        accept_offer(by=people[0], offer_id=offer.pk)


def test_lost_chargeback_of_released_money_without_a_fee(provider):
    """Ours: nothing was held and there is no fee, so at once there is nothing to take; the release is taken."""
    release = released(provider, "100.00", rate="0")
    dispute = provider.want_back(release.milestone.fundings.get().charge_id)
    sync_dispute(dispute_id=dispute.id)
    provider.decide(dispute, "lost")
    for _time in range(2):
        sync_dispute(dispute_id=dispute.id)
    row = Chargeback.objects.get()
    assert (row.state, row.earned_value, row.left_value) == ("lost", 100, 0)
    assert balances_of(release.freelancer)[0].clearing == usd(0)


@pytest.mark.parametrize("rate", ["0.05", "0.0333", "0.2"])
def test_transfer_total_and_fee_disagree_by_a_cent(provider, travel, run_jobs, rate):
    """Parts that round badly: what is transferred, the fee and the charge sum to the cent."""
    milestone = funded(provider, "100.01", rate=rate)
    for part in ("33.33", "33.33", "33.35"):
        release_part(**by_client(milestone), amount=usd(part))
    payable(provider, travel, "10.00", client=milestone.contract.client, freelancer=milestone.contract.freelancer)
    request_payout(by=milestone.contract.freelancer)
    run_jobs()
    charge = milestone.fundings.get().charge
    fees = sum(each.fee_value for each in milestone.releases.all())
    sent = Transfer.objects.filter(transfer_group=f"contract:{milestone.contract_id}")
    assert sum(each.amount for each in sent) == 10001
    assert charge.amount == Decimal("100.01") + fees


def test_balance_incremented_twice_by_a_replay(provider, run_jobs):
    """Every notification comes again after all is done."""
    milestone = first(contract("100.00"))
    provider.plan("duplicate", times=20)
    pay(provider, milestone)
    provider.deliver()
    run_jobs()
    before = balances_of(milestone.contract.freelancer)
    for event in [*ProviderEvent.objects.all()] * 2:
        process_event(event_pk=event.pk)
    assert balances_of(milestone.contract.freelancer) == before
    assert before[0].held == usd("100.00")


def test_win_credited_to_a_deleted_account(provider, travel):
    """Nobody leaves while money is theirs or may become theirs, so there is always somebody to credit."""
    release = released(provider, "100.00")
    freelancer = release.freelancer
    with pytest.raises(CannotLeaveYet):
        close_account(by=freelancer, password="amar-kaj-demo")
    travel(timedelta(days=6))
    with pytest.raises(CannotLeaveYet):
        close_account(by=freelancer, password="amar-kaj-demo")
    freelancer.refresh_from_db()
    assert freelancer.is_active


def test_verified_but_not_payable_account(provider, travel):
    """The provider knows the freelancer, and takes no transfers to them yet: no payout begins."""
    release = released(provider, "100.00")
    account = start_onboarding(by=release.freelancer, site=SITE)
    provider.onboard(account, "more_needed")
    row = release.freelancer.payout_account
    row.refresh_from_db()
    sync_payout_account(account_id=str(row.account_id))
    travel(timedelta(days=6))
    with pytest.raises(PayoutAccountNotReady):
        request_payout(by=release.freelancer)
    assert not Payout.objects.exists()
    provider.onboard(start_onboarding(by=release.freelancer, site=SITE))
    sync_payout_account(account_id=str(row.account_id))
    request_payout(by=release.freelancer)
    with pytest.raises(NothingToPayOut):
        request_payout(by=release.freelancer)
    assert make.run_jobs()
