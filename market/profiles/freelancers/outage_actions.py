"""Who lives where there is an outage."""

from typing import Any

from django.db.models import QuerySet

from market.profiles.models import Profile
from market.training.district_outages.moving_actions import people_of_districts
from market.training.models import District


@people_of_districts
def freelancers_in(district: District) -> QuerySet[Any, Any]:
    """The freelancers whose profile names the district."""
    return Profile.objects.filter(district=district).order_by().values("user")
