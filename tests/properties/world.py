"""The people and the milestones of the operations in `operations`, up to the state in which each begins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from market.accounts.models import User
from market.contracts.models import Milestone
from market.core.base import clock
from market.payments.funding.actions import fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Release
from market.payments.payouts.actions import request_payout
from market.payments.releases.actions import approve_milestone, clear_release
from tests.payments.bank_story import give_account
from tests.payments.story import SITE, contract, first, ready_account, submit
from tests.properties.steps import run_jobs

PAYS = {"stripe": "succeed", "bkash": "succeed", "sslcommerz": "pay"}
CURRENCIES = {"stripe": "USD", "bkash": "BDT", "sslcommerz": "BDT"}
AMOUNTS = {"USD": "200.00", "BDT": "20000.00"}


@dataclass
class Steps:
    """An operation."""

    act: Callable[[], Any]
    finish: Callable[[], Any] = lambda: None


@dataclass
class World:
    """The people, and the provider with its pages."""

    provider: Any
    client: User
    freelancer: User
    operators: tuple[User, ...]

    def milestone(self, rail: str = "stripe", amount: str = "") -> Milestone:
        """One that awaits its money."""
        currency = CURRENCIES[rail]
        terms = {"client": self.client, "freelancer": self.freelancer, "currency": currency}
        return first(contract(amount or AMOUNTS[currency], **terms))

    def open_page(self, milestone: Milestone, rail: str) -> Any:
        """A page to pay it."""
        return fund_milestone(by=self.client, milestone_id=milestone.pk, site=SITE, rail=rail)

    def paid_page(self, milestone: Milestone, rail: str, outcome: str = "") -> Any:
        """A page on which the client has paid; we do not know of it yet."""
        funding = self.open_page(milestone, rail)
        self.provider.click(funding.checkout_url, outcome or PAYS[rail])
        return funding

    def fund_and_pay(self, milestone: Milestone, rail: str) -> Milestone:
        """What a client does until the milestone is funded."""
        milestone.refresh_from_db()
        if milestone.state == Milestone.State.AWAITING_FUNDING:
            settle_funding(funding_id=self.paid_page(milestone, rail).pk)
            milestone.refresh_from_db()
        return milestone

    def funded(self, rail: str = "stripe", amount: str = "") -> Milestone:
        """One whose money is held."""
        return self.fund_and_pay(self.milestone(rail, amount), rail)

    def released(self, rail: str = "stripe", amount: str = "") -> Release:
        """A release that can be cleared now."""
        milestone = submit(self.funded(rail, amount))
        approve_milestone(by=self.client, milestone_id=milestone.pk)
        Release.objects.filter(milestone=milestone).update(clears_at=clock.now())
        return milestone.releases.get()

    def payable(self, rail: str = "stripe", amount: str = "") -> Release:
        """A release that can be paid out."""
        release = self.released(rail, amount)
        clear_release(release_id=release.pk)
        if rail == "stripe":
            ready_account(self.provider, self.freelancer)
        elif not self.freelancer.payout_methods.exists():
            give_account(self.freelancer)
        return release

    def sent(self, amount: str = "") -> Release:
        """A release whose transfer is made."""
        release = self.payable(amount=amount)
        request_payout(by=self.freelancer)
        run_jobs()
        return release

    def contested(self, milestone: Milestone, outcome: str = "") -> str:
        """The id of a dispute about its payment, perhaps decided, of which we do not know yet."""
        dispute = self.provider.want_back(milestone.fundings.get(state="paid").charge_id)
        if outcome:
            self.provider.decide(dispute, outcome)
        return str(dispute.id)
