"""What a trainee reads on My course while there is an outage in the batch's district."""

from typing import Any

from market.accounts.models import User
from market.training.district_outages.models import DistrictOutage
from market.training.models import Enrolment
from market.training.page_parts import page_part


@page_part("course", "training/parts/course_outage.html", order=1)
def outage_on_course(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The outage that runs there."""
    outage = (
        DistrictOutage.objects.running().filter(district=place.batch.district_id).select_related("district").first()
    )
    return {"outage": outage} if outage else None
