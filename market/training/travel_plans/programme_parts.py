"""What journeys add to the page of a face-to-face class."""

from typing import TYPE_CHECKING, Any

from market.core.base import clock
from market.training.models import ClassSession
from market.training.page_parts import page_part
from market.training.travel_plans.queries import arrivals

if TYPE_CHECKING:
    from market.accounts.models import User


@page_part("class", "training/parts/class_travel.html", order=25)
def journey_to_class(user: "User", session: ClassSession) -> dict[str, Any] | None:
    """For who gives the class, and for officers: the journey to it while it is still to come."""
    is_own = session.trainer_id == user.pk and user.has_role(user.Role.TRAINER)
    if session.is_online or not session.is_planned or session.starts_at <= clock.now():
        return None
    if not is_own and not user.has_role(user.Role.OFFICER):
        return None
    [arrival] = arrivals([session])
    if is_own and arrival.plan is not None and arrival.plan.trainer_id != user.pk:
        return {"arrival": None, "is_own": True}
    return {"arrival": arrival if arrival.plan else None, "is_own": is_own}
