"""What services cost, as a freelancer's profile has it: see `prices`."""

from market.core.base import signals
from market.core.base.db import atomic
from market.core.base.money import Money
from market.profiles.models import Profile


@atomic
def save_service_price(*, profile: Profile, price: Money | None) -> None:
    """Write the price of the freelancer's cheapest service, None without one, to their profile, which is locked."""
    amount, currency = (None, "USD") if price is None else (price.amount, str(price.currency))
    if (profile.service_price_amount, profile.service_price_currency) != (amount, currency):
        profile.service_price_amount, profile.service_price_currency = amount, currency
        profile.save(update_fields=["service_price_amount", "service_price_currency"])
        signals.figures_changed.send(Profile, pk=profile.user_id)
