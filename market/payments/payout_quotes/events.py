"""What becomes of a quote."""

from moneyed import Money

from market.core.base.events import Event


class PayoutQuoteAccepted(Event, code="payout_quote.accepted"):
    """Dollars were exchanged for taka as quoted; what becomes of the taka, the events of its payout tell."""

    amount: Money
    taka: Money
    rate: str

    audited = ("amount", "taka", "rate")
