"""Outages of districts: one that is over, one that is to come, one that waits for another officer.

None counts now, so that nobody's stories wait.
"""

from datetime import timedelta

from market.accounts.models import User
from market.core.base import clock
from market.core.base.past import Past, entered
from market.training.district_outages.actions import enter_outage
from market.training.models import District, DistrictOutage

HOUR = timedelta(hours=1)


def make_outages(people: dict[str, User]) -> None:
    """What is there stays as it is."""
    if DistrictOutage.objects.exists():
        return
    oli = people["oli"]
    sunamganj, bhola, barguna = (District.objects.get(slug=slug) for slug in ("sunamganj", "bhola", "barguna"))
    with entered(Past(clock.offset() - 50 * HOUR)):
        now = clock.now()
        enter_outage(by=oli, district=sunamganj, reason="flood", from_at=now, until_at=now + 30 * HOUR)
    now = clock.now()
    begins = now + 20 * HOUR
    enter_outage(by=oli, district=bhola, reason="power", from_at=begins, until_at=begins + 8 * HOUR)
    began = now - 5 * HOUR
    enter_outage(by=people["onu"], district=barguna, reason="network", from_at=began, until_at=now + 4 * HOUR)
