"""Helpers for tests with money: a contract, its Checkout at the sandbox provider, and each later state.

They call the real actions only, no factories.
"""

from decimal import Decimal
from typing import Any

from market.accounts.models import User
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.money import Money, total
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.ledger.verification import CHECKS, late_seal
from market.payments.models import Funding, PayoutAccount, Release
from market.payments.payouts.onboarding_actions import start_onboarding, sync_payout_account
from market.payments.releases.actions import approve_milestone, clear_release
from tests import make

SITE = "http://localhost"
CENT = Decimal("0.01")


def usd(amount: str | int) -> Money:
    """An amount in USD."""
    return Money(Decimal(amount).quantize(CENT), "USD")


def contract(
    *amounts: str, client: User | None = None, freelancer: User | None = None, rate: str = "", currency: str = "USD"
) -> Contract:
    """A contract of Carla and Farida with a milestone for each amount."""
    milestones = tuple(
        MilestoneTerms(f"Part {number}", Decimal(amount), 5) for number, amount in enumerate(amounts or ("100.00",), 1)
    )
    offer = ProposedTerms(
        Money(total([milestone.amount for milestone in milestones]), currency), 5 * len(milestones), milestones
    )
    budget = {"budget_min": Money("5000", currency), "budget_max": Money("90000", currency)}
    bid = make.make_bid(make.make_job(client, **({} if currency == "USD" else budget)), freelancer, offer)
    contract = accept_terms(by=bid.job.client, bid_id=bid.pk)
    if rate:
        Contract.objects.filter(pk=contract.pk).update(fee_rate=Decimal(rate))
        contract.refresh_from_db()
    return contract


def first(contract: Contract) -> Milestone:
    """The contract's first milestone."""
    return contract.milestones.select_related("contract__client", "contract__freelancer").order_by("position")[0]


def checkout(milestone: Milestone) -> Funding:
    """Open a Checkout for the milestone."""
    return fund_milestone(by=milestone.contract.client, milestone_id=milestone.pk, site=SITE)


def funded(provider: Any, *amounts: str, **more: Any) -> Milestone:
    """A milestone in state `funded`."""
    return pay(provider, first(contract(*amounts, **more)))


def pay(provider: Any, milestone: Milestone) -> Milestone:
    """Pay the milestone's Checkout and settle it, as the return page does."""
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    milestone.refresh_from_db()
    return milestone


def submitted(provider: Any, *amounts: str, **more: Any) -> Milestone:
    """A milestone in state `submitted`."""
    return submit(funded(provider, *amounts, **more))


def submit(milestone: Milestone) -> Milestone:
    """Submit work for the milestone."""
    submit_work(by=milestone.contract.freelancer, milestone_id=milestone.pk, note="Here it is.")
    milestone.refresh_from_db()
    return milestone


def released(provider: Any, *amounts: str, **more: Any) -> Release:
    """The release of a whole milestone, still clearing."""
    milestone = submitted(provider, *amounts, **more)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    return milestone.releases.select_related("freelancer", "milestone").get()


def payable(provider: Any, travel: Any, *amounts: str, **more: Any) -> Release:
    """A release in state `payable`, and an active payout account."""
    release = released(provider, *amounts, **more)
    ready_account(provider, release.freelancer)
    travel(release.clears_at - release.released_at)
    clear_release(release_id=release.pk)
    release.refresh_from_db()
    return release


def ready_account(provider: Any, freelancer: User) -> PayoutAccount:
    """The freelancer's active payout account, set up at the provider."""
    existing = PayoutAccount.objects.filter(user=freelancer, state="active").first()
    if existing:
        return existing
    provider.onboard(start_onboarding(by=freelancer, site=SITE))
    account = PayoutAccount.objects.get(user=freelancer)
    synced = sync_payout_account(account_id=str(account.account_id))
    assert synced is not None
    return synced


def assert_books_whole() -> None:
    """Assert every check of `verify_ledger` except that of seals, which need commits."""
    for check in CHECKS:
        assert check is late_seal or check() is None, check()
