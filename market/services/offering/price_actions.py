"""The price of a freelancer's cheapest service, as their profile has it for lists and search."""

from market.core.base.db import atomic, lock_of
from market.core.base.money import Money, in_dollars
from market.profiles.freelancers.price_actions import save_service_price
from market.profiles.models import Profile
from market.services.models import Service


@atomic
def update_cheapest_price(*, freelancer_id: int) -> None:
    """Write the lowest price of a freelancer's offered services to their profile. Whoever changes what a service costs
    or whether it is offered calls it after that, before the signal: so search documents are locked after the profile.

    Of two changes at once the second waits at the profile, and reads the services after the first is committed. Else
    each would write a price that does not know of the other's.
    """
    profile = lock_of(Profile.objects.all(), user=freelancer_id)
    offered = Service.objects.offered().filter(freelancer=freelancer_id).order_by("pk")
    prices = [Money(*each) for each in offered.values_list("price_from_value", "currency")]
    cheapest = min(prices, key=lambda price: in_dollars(price.amount, str(price.currency)), default=None)
    save_service_price(profile=profile, price=cheapest)
