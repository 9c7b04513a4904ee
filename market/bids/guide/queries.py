"""What similar work was agreed at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import quantiles

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from market.bids.models import Bid, Terms
from market.core.base import clock
from market.core.base.money import Money, converted
from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic

FEWEST = 5  # clients, and freelancers; below that a range says little, and might show what one of them agreed on
MOST = 300  # the latest ones
PERIOD = timedelta(days=730)
STEPS = {"USD": 5, "BDT": 500}  # amounts are rounded to these, so that no agreement is read off them


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Half of `count` agreed amounts lie between `low` and `high`, half are below `middle`; rounded to STEPS, without
    the site's fee. `by_skills`: they are of the chosen skills, else of the whole topic.
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
        agreed = list(_agreed(choice))
        if min(len({row[2] for row in agreed}), len({row[3] for row in agreed})) >= FEWEST:
            amounts = [converted(amount, other, currency) for amount, other, *_parties in agreed]
            low, middle, high = (_rounded(each, currency) for each in quantiles(amounts, n=4, method="inclusive"))
            return PriceRange(low, middle, high, len(amounts), by_skills)
    return None


def _agreed(choice: Q) -> "QuerySet[Bid, tuple[Decimal, str, int, int]]":
    """Amount, currency, client and freelancer of the latest agreements that were paid for: others lapse before."""
    latest = Terms.objects.filter(bid=OuterRef("pk")).order_by("-number")
    now = clock.now()
    paid = Q(decided_at__gte=now - PERIOD, decided_at__lt=now - timedelta(days=settings.LIFECYCLE.funding_days))
    agreed = Bid.objects.filter(choice, paid, state=Bid.State.ACCEPTED)
    amount, currency = (Subquery(latest.values(name)[:1]) for name in ("amount_value", "currency"))
    return agreed.order_by("-decided_at").values_list(amount, currency, "job__client", "freelancer")[:MOST]


def _rounded(amount: Decimal, currency: str) -> Money:
    step = STEPS[currency]
    return Money(max(step, (amount / step).quantize(Decimal(1)) * step), currency)
