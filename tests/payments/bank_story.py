"""Helpers for tests of payouts in taka: an account, released taka, and batches of two operators."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from market.accounts.models import User
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.money import Money
from market.payments.models import Payout, PayoutBatch, PayoutMethod, PayoutQuote, Release
from market.payments.payout_batches.actions import approve_payout_batch, make_payout_batch, send_payout_batch
from market.payments.payout_batches.queries import reference_of
from market.payments.payout_batches.return_file import ReturnLine, parse_returns
from market.payments.payout_methods.actions import set_payout_method
from market.payments.payout_methods.details import MethodDetails
from market.payments.payouts.actions import request_payout
from market.payments.releases.actions import approve_milestone, clear_release
from tests import make
from tests.payments.story import first, pay, submit

ROUTING = "225150135"  # City Bank, Agrabad
TAKA_JOB = {"budget_min": Money("4000.00", "BDT"), "budget_max": Money("90000.00", "BDT")}


def taka(amount: str | int) -> Money:
    """An amount in BDT."""
    return Money(Decimal(amount).quantize(Decimal("0.01")), "BDT")


def details(name: str = "Farida Private", **changes: str) -> MethodDetails:
    """An account at City Bank in this name."""
    return MethodDetails(
        **{
            "kind": "bank",
            "account_number": "1234 5678 9012",
            "holder_name": name,
            "routing_number": ROUTING,
            **changes,
        }
    )


def give_account(freelancer: User, **changes: str) -> PayoutMethod:
    """The freelancer's account, in the name of the certificate."""
    return set_payout_method(by=freelancer, details=details(f"{freelancer.display_name} Private", **changes))


def payable_taka(provider: Any, travel: Any, amount: str, *, freelancer: User, client: User | None = None) -> Release:
    """A release in taka in state `payable`."""
    sum_ = Decimal(amount)
    terms = ProposedTerms(Money(sum_, "BDT"), 5, (MilestoneTerms("All of it", sum_, 5),))
    bid = make.make_bid(make.make_job(client, **TAKA_JOB), freelancer, terms)
    milestone = submit(pay(provider, first(accept_terms(by=bid.job.client, bid_id=bid.pk))))
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    release = milestone.releases.get()
    travel(release.clears_at - release.released_at)
    clear_release(release_id=release.pk)
    release.refresh_from_db()
    return release


def payout_in_taka(provider: Any, travel: Any, freelancer: User, amount: str = "5000.00") -> Payout:
    """A payout to the freelancer's account that waits for a batch."""
    payable_taka(provider, travel, amount, freelancer=freelancer)
    if not freelancer.payout_methods.exists():
        give_account(freelancer)
    return request_payout(by=freelancer, currency="BDT")


def in_bangla(user: User) -> User:
    """The user, who reads Bangla."""
    user.language = "bn"
    user.save(update_fields=["language"])
    return user


def sent_batch(first_operator: User, second_operator: User) -> PayoutBatch:
    """A batch of all that waits, at the bank."""
    batch = make_payout_batch(by=first_operator)
    approve_payout_batch(by=second_operator, batch_id=batch.pk)
    return send_payout_batch(by=second_operator, batch_id=batch.pk, reference="EFT-77")


def return_lines(*rows: tuple[Payout | str, str] | tuple[Payout | str, str, str]) -> list[ReturnLine]:
    """Lines of a return file: (payout or reference, status, reason)."""
    texts = [",".join([reference_of(at) if isinstance(at, Payout) else at, *more]) for at, *more in rows]
    return parse_returns("\n".join(["Reference,Status,Reason,Amount", *texts]))


def make_quote(user: User) -> PayoutQuote:
    """A quote that counts still, where the site gives no new ones."""
    now = clock.now()
    amounts = {"amount_value": 5, "payable_value": 5, "gross_value": 600, "margin_value": 0, "cost_value": 0}
    rate = {"rate_value": 120, "rate_day": now.date(), "rate_source": "Bangladesh Bank", "rate_at": now}
    return PayoutQuote.objects.create(
        user=user, currency="USD", created_at=now, expires_at=now + timedelta(days=99), **amounts, **rate
    )
