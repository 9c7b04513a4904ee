"""A quote to take dollars in taka, and its acceptance: the dollars become the site's, the taka the freelancer's, and
these are paid out at once, to the account for taka. A payout that fails gives back taka."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock, limits
from market.core.base.db import atomic, lock, one_at_a_time
from market.core.base.errors import DomainError, Invalid
from market.core.base.events import emit
from market.core.base.money import Money, rounded, total
from market.payments.ledger.balances import one_withdrawal_at_a_time
from market.payments.ledger.exchange_postings import post_exchange
from market.payments.models import Payout, PayoutQuote, Release
from market.payments.payout_methods.actions import start_due
from market.payments.payout_quotes.events import PayoutQuoteAccepted
from market.payments.payout_quotes.fitting import require_payable, taka_of
from market.payments.payout_quotes.models import TAKA
from market.payments.payout_quotes.queries import DOLLARS, fresh_rate, quotes_offered_to
from market.payments.payouts.actions import (
    MoreThanPayable,
    NothingToPayOut,
    create_payout,
    payable_releases,
    select_parts,
)
from market.payments.payouts.bank import BankPayoutTerms, PayoutMethodNotReady, bank_terms

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.payments.models import ExchangeRate

DAY = timedelta(days=1)
QUOTES_A_DAY = 30


class QuotesNotOffered(DomainError):
    help = "payouts#quotes"
    code = "quotes_not_offered"
    sentence = _("Dollars are not exchanged for taka here. Have them paid out by the payment service.")


class NoFreshRate(DomainError):
    help = "payouts#quotes"
    code = "no_fresh_rate"
    sentence = _("There is no rate of today yet, so nothing can be exchanged now. Your dollars stay as they are.")


class NotInDollars(Invalid):
    help = "payouts#quotes"
    code = "not_in_dollars"
    sentence = _("Give the amount in dollars: they are what is exchanged.")


class QuoteExpired(DomainError):
    help = "payouts#quotes"
    code = "quote_expired"
    sentence = _("This quote has expired. Ask for a new one: the rate may have changed.")


class QuoteOutdated(DomainError):
    help = "payouts#quotes"
    code = "quote_outdated"
    sentence = _("Your balance or your account has changed since this quote. Ask for a new one.")


@atomic
def make_payout_quote(*, by: "User", amount: Money | None = None) -> PayoutQuote:
    """What all that is ready in dollars, or this amount of it, would be in taka now. It moves nothing.

    Raises QuotesNotOffered, NoFreshRate, NothingToPayOut, NotInDollars, MoreThanPayable, PayoutMethodNotReady,
    LessThanPayout, MoreThanWalletTakes, MoreThanWalletTakesToday, TooManyPayouts, NotEnoughTaka, TooMany.
    """
    rate = _require_rate(by)
    payable = total(list(payable_releases(by, DOLLARS).values_list("amount_value", flat=True)))
    wanted = payable if amount is None else amount.amount
    if not payable:
        raise NothingToPayOut
    if amount is not None and str(amount.currency) != DOLLARS:
        raise NotInDollars.at("amount")
    if not 0 < wanted <= payable:
        most = Money(payable, DOLLARS)
        raise MoreThanPayable.at("amount", payable=most)
    terms = _require_terms(by)
    gross, margin = taka_of(wanted, rate.taka_per_dollar)
    require_payable(by, terms, gross - margin, rate.taka_per_dollar)
    limits.spend("payout_quote", by.pk, times=QUOTES_A_DAY, per=DAY)
    now = clock.now()
    return PayoutQuote.objects.create(
        user=by,
        amount_value=wanted,
        currency=DOLLARS,
        payable_value=payable,
        rate_value=rate.taka_per_dollar,
        rate_day=rate.day,
        rate_source=rate.source,
        rate_at=rate.recorded_at,
        gross_value=gross,
        margin_value=margin,
        cost_value=terms.cost.amount,
        method=terms.method,
        created_at=now,
        expires_at=now + timedelta(minutes=settings.LIFECYCLE.payout_quote_minutes),
    )


def _require_rate(by: "User") -> "ExchangeRate":
    if not quotes_offered_to(by):
        raise QuotesNotOffered
    rate = fresh_rate()
    if rate is None:
        raise NoFreshRate
    return rate


def _require_terms(by: "User") -> BankPayoutTerms:
    terms = bank_terms(by, TAKA)
    if terms is None:
        raise PayoutMethodNotReady
    return terms


@atomic
def accept_payout_quote(*, by: "User", quote_id: int) -> Payout:
    """Exchange as quoted, and pay the taka out. Accepted again it gives the same payout.

    Raises NotFound, QuotesNotOffered, QuoteExpired, QuoteOutdated, and what `make_payout_quote` raises of the payout.
    """
    one_at_a_time(by)
    quote = lock(PayoutQuote.objects.visible_to(by).select_related("payout"), quote_id)
    if quote.payout is not None:
        return quote.payout
    if not quote.is_open:
        raise QuoteExpired
    if not quotes_offered_to(by):
        raise QuotesNotOffered
    start_due(by)
    ready = list(payable_releases(by, DOLLARS).select_for_update(no_key=True))
    terms = _require_terms(by)
    is_same = (terms.method.pk, terms.cost.amount) == (quote.method_id, quote.cost_value)
    if not is_same or total([each.amount_value for each in ready]) != quote.payable_value:
        raise QuoteOutdated
    one_withdrawal_at_a_time()
    require_payable(by, terms, quote.taka.amount, quote.rate_value)
    parts = _exchange(quote, select_parts(ready, quote.amount_value))
    quote.payout = create_payout(by, parts, quote.taka)
    quote.accepted_at = clock.now()
    quote.save(update_fields=["payout", "accepted_at"])
    emit(PayoutQuoteAccepted(amount=quote.amount, taka=quote.taka, rate=str(quote.rate_value)), on=quote, by=by)
    return quote.payout


def _exchange(quote: PayoutQuote, parts: list[Release]) -> list[Release]:
    """The releases in dollars end here; for each one there is a release of its taka. Their sum is the quote's."""
    taka, done, shares = quote.taka.amount, Decimal(0), []
    for part in parts:
        before, done = rounded(taka * done / quote.amount_value), done + part.amount_value
        share = rounded(taka * done / quote.amount_value) - before
        part.state, part.quote = Release.State.EXCHANGED, quote
        part.save(update_fields=["state", "quote"])
        release = Release.objects.create(
            milestone_id=part.milestone_id,
            freelancer_id=part.freelancer_id,
            amount_value=share,
            fee_value=Decimal(0),
            currency=TAKA,
            state=Release.State.PAYABLE,
            reason=Release.Reason.EXCHANGED,
            released_at=clock.now(),
            clears_at=clock.now(),
            quote=quote,
        )
        post_exchange(part, release)
        shares.append(release)
    return shares
