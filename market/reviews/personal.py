"""Personal data in reviews. Reviews stay for the other side; one about a user is exported once it is revealed."""

from market.accounts.privacy.registry import register
from market.contracts.models import Contract
from market.reviews.models import Exchange, Review

for side in ("client", "freelancer"):
    register(
        Exchange,
        of=f"contract__{side}",
        visible=lambda user: Exchange.objects.filter(contract__in=Contract.objects.visible_to(user)),
    )
register(Review, of="author", scrub=["text", "private_note"])
register(Review, of="about", scrub=["reply"], visible=lambda user: Review.objects.revealed(), secret=["private_note"])
