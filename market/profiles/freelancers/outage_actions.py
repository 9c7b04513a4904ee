"""Who lives where there is an outage."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from market.core.base import clock
from market.profiles.models import Profile
from market.training.district_outages.moving_actions import people_of_districts
from market.training.models import District, DistrictOutage, DistrictOutageChange

LAST_LOOK = timedelta(hours=1)  # after the end of an outage, when its deadlines are moved for the last time


@people_of_districts
def freelancers_in(district: District) -> QuerySet[Any, Any]:
    """The freelancers whose profile names the district; but who moves there once an outage is entered gets no time."""
    changes = DistrictOutageChange.objects.filter(outage__state=DistrictOutage.State.CONFIRMED)
    # One that is confirmed late may be over by then, and is looked at still.
    looked_at = Q(outage__until_at__gt=clock.now() - LAST_LOOK) | Q(outage__look_at__isnull=False)
    present = changes.filter(looked_at, outage__district=district, at__lte=OuterRef("district_since"))
    return Profile.objects.filter(~Exists(present), district=district).order_by().values("user")
