"""What similar work was agreed at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import quantiles

from django.db.models import OuterRef, Q, QuerySet, Subquery

from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.money import Money, converted
from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic

FEWEST = 5  # agreements; below that a range says little, and might show what one client paid
MOST = 300  # the latest ones
PERIOD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Half of `count` agreed amounts lie between `low` and `high`, half are below `middle`; whole units of a currency,
    without the site's fee. `by_skills`: they are of the chosen skills, else of the whole topic.
    """

    low: Money
    middle: Money
    high: Money
    count: int
    by_skills: bool


def price_range(topic: Topic, skills: Collection[Skill], currency: str) -> PriceRange | None:
    """What the accepted bids and direct offers of the last two years come to, in a currency. Of jobs with one of the
    skills where there are enough, else of the topic. None where there are too few for an answer."""
    with_skill = Job.skills.through.objects.filter(skill__in=skills).values("job")
    choices = [(True, Q(job__in=with_skill))] if skills else []
    for by_skills, choice in [*choices, (False, Q(job__topic=topic))]:
        amounts = [converted(amount, other, currency) for amount, other in _agreed(choice)]
        if len(amounts) >= FEWEST:
            low, middle, high = (_whole(each, currency) for each in quantiles(amounts, n=4, method="inclusive"))
            return PriceRange(low, middle, high, len(amounts), by_skills)
    return None


def _agreed(choice: Q) -> "QuerySet[Bid, tuple[Decimal, str]]":
    """Amount and currency of the latest agreements."""
    latest = Terms.objects.filter(bid=OuterRef("pk")).order_by("-number")
    agreed = Bid.objects.filter(choice, state=Bid.State.ACCEPTED, decided_at__gte=clock.now() - PERIOD)
    amount, currency = (Subquery(latest.values(name)[:1]) for name in ("amount_value", "currency"))
    return agreed.order_by("-decided_at").values_list(amount, currency)[:MOST]


def _whole(amount: Decimal, currency: str) -> Money:
    return Money(amount.quantize(Decimal(1)), currency)
