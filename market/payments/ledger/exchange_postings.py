"""What an exchange of dollars for taka posts: two events, one in each currency, in one transaction of the database.

What the site has taken over stands above zero on the account `exchange` in dollars, what it gave below zero in taka.
"""

from market.core.base.money import Money
from market.payments.ledger.postings import Event, Kind, Leg, post
from market.payments.models import Release


def post_exchange(dollars: Release, taka: Release) -> bool:
    """A release in dollars becomes the site's, and its taka the freelancer's: each currency by itself sums to zero."""
    m, user, key = dollars.milestone_id, dollars.freelancer_id, f"{dollars.quote_id}:{dollars.pk}"
    post(
        Event(f"exchange-out:{key}", "exchange_out", dollars.amount, m),
        Leg(Kind.PAYABLE, -dollars.amount_value, user=user),
        Leg(Kind.EXCHANGE, dollars.amount_value),
    )
    return post(
        Event(f"exchange-in:{key}", "exchange_in", taka.amount, m),
        Leg(Kind.EXCHANGE, -taka.amount_value),
        Leg(Kind.PAYABLE, taka.amount_value, user=user),
    )


def post_conversion(key: str, dollars: Money, taka: Money, *, source: str, target: str) -> bool:
    """The operator sold dollars that a provider held, and the taka for them arrived at another one."""
    is_new = post(
        Event(f"conversion-out:{key}", "conversion_out", dollars),
        Leg(Kind.PROVIDER, dollars.amount, rail=source),
        Leg(Kind.EXCHANGE, -dollars.amount),
    )
    post(
        Event(f"conversion-in:{key}", "conversion_in", taka),
        Leg(Kind.EXCHANGE, taka.amount),
        Leg(Kind.PROVIDER, -taka.amount, rail=target),
    )
    return is_new
