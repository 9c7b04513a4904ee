"""Personal data in reviews. Reviews stay for the other side; one about a user is exported once it is revealed."""

from market.accounts.personal import keeps
from market.contracts.models import Contract
from market.reviews.models import Exchange, Review

for side in ("client", "freelancer"):
    keeps(
        Exchange,
        of=f"contract__{side}",
        seen=lambda user: Exchange.objects.filter(contract__in=Contract.objects.visible_to(user)),
    )
keeps(Review, of="author", scrub=["text", "private_note"])
keeps(Review, of="about", scrub=["reply"], seen=lambda user: Review.objects.revealed(), secret=["private_note"])
